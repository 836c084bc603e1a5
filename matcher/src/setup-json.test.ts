import { decodeFixedId, metres } from "@sighej/protocol";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { interests, setup, zone } from "../test/fixtures.ts";
import { badgeItem, eidItem, poolKey, staticItem, stockId } from "../test/stock.ts";
import type { VenueSetup } from "./domain/venue.ts";
import { setupJson } from "./setup-json.ts";
import { parseVenueSetup, parseVenueSetups } from "./venue-setup.ts";

const uid = decodeFixedId({
  form: "eddystone-uid",
  namespace: "00112233445566778899",
  instance: "a0b1c2d3e4f5",
});
const uidItem = uid.ok
  ? [
      {
        id: stockId("S9999"),
        kind: "static" as const,
        tag: uid.value,
        bindCode: new Uint8Array(16),
      },
    ]
  : [];
const item = fc
  .integer({ min: 1, max: 65_535 })
  .chain((number) =>
    fc.constantFrom(badgeItem(number), badgeItem(number, undefined), staticItem(number)),
  );
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const coordinate = fc.double({ min: -100, max: 100, noNaN: true }).map((at) => metres(at + 0));

const someSetup: fc.Arbitrary<VenueSetup> = fc
  .record(
    {
      name: fc.string({ minLength: 1, maxLength: 80 }),
      policy: fc.constantFrom("default" as const, "demo" as const),
      needsCode: fc.boolean(),
      joinCodes: fc.uniqueArray(
        fc.record({ code: fc.stringMatching(/^[A-Z0-9]{1,12}$/), disabled: fc.boolean() }),
        { selector: ({ code }) => code, maxLength: 5 },
      ),
      stock: fc.uniqueArray(fc.oneof(item, fc.constant(eidItem(7)), fc.constantFrom(...uidItem)), {
        selector: ({ id }) => id,
        minLength: 1,
        maxLength: 6,
      }),
      legal: fc.record({ dpia: fc.boolean(), signage: fc.boolean() }, { requiredKeys: [] }),
      outline: optional(
        fc.array(fc.record({ x: coordinate, y: coordinate }), { minLength: 3, maxLength: 5 }),
      ),
    },
    { requiredKeys: ["name", "policy"] },
  )
  .map(({ outline, ...fields }) => ({
    ...setup,
    ...fields,
    ...(fields.stock === undefined ? {} : { poolKey }),
    zones: [
      ...setup.zones,
      { id: zone("attic"), tier: "zone" as const, ...(outline === undefined ? {} : { outline }) },
    ],
  }));

describe("a set-up as JSON", () => {
  it("is read back as the set-up that it was made from, secrets and all", () => {
    fc.assert(
      fc.property(someSetup, (value) => {
        const json: unknown = JSON.parse(JSON.stringify([setupJson(value)]));
        expect(parseVenueSetups(json)).toEqual({ ok: true, value: [normal(value)] });
      }),
    );
  });

  it("of a draft may lack zones, gateways and interests; of a live venue it may not", () => {
    const bare = { ...setup, zones: [], gateways: [], interests: interests() };
    expect(parseVenueSetup(setupJson(bare), true)).toEqual({ ok: true, value: bare });
    const live = parseVenueSetup(setupJson(bare), false);
    expect(live.ok ? [] : live.faults.map((each) => each.split(":")[0])).toEqual([
      "interests",
      "zones",
      "gateways",
    ]);
  });
});

/** JSON has no minus zero. */
const normal = (value: VenueSetup): VenueSetup => ({
  ...value,
  zones: value.zones.map(({ outline, ...each }) => ({
    ...each,
    ...(outline === undefined
      ? {}
      : { outline: outline.map(({ x, y }) => ({ x: metres(x + 0), y: metres(y + 0) })) }),
  })),
});
