import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nudgeId, time, zoneId } from "../test/arbitraries.ts";
import { decodesWhatItEncodes, neverThrows } from "../test/round-trip.ts";
import { cueColours, cueShapes, cueWords } from "./cue.ts";
import {
  decodeComplaint,
  decodeCue,
  decodeMatcherMessage,
  decodeNudge,
  decodeNudgeAnswer,
  decodePhoneMessage,
  encodeMatcherMessage,
  encodePhoneMessage,
  endings,
  type MatcherMessage,
  type PhoneMessage,
  replies,
} from "./nudge.ts";

const nudge = fc.record({
  id: nudgeId,
  phrase: fc.string({ minLength: 1, maxLength: 120 }),
  zone: zoneId,
  expiresAt: time,
});
const cue = fc.record({
  nudge: nudgeId,
  shape: fc.constantFrom(...cueShapes.map(({ id }) => id)),
  colour: fc.constantFrom(...cueColours.map(({ id }) => id)),
  word: fc.constantFrom(...cueWords),
  spot: fc.string({ minLength: 1, maxLength: 60 }),
  expiresAt: time,
});
const fromMatcher = fc.oneof<fc.Arbitrary<MatcherMessage>[]>(
  fc.record({ type: fc.constant("ready" as const), serverTime: time, expiresAt: time }),
  fc.record({ type: fc.constant("nudge" as const), nudge }),
  fc.record({ type: fc.constant("cue" as const), cue }),
  fc.record({ type: fc.constant("ended" as const), reason: fc.constantFrom(...endings) }),
);
const fromPhone = fc.oneof<fc.Arbitrary<PhoneMessage>[]>(
  fc.record({ type: fc.constant("shown" as const), nudge: nudgeId }),
  fc.record({
    type: fc.constant("answer" as const),
    nudge: nudgeId,
    answer: fc.constantFrom(...replies),
  }),
);

describe("a live message", () => {
  it("survives the wire both ways", () => {
    decodesWhatItEncodes(fromMatcher, encodeMatcherMessage, decodeMatcherMessage);
    decodesWhatItEncodes(fromPhone, encodePhoneMessage, decodePhoneMessage);
  });

  it("is decoded from any text without throwing", () => {
    for (const decode of [decodeMatcherMessage, decodePhoneMessage]) {
      neverThrows(fc.string(), decode);
      neverThrows(fc.json(), decode);
    }
  });
});

describe("a nudge", () => {
  it("has room for a sentence, a zone and an expiry, and for nothing else", () => {
    fc.assert(
      fc.property(nudge, (value) => {
        expect(decodeNudge(value)).toEqual({ ok: true, value });
        for (const extra of ["session", "interests", "distance", "name"])
          expect(decodeNudge({ ...value, [extra]: "x" }).ok).toBe(false);
      }),
    );
  });
});

describe("a cue", () => {
  it("has a shape, a colour and a word of the list, and names nobody", () => {
    fc.assert(
      fc.property(cue, (value) => {
        expect(decodeCue(value)).toEqual({ ok: true, value });
        expect(decodeCue({ ...value, shape: "heart" }).ok).toBe(false);
        expect(decodeCue({ ...value, word: "sorry" }).ok).toBe(false);
        expect(decodeCue({ ...value, session: "x" }).ok).toBe(false);
      }),
    );
  });
});

describe("an answer and a report", () => {
  it("have nothing to say but one word, and which nudge", () => {
    expect(decodeNudgeAnswer({ answer: "hi" }).ok).toBe(true);
    for (const wrong of [{}, { answer: "maybe" }, { answer: "hi", why: "x" }, null, "hi"])
      expect(decodeNudgeAnswer(wrong).ok).toBe(false);
    expect(decodeComplaint({ nudge: "A".repeat(22) }).ok).toBe(true);
    for (const wrong of [{}, { nudge: "x" }, { nudge: "A".repeat(22), text: "x" }])
      expect(decodeComplaint(wrong).ok).toBe(false);
  });
});
