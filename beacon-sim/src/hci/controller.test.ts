/** Expected octets are written from the Core Specification 5.4, Vol 4 Part E, not from the code. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { ADV_IND, ADV_NONCONN_IND, type Advert, type PduType } from "../air.ts";
import { commands } from "./commands.ts";
import { benchOn, manualAir } from "./testing/bench.ts";

const SCAN_PASSIVE = "00120012000000";
const SCAN_ACTIVE = "01120012000000";
const OWN = "2a0000000002";

const advert = (pduType: PduType, more: Partial<Advert> = {}): Advert => ({
  transmitter: "badge",
  address: Uint8Array.of(6, 5, 4, 3, 2, 0xc1),
  addressType: "random",
  pduType,
  data: Uint8Array.of(2, 1, 6),
  ...more,
});

test.each([
  ["Set Event Mask", 0x0c01, "fffffbff07f8bf3d", "0e0401010c00"],
  ["Reset", 0x0c03, "", "0e0401030c00"],
  ["Read LE Host Support", 0x0c6c, "", "0e06016c0c000100"],
  ["Write LE Host Support", 0x0c6d, "0100", "0e04016d0c00"],
  ["Read Local Version", 0x1001, "", "0e0c01011000090000" + "09ffff0000"],
  ["Read Buffer Size", 0x1005, "", "0e0b01051000fb000008000000"],
  ["Read BD_ADDR", 0x1009, "", `0e0a01091000${OWN}`],
  ["LE Set Event Mask", 0x2001, "1f00000000000000", "0e0401012000"],
  ["LE Read Buffer Size", 0x2002, "", "0e0701022000fb0008"],
  ["LE Set Random Address", 0x2005, "0102030405c6", "0e0401052000"],
  ["LE Set Advertising Parameters", 0x2006, "a000a0000000000000000000000700", "0e0401062000"],
  ["LE Set Advertising Data", 0x2008, `03020106${"00".repeat(28)}`, "0e0401082000"],
  ["LE Set Scan Response Data", 0x2009, "00".repeat(32), "0e0401092000"],
  ["LE Set Advertising Enable", 0x200a, "01", "0e04010a2000"],
  ["LE Set Scan Parameters", 0x200b, SCAN_ACTIVE, "0e04010b2000"],
  ["LE Set Scan Enable", 0x200c, "0100", "0e04010c2000"],
  ["LE Set Default PHY", 0x2031, "000505", "0e0401312000"],
  ["LE Set Extended Scan Parameters", 0x2041, "00000501120012000112001200", "0e0401412000"],
  ["LE Set Extended Scan Enable", 0x2042, "010000000000", "0e0401422000"],
  ["LE Create Connection", 0x200d, connect(OWN), "0f0400010d20"],
  // Refusals.
  ["a command nobody knows", 0x2fff, "", "0f040101ff2f"],
  ["parameters of the wrong length", 0x200c, "01", "0e04010c2012"],
  ["a scan window longer than its interval", 0x200b, "00120013000000", "0e04010b2012"],
  ["an advertising interval too short", 0x2006, "1f00a0000000000000000000000700", "0e0401062012"],
  ["directed advertising", 0x2006, "a000a0000100000000000000000700", "0e0401062011"],
  ["32 octets of advert", 0x2008, `20${"00".repeat(31)}`, "0e0401082012"],
  ["a filter accept list", 0x200d, connect(OWN, "01"), "0f0411010d20"],
  ["cancelling no connection", 0x200e, "", "0e04010e200c"],
  ["disconnecting what is not connected", 0x0406, "400013", "0f0402010604"],
  ["RSSI of what is not connected", 0x1405, "4000", "0e0401051402"],
  ["updating what is not connected", 0x2013, "40000600120000002a0000000000", "0f0402011320"],
  ["encrypting what is not connected", 0x2019, `4000${"00".repeat(26)}`, "0f0402011920"],
  ["a key reply that nobody asked for", 0x201b, "4000", "0e06011b200c4000"],
])("answers %s (0x%s)", (_name, opcode, parameters, answer) => {
  const { air } = manualAir();
  const bench = benchOn(air, "c", 0x2a);
  expect(bench.command(opcode, parameters)).toEqual([answer]);
});

/** LE Create Connection as noble sends it. */
function connect(peer: string, filterPolicy = "00"): string {
  return `60003000${filterPolicy}00${peer}000600120000002a0004000600`;
}

