import { PRINTED_ID } from "@sighej/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseStock } from "./stock-setup.ts";

const key = (byte: number, length = 32) => Buffer.alloc(length, byte).toString("base64url");
const bindCode = key(9, 16);
const badge = { id: "B7K2", kind: "badge", key: key(1), bindCode };
const eid = {
  id: "E7K2",
  kind: "eddystone-eid",
  identityKey: key(2, 16),
  clock: 65_280,
  clockSetAt: 1_790_000_000,
  bindCode,
};
const uuid = "f7826da6-4fa2-4e98-8024-bc5b71e0893e";
const ibeacon = {
  id: "S7K2",
  kind: "static",
  beacon: { form: "ibeacon", uuid, major: 1, minor: 2 },
};
const fixed = { ...ibeacon, bindCode };
const uid = {
  ...{ id: "S7K3", kind: "static", bindCode },
  beacon: { form: "eddystone-uid", namespace: "00".repeat(10), instance: "01".repeat(6) },
};

function parsed(json: unknown) {
  const faults: string[] = [];
  const items = parseStock(json, (fault) => faults.push(fault));
  return { items, faults };
}

describe("a venue's stock", () => {
  it("may be left out, and may hold badges, Eddystone-EID and static tags", () => {
    expect(parsed(undefined)).toEqual({ items: [], faults: [] });
    const { items, faults } = parsed([
      badge,
      { ...badge, id: "B7K3", key: key(3), clockSetAt: 60 },
      eid,
      fixed,
      uid,
    ]);
    expect(faults).toEqual([]);
    expect(items).toMatchObject([
      { id: "B7K2", kind: "badge" },
      { id: "B7K3", kind: "badge", clockSetAt: 60_000 },
      { id: "E7K2", kind: "eddystone-eid", clock: 65_280, clockSetAt: 1_790_000_000_000 },
      { id: "S7K2", kind: "static" },
      { id: "S7K3", kind: "static" },
    ]);
  });

  it.each([
    ["no object", 7],
    ["another kind", { ...badge, kind: "phone" }],
    ["a printed id with letters that read as digits", { ...badge, id: "BIL0" }],
    ["a short key", { ...badge, key: key(1, 31) }],
    ["a short bind code", { ...badge, bindCode: key(1, 15) }],
    ["a time that is none", { ...badge, clockSetAt: "yesterday" }],
    ["a tag without its clock", { ...eid, clock: undefined }],
    ["a clock that would run over", { ...eid, clock: 2 ** 32 - 1 }],
    ["a static tag without its id", { ...fixed, beacon: undefined }],
    ["a minor beyond 16 bits", { ...fixed, beacon: { ...fixed.beacon, minor: 65_536 } }],
  ])("is refused with %s, by its place", (_, item) => {
    expect(parsed([badge, item])).toMatchObject({
      items: undefined,
      faults: [expect.stringMatching(/^stock 2: expected /)],
    });
  });

  it("says of a misread id what one looks like, whatever kind it is of", () => {
    for (const item of [badge, eid, fixed])
      expect(parsed([{ ...item, id: "BIL0" }]).faults).toEqual([`stock 1: expected ${PRINTED_ID}`]);
  });

  it("holds nothing twice: no printed id, no key, no id on the air", () => {
    for (const twin of [
      { ...badge, key: key(7) },
      { ...badge, id: "B7K9" },
    ])
      expect(parsed([badge, twin]).faults).toEqual([expect.stringMatching(/^stock 2: .* once$/)]);
    expect(parsed([fixed, { ...fixed, id: "S7K9" }]).faults).toHaveLength(1);
  });

  it("has 5,000 beacons at most, and is told of ten faults", () => {
    expect(parsed(Array(5_001).fill(badge)).faults).toEqual([expect.stringContaining("5000")]);
    expect(parsed(Array(50).fill({})).faults).toHaveLength(11);
  });

  it("is refused without repeating a value", () => {
    fc.assert(
      fc.property(fc.constantFrom(badge, eid, fixed), fc.string({ minLength: 4 }), (item, text) => {
        for (const field of Object.keys(item))
          expect(parsed([{ ...item, [field]: `§${text}` }]).faults.join()).not.toContain("§");
      }),
    );
  });
});
