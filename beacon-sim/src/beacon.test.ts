import { EPOCH_LENGTH, epochAt, hexOf, tokenOf, unixMs } from "@sighej/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ADV_NONCONN_IND } from "./air.ts";
import { type Beacon, isExpired, isSending, newBeacon, stepBeacon } from "./beacon.ts";
import { seededRng } from "./rng.ts";
import { epochBegin, testBinding, testKey, testVenue, tokenIn } from "./testing/bindings.ts";

const started = (): Beacon => newBeacon("person-1", testBinding(7), epochBegin, seededRng(1));

describe("a beacon", () => {
  it("puts the token of its key and epoch on the air, non-connectable and from a private address", () => {
    const { advert } = started();
    expect(tokenIn(advert.data)).toBe(tokenOf(testKey(7), testVenue, epochAt(epochBegin)));
    expect(advert).toMatchObject({ addressType: "random", pduType: ADV_NONCONN_IND });
    expect(advert.scanResponse).toBeUndefined();
    expect(advert.address).toHaveLength(6);
    expect((advert.address[5] ?? 255) >> 6).toBe(0);
  });

  it("stays exactly as it is within an epoch", () => {
    const beacon = started();
    const last = unixMs(epochBegin + EPOCH_LENGTH - 1);
    expect(stepBeacon(beacon, last, seededRng(2))).toBe(beacon);
  });

  it("changes token and address together, and no address comes back", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.nat(), (epochs, seed) => {
        const rng = seededRng(seed);
        let beacon = newBeacon("person-1", testBinding(7), epochBegin, rng);
        const tokens = new Set([tokenIn(beacon.advert.data)]);
        const addresses = new Set([hexOf(beacon.advert.address)]);
        for (let epoch = 1; epoch <= epochs; epoch++) {
          beacon = stepBeacon(beacon, unixMs(epochBegin + epoch * EPOCH_LENGTH), rng);
          tokens.add(tokenIn(beacon.advert.data));
          addresses.add(hexOf(beacon.advert.address));
        }
        expect([tokens.size, addresses.size]).toEqual([epochs + 1, epochs + 1]);
      }),
    );
  });

  it("is silent for one to five seconds at a change, and not when it is switched on", () => {
    expect(isSending(started(), epochBegin)).toBe(true);
    const change = unixMs(epochBegin + EPOCH_LENGTH);
    for (let seed = 0; seed < 50; seed++) {
      const changed = stepBeacon(started(), change, seededRng(seed));
      expect(isSending(changed, unixMs(change + 999))).toBe(false);
      expect(isSending(changed, unixMs(change + 5_000))).toBe(true);
    }
  });

  it("ends with its session", () => {
    const beacon = started();
    const { expiresAt } = beacon.binding;
    expect(isExpired(beacon, unixMs(expiresAt - 1))).toBe(false);
    expect(isExpired(beacon, expiresAt)).toBe(true);
    expect(isSending(beacon, expiresAt)).toBe(false);
  });
});
