import { decodeAdvert, encodeAdvert, readToken } from "@sighej/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeBoardAdvert } from "./board-advert.ts";

const token = readToken(Uint8Array.of(0x51, 2, 3, 4, 5, 6, 7, 0xf8), 0);
const [data, uuid] = ["0151020304050607f800", "a1360606-3ca8-453f-bc59-3217f0c20a8c"];

const bytesOf = (message: unknown): string => {
  const advert = decodeBoardAdvert(JSON.stringify(message));
  return advert.ok ? Buffer.from(advert.value.bytes).toString("hex") : advert.problem.kind;
};
function tokenOf(message: unknown) {
  const advert = decodeBoardAdvert(JSON.stringify(message));
  const ours = advert.ok ? decodeAdvert(advert.value.bytes) : advert;
  return ours.ok ? ours.value.token : ours.problem.kind;
}

describe("a board's message", () => {
  it.each([
    [
      "OpenMQTTGateway",
      {
        ...{ id: "C6:05:04:03:02:01", mac_type: 1, adv_type: 3, name: "x", rssi: -67 },
        ...{ servicedata: data, servicedatauuid: uuid },
      },
    ],
    ["Theengs", { id: "C6:05:04:03:02:01", rssi: -67, servicedata: data, servicedatauuid: "0606" }],
    ["ESPHome", { rssi: -67, servicedata: data, servicedatauuid: uuid.toUpperCase() }],
  ])("of %s is the advert that it heard", (_, message) => {
    expect(tokenOf(message)).toBe(token);
    expect(decodeBoardAdvert(JSON.stringify(message))).toMatchObject({ value: { level: -67 } });
  });

  it("is the same bytes as on the air, but for the flags that no board tells", () => {
    const onAir = Buffer.from(encodeAdvert({ form: "service-data", token })).toString("hex");
    expect(bytesOf({ rssi: -1, servicedata: data, servicedatauuid: uuid })).toBe(onAir.slice(6));
  });

  it("may be an Eddystone or an iBeacon, which others decide on", () => {
    const eid = { rssi: -70, servicedata: "30e80102030405060708", servicedatauuid: "0xfeaa" };
    expect(bytesOf(eid)).toBe("0d16aafe30e80102030405060708");
    expect(bytesOf({ ...eid, servicedatauuid: "0000feaa-0000-1000-8000-00805f9b34fb" })).toBe(
      bytesOf(eid),
    );
    expect(bytesOf({ rssi: -70, manufacturerdata: "4c000215aa" })).toBe("06ff4c000215aa");
  });

  it("of a vendor whose number is that of our cut UUID stays that vendor's", () => {
    const theirs = { rssi: -70, servicedata: "01510203", servicedatauuid: "0606" };
    expect(bytesOf(theirs)).toBe("0716060601510203");
    expect(tokenOf(theirs)).toBe("not-ours");
  });

  it.each([
    ["not-ours", { rssi: -70, id: "C6:05:04:03:02:01", name: "x" }],
    ["not-ours", [1]],
    ["bad-field", { servicedata: data, servicedatauuid: uuid }],
    ["bad-field", { rssi: "-70", servicedata: data, servicedatauuid: uuid }],
    ["bad-field", { rssi: -70, servicedata: data }],
    ["bad-field", { rssi: -70, servicedata: "0x01", servicedatauuid: uuid }],
    ["bad-field", { rssi: -70, servicedata: "00".repeat(240), servicedatauuid: uuid }],
    ["bad-field", { rssi: -70, servicedata: data, servicedatauuid: "606" }],
    ["overlong", { rssi: -70, name: "x".repeat(4_096) }],
  ])("is refused as %s: %j", (kind, message) => {
    expect(bytesOf(message)).toBe(kind);
  });

  it("never throws, and never carries an address or a name on", () => {
    const address = "c6:05:04:03:02:01";
    const message = fc.record(
      {
        id: fc.constant(address),
        name: fc.constant("§"),
        rssi: fc.oneof(fc.integer(), fc.string(), fc.double()),
        servicedata: fc.oneof(fc.constant(data), fc.string(), fc.integer()),
        servicedatauuid: fc.oneof(fc.constantFrom(uuid, "0606", "0xfeaa"), fc.string()),
        manufacturerdata: fc.oneof(fc.constant("4c0002"), fc.string()),
      },
      { requiredKeys: ["id"] },
    );
    fc.assert(
      fc.property(message, (each) => {
        const advert = decodeBoardAdvert(JSON.stringify(each));
        if (!advert.ok) return;
        expect(Object.keys(advert.value)).toEqual(["bytes", "level"]);
        expect(Buffer.from(advert.value.bytes).toString("hex")).not.toContain("c60504030201");
        expect(decodeAdvert(advert.value.bytes)).toHaveProperty("ok");
      }),
    );
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(decodeBoardAdvert(text)).toHaveProperty("ok");
      }),
    );
  });
});
