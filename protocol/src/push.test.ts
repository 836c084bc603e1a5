import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytes, nudgeId } from "../test/arbitraries.ts";
import { neverThrows } from "../test/round-trip.ts";
import { base64urlOf } from "./bytes.ts";
import {
  decodePushMessage,
  decodePushSubscription,
  encodePushMessage,
  PUSH_BYTES,
  type PushMessage,
} from "./push.ts";

const subscription = fc.record({
  endpoint: fc.constant("https://push.example/abc"),
  keys: fc.record({ p256dh: bytes(65).map(base64urlOf), auth: bytes(16).map(base64urlOf) }),
});
const message: fc.Arbitrary<PushMessage> = fc.record({
  kind: fc.constantFrom("nudge" as const, "cue" as const),
  nudge: nudgeId,
});

describe("a push subscription", () => {
  it("is what a browser gives, with an https endpoint and whole keys", () => {
    fc.assert(
      fc.property(subscription, (value) => {
        expect(decodePushSubscription({ ...value, expirationTime: null })).toEqual({
          ok: true,
          value,
        });
        for (const endpoint of ["http://push.example/a", "https://a@b/", "ftp://x/", "", 7])
          expect(decodePushSubscription({ ...value, endpoint }).ok).toBe(false);
        expect(decodePushSubscription({ ...value, keys: { ...value.keys, auth: "AA" } }).ok).toBe(
          false,
        );
      }),
    );
  });

  it("is decoded from anything without throwing", () => {
    neverThrows<unknown>(fc.anything(), decodePushSubscription);
    neverThrows(fc.string(), decodePushMessage);
  });
});

describe("a push message", () => {
  it("survives the wire and always has the same size", () => {
    fc.assert(
      fc.property(message, (value) => {
        const text = encodePushMessage(value);
        expect(text).toHaveLength(PUSH_BYTES);
        expect(decodePushMessage(text)).toEqual({ ok: true, value });
      }),
    );
  });
});
