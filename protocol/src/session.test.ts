import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  beaconKey,
  bearer,
  interest,
  sessionId,
  stockId,
  time,
  venueId,
  zoneId,
} from "../test/arbitraries.ts";
import { decodesWhatItEncodes, neverThrows } from "../test/round-trip.ts";
import { languages } from "./interests.ts";
import {
  approaches,
  CONSENT_VERSION,
  decodeHeardTokens,
  decodeSessionEdit,
  decodeSessionExtension,
  decodeSessionStart,
  decodeSessionStarted,
  decodeSessionView,
  EDITS_MAX,
  encodeSessionStarted,
} from "./session.ts";

const interests = fc.uniqueArray(
  interest.map(({ id }) => id),
  { minLength: 1, maxLength: 8 },
);
const view = {
  session: sessionId,
  venue: venueId,
  interests,
  stars: fc.uniqueArray(
    interest.map(({ id }) => id),
    { maxLength: 2 },
  ),
  approach: fc.constantFrom(...approaches),
  pausedUntil: time,
  asked: fc.boolean(),
  editsLeft: fc.nat(EDITS_MAX),
  consent: fc.record({ version: fc.string(), at: time }),
  carriers: fc.array(
    fc.oneof(
      fc.record({ kind: fc.constant("badge" as const), id: stockId, until: time }),
      fc.record({ kind: fc.constant("stock-tag" as const), id: stockId, until: time }),
      fc.record({ kind: fc.constant("check-in" as const), zone: zoneId, until: time }),
      fc.record({ kind: fc.constant("zone-code" as const), zone: zoneId, until: time }),
    ),
    { maxLength: 4 },
  ),
  language: fc.constantFrom(...languages),
  open: fc.boolean(),
  serverTime: time,
  nextEpochAt: time,
  expiresAt: time,
};
const start = {
  venue: "3f0e6d4c-1111-4222-8333-444455556666",
  interests: ["devops", "hardstyle"],
  consent: { version: CONSENT_VERSION, given: true },
};

describe("a session", () => {
  it("survives the wire", () => {
    decodesWhatItEncodes(fc.record(view), (value) => value, decodeSessionView);
    decodesWhatItEncodes(
      fc.record({ ...view, bearer, beaconKey }),
      encodeSessionStarted,
      decodeSessionStarted,
    );
  });

  it("starts open and in English unless it says otherwise", () => {
    expect(decodeSessionStart(start)).toMatchObject({ value: { open: true, language: "en" } });
  });

  it("does not start without consent to the present wording", () => {
    const without = [
      undefined,
      true,
      { version: CONSENT_VERSION, given: false },
      { version: "2020-01", given: true },
    ];
    for (const consent of without) expect(decodeSessionStart({ ...start, consent }).ok).toBe(false);
  });

  it("has no field for a name", () => {
    expect(decodeSessionStart({ ...start, name: "Ida" }).ok).toBe(false);
  });

  it("has one to eight interests, each once", () => {
    for (const chosen of [
      [],
      ["devops", "devops"],
      Array.from({ length: 9 }, (_, n) => `i${n}`),
      ["No!"],
    ])
      expect(decodeSessionStart({ ...start, interests: chosen }).ok).toBe(false);
  });

  it("has at most two stars and one role about at most two interests", () => {
    const most = { stars: ["devops", "hardstyle"], role: { id: "can-advise", about: ["devops"] } };
    expect(decodeSessionStart({ ...start, ...most })).toMatchObject({ ok: true, value: most });
    for (const wrong of [
      { stars: ["devops", "hardstyle", "coffee"] },
      { stars: ["devops", "devops"] },
      { role: { id: "boss", about: [] } },
      { role: "can-advise" },
      { role: { id: "can-advise", about: ["a", "b", "c"] } },
      { approach: "paused" },
      { code: "x".repeat(65) },
    ])
      expect(decodeSessionStart({ ...start, ...wrong }).ok).toBe(false);
  });

  it("is extended by a new consent and everything said again, where it is", () => {
    const { venue: _, ...body } = start;
    expect(decodeSessionExtension(body).ok).toBe(true);
    expect(decodeSessionExtension({ consent: start.consent }).ok).toBe(false);
    expect(decodeSessionExtension({ ...body, consent: undefined }).ok).toBe(false);
    expect(decodeSessionExtension(start).ok).toBe(false);
  });

  it("pauses for 15, 30 or 60 minutes, and opening ends that", () => {
    expect(decodeSessionEdit({ pauseMinutes: 30 }).ok).toBe(true);
    for (const wrong of [{ pauseMinutes: 20 }, { pauseMinutes: 15, open: true }])
      expect(decodeSessionEdit(wrong).ok).toBe(false);
  });

  it("is edited by at least one field", () => {
    expect(decodeSessionEdit({}).ok).toBe(false);
    expect(decodeSessionEdit({ open: false })).toEqual({ ok: true, value: { open: false } });
  });

  it("is decoded from anything without throwing", () => {
    for (const decode of [
      decodeSessionStart,
      decodeSessionEdit,
      decodeSessionStarted,
      decodeSessionExtension,
      decodeHeardTokens,
    ])
      neverThrows<unknown>(fc.anything(), decode);
  });
});
