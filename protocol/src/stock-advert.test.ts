import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytes } from "../test/arbitraries.ts";
import { anyBytes } from "../test/round-trip.ts";
import { namespaceOf, parseTagNamespace, type StockAdvert, stockAdvertIn } from "./stock-advert.ts";
import { decodeFixedId } from "./stock-tag.ts";
import { readToken } from "./token.ts";

const uuid = "e2c56db5-dffb-48d2-b060-d0f5a71096e0";
const namespace = "edd1ebeac04e5defa017";
const ours = [uuid, namespace].map((text) => sure(parseTagNamespace(text)));
const flags = [2, 0x01, 0x06];
const eid = [...flags, 3, 0x03, 0xaa, 0xfe, 13, 0x16, 0xaa, 0xfe, 0x30, 0xee];
const hex = (text: string) => [...Buffer.from(text.replaceAll("-", ""), "hex")];
const uidOf = (space: string, instance: string) =>
  Uint8Array.of(
    ...[...flags, 3, 0x03, 0xaa, 0xfe, 23, 0x16, 0xaa, 0xfe, 0x00, 0xee],
    ...[...hex(space), ...hex(instance), 0, 0],
  );
const ibeaconOf = (proximity: string, major: number, minor: number) =>
  Uint8Array.of(
    ...[...flags, 26, 0xff, 0x4c, 0x00, 0x02, 0x15, ...hex(proximity)],
    ...[major >> 8, major & 0xff, minor >> 8, minor & 0xff, 0xc5],
  );
const found = (advert: Uint8Array, namespaces = ours): StockAdvert | undefined =>
  stockAdvertIn(advert, 0, advert.length, namespaces);

describe("a stock tag's advert", () => {
  it("gives an Eddystone-EID as the token that it is", () => {
    const advert = Uint8Array.of(...eid, 1, 2, 3, 4, 5, 6, 7, 8);
    const token = readToken(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8), 0);
    expect(found(advert, [])).toEqual({ kind: "eid", token });
  });

  it("gives the id of an iBeacon or Eddystone-UID tag of the venue, as the matcher hashes it", () => {
    const ibeacon = decodeFixedId({ form: "ibeacon", uuid, major: 0x0102, minor: 0x0304 });
    expect(found(ibeaconOf(uuid, 0x0102, 0x0304))).toEqual({ kind: "fixed", tag: sure(ibeacon) });
    const instance = "0a0b0c0d0e0f";
    const uid = decodeFixedId({ form: "eddystone-uid", namespace, instance });
    expect(found(uidOf(namespace, instance))).toEqual({ kind: "fixed", tag: sure(uid) });
  });

  it("tells the namespace of an id, as a configuration names it", () => {
    const ibeacon = decodeFixedId({ form: "ibeacon", uuid, major: 1, minor: 2 });
    expect(namespaceOf(sure(ibeacon))).toEqual({ form: "ibeacon", text: uuid });
    const uid = decodeFixedId({ form: "eddystone-uid", namespace, instance: "0a0b0c0d0e0f" });
    expect(namespaceOf(sure(uid))).toEqual({ form: "eddystone-uid", text: namespace });
  });

  it("reads no id of anybody else's namespace, and none where no namespace is asked for", () => {
    fc.assert(
      fc.property(bytes(16), (other) => {
        const text = Buffer.from(other).toString("hex");
        fc.pre(!uuid.replaceAll("-", "").startsWith(text) && !text.startsWith(namespace));
        expect(found(ibeaconOf(text, 1, 1))).toBeUndefined();
        expect(found(uidOf(text.slice(0, 20), "000000000001"))).toBeUndefined();
      }),
    );
    expect(found(ibeaconOf(uuid, 1, 1), [])).toBeUndefined();
    expect(found(uidOf(namespace, "000000000001"), [])).toBeUndefined();
  });

  it("is looked for within its bounds alone, whatever the bytes", () => {
    fc.assert(
      fc.property(anyBytes, fc.nat(400), fc.nat(400), (any, a, b) => {
        const [from, to] = [Math.min(a, b, any.length), Math.min(Math.max(a, b), any.length)];
        const alone = any.slice(from, to);
        expect(stockAdvertIn(any, from, to, ours)).toEqual(found(alone));
      }),
    );
    const whole = ibeaconOf(uuid, 1, 2);
    for (let to = 0; to < whole.length - 1; to++)
      expect(stockAdvertIn(whole, 0, to, ours)).toBeUndefined();
  });
});

function sure<T>(result: { ok: true; value: T } | { ok: false }): T {
  if (!result.ok) throw new TypeError("a fixture is wrong");
  return result.value;
}