test("Supported Commands claims the commands that are answered, and no others", () => {
  const { air } = manualAir();
  const [answer = ""] = benchOn(air, "c", 1).command(0x1002);
  expect(answer.slice(0, 12)).toBe("0e4401021000");
  const octets = Buffer.from(answer.slice(12), "hex");
  const claimed = octets.reduce(
    (sum, octet) => sum + octet.toString(2).replaceAll("0", "").length,
    0,
  );
  expect(claimed).toBe(commands.size);
  // §6.27: LE Set Scan Enable is octet 26 bit 3, LE Set Extended Scan Enable octet 37 bit 6,
  // LE Set Extended Advertising Enable (not there) octet 36 bit 5.
  const claims = (octet: number, bit: number) => ((octets[octet] ?? 0) >> bit) & 1;
  expect([claims(26, 3), claims(37, 6), claims(36, 5)]).toEqual([1, 1, 0]);
});

test("what must not change while scanning, advertising or initiating is disallowed then", () => {
  const { air } = manualAir();
  const bench = benchOn(air, "c", 1);
  bench.command(0x200c, "0100");
  expect(bench.command(0x200b, SCAN_ACTIVE)).toEqual(["0e04010b200c"]);
  expect(bench.command(0x2005, "0102030405c6")).toEqual(["0e040105200c"]);
  expect(bench.command(0x200c, "0000")).toEqual(["0e04010c2000"]);
  expect(bench.command(0x200c, "0000")).toEqual(["0e04010c2000"]);
  expect(bench.command(0x200b, SCAN_ACTIVE)).toEqual(["0e04010b2000"]);

  bench.command(0x200a, "01");
  expect(bench.command(0x2006, "a000a0000000000000000000000700")).toEqual(["0e040106200c"]);
  expect(bench.command(0x2008, `00${"00".repeat(31)}`)).toEqual(["0e0401082000"]);
  expect(bench.command(0x2009, `00${"00".repeat(31)}`)).toEqual(["0e0401092000"]);
  bench.command(0x200a, "00");

  bench.command(0x200d, connect("060504030201"));
  expect(bench.command(0x200d, connect("060504030201"))).toEqual(["0f040c010d20"]);
});

test("legacy and extended scanning are not mixed until a reset", () => {
  const { air } = manualAir();
  const bench = benchOn(air, "c", 1);
  bench.command(0x200b, SCAN_PASSIVE);
  expect(bench.command(0x2042, "010000000000")).toEqual(["0e040142200c"]);
  bench.command(0x0c03);
  expect(bench.command(0x2042, "010000000000")).toEqual(["0e0401422000"]);
  expect(bench.command(0x200c, "0100")).toEqual(["0e04010c200c"]);
});

test("an advert is reported while scanning, with the RSSI it came with", () => {
  const { air } = manualAir(() => -91);
  const bench = benchOn(air, "c", 1);
  air.transmit(advert(ADV_NONCONN_IND));
  bench.command(0x200c, "0100");
  air.transmit(advert(ADV_NONCONN_IND));
  air.deliver("c", advert(ADV_NONCONN_IND), 127);
  expect(bench.received()).toEqual([
    "3e0f02010301060504030" + "2c103020106a5",
    "3e0f02010301060504030" + "2c1030201067f",
  ]);
  bench.command(0x200c, "0000");
  air.transmit(advert(ADV_NONCONN_IND));
  expect(bench.received()).toEqual([]);
});

test("an active scan is given scan responses of scannable adverts, empty ones too", () => {
  const { air } = manualAir();
  const bench = benchOn(air, "c", 1);
  bench.command(0x200b, SCAN_ACTIVE);
  bench.command(0x200c, "0100");
  air.transmit(advert(ADV_IND, { scanResponse: Uint8Array.of(1, 0xff) }));
  air.transmit(advert(ADV_IND));
  air.transmit(advert(ADV_NONCONN_IND));
  const types = bench.received().map((hex) => hex.slice(8, 10));
  expect(types).toEqual(["00", "04", "00", "04", "03"]);
});

test("extended scanning reports the same adverts as extended reports of legacy PDUs", () => {
  const { air } = manualAir(() => -60);
  const bench = benchOn(air, "c", 1);
  bench.command(0x2001, "1fff000000000000");
  bench.command(0x2041, "0000010112001200");
  bench.command(0x2042, "010000000000");
  air.transmit(advert(ADV_IND));
  air.transmit(advert(ADV_NONCONN_IND));
  const start = (type: string) => `0d01${type}00010605040302c10100ff7fc4${"00".repeat(9)}`;
  expect(bench.received()).toEqual([
    `3e1d${start("13")}03020106`,
    `3e1a${start("1b")}00`,
    `3e1d${start("10")}03020106`,
  ]);
});

test("masked events are not sent", () => {
  const { air } = manualAir();
  const bench = benchOn(air, "c", 1);
  bench.command(0x200c, "0100");
  bench.command(0x2001, "1d00000000000000");
  air.transmit(advert(ADV_NONCONN_IND));
  expect(bench.received()).toEqual([]);
  bench.command(0x2001, "1f00000000000000");
  bench.command(0x0c01, "ffffffffffff0000");
  air.transmit(advert(ADV_NONCONN_IND));
  expect(bench.received()).toEqual([]);
});

test("an advertiser sends every interval and up to 10 ms more, with its newest data", () => {
  const { air, clock } = manualAir();
  const [sender, hearer] = [benchOn(air, "s", 0x2a), benchOn(air, "h", 1)];
  hearer.command(0x200c, "0100");
  // 100 ms, connectable, from the random address.
  sender.command(0x2005, "0102030405c6");
  sender.command(0x2006, "a000a0000001000000000000000700");
  sender.command(0x2008, `01aa${"00".repeat(30)}`);
  sender.command(0x200a, "01");
  const times: number[] = [];
  for (let ms = 0; ms < 2_000; ms++) {
    clock.advance(1);
    for (const hex of hearer.received()) {
      times.push(ms);
      expect(hex.slice(10, 24)).toBe("010102030405c6");
    }
  }
  const gaps = times.slice(1).map((at, i) => at - (times[i] ?? 0));
  expect(gaps.length).toBeGreaterThan(17);
  expect(gaps.every((gap) => gap >= 99 && gap <= 111)).toBe(true);
  expect(new Set(gaps).size).toBeGreaterThan(3);
  sender.command(0x2008, `01bb${"00".repeat(30)}`);
  clock.advance(110);
  expect(hearer.received().at(-1)?.slice(-4, -2)).toBe("bb");
  sender.command(0x200a, "00");
  clock.advance(1_000);
  expect(hearer.received()).toEqual([]);
});

test("a controller that is off hears, sends and answers nothing, and starts afresh", () => {
  const { air, clock } = manualAir();
  const [bench, hearer] = [benchOn(air, "c", 1), benchOn(air, "h", 2)];
  hearer.command(0x200c, "0100");
  bench.command(0x200c, "0100");
  bench.command(0x200a, "01");
  bench.controller.powerOff();
  expect(bench.command(0x1009)).toEqual([]);
  air.transmit(advert(ADV_NONCONN_IND));
  clock.advance(5_000);
  expect(bench.received()).toEqual([]);
  expect(hearer.received()).toHaveLength(1);
  bench.controller.powerOn();
  expect(bench.controller.listening).toBe(false);
  clock.advance(5_000);
  expect(hearer.received()).toEqual([]);
});

test("a report the host has no room for is counted as dropped, and not as sent", () => {
  const { air } = manualAir();
  const bench = benchOn(air, "c", 1);
  bench.command(0x200c, "0100");
  air.transmit(advert(ADV_NONCONN_IND));
  bench.refuseReports = true;
  air.transmit(advert(ADV_NONCONN_IND));
  const { reports, events, malformed } = bench.log.reading();
  expect(reports).toEqual({ sent: 1, delivered: 0, dropped: 1 });
  expect([events["3e/02"], malformed]).toEqual([1, 0]);
});

test("no octets from a host make the controller throw", () => {
  const { air } = manualAir();
  const bench = benchOn(air, "c", 1);
  bench.command(0x200c, "0100");
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => bench.controller.receive(bytes)),
  );
  expect(bench.log.reading().malformed).toBeGreaterThan(0);
  // Every command with any parameters at all.
  fc.assert(
    fc.property(fc.constantFrom(...commands.keys()), fc.uint8Array({ maxLength: 50 }), (op, p) => {
      const answers = bench.command(op, Buffer.from(p).toString("hex"));
      // A host may also have masked what is not an answer; an answer there always is.
      return answers.length >= 1;
    }),
    { numRuns: 500 },
  );
});
