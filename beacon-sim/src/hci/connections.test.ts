import { expect, test } from "vitest";
import { ADV_IND } from "../air.ts";
import { MAX_CONNECTIONS } from "./connections.ts";
import { type Bench, benchOn, manualAir } from "./testing/bench.ts";

const ADVERTISE_EVERY_100_MS = "a000a0000000000000000000000700";
/** 7.5 to 22.5 ms, no latency, time-out 420 ms, as noble asks for. */
const connectTo = (peer: string, type = "00") =>
  `600030000${"0"}${type}${peer}000600120000002a0004000600`;
/** LE Connection Complete after its status: interval 22.5 ms, time-out 420 ms. */
const TIMING = "120000002a0000";

const addressOf = (last: string) => `${last}0000000002`;

function pair() {
  const { air, clock } = manualAir((transmitter) => (transmitter === "p" ? -48 : -59));
  const [central, peripheral] = [benchOn(air, "c", 0x0c), benchOn(air, "p", 0x0a)];
  peripheral.command(0x2006, ADVERTISE_EVERY_100_MS);
  peripheral.command(0x200a, "01");
  return { air, clock, central, peripheral };
}

function connected() {
  const bench = pair();
  bench.central.command(0x200d, connectTo(addressOf("0a")));
  bench.clock.advance(20);
  bench.central.received();
  bench.peripheral.received();
  return bench;
}

const both = (...benches: Bench[]) => benches.map((bench) => bench.received());

test("a connection is complete at both ends, and the advertiser falls silent", () => {
  const { central, peripheral, clock, air } = pair();
  expect(central.command(0x200d, connectTo(addressOf("0a")))).toEqual(["0f0400010d20"]);
  clock.advance(20);
  expect(both(central, peripheral)).toEqual([
    [`3e13010040000000${addressOf("0a")}${TIMING}`],
    [`3e13010040000100${addressOf("0c")}${TIMING}`],
  ]);
  const { transmitted } = air.counters;
  clock.advance(5_000);
  expect(air.counters.transmitted).toBe(transmitted);
  peripheral.command(0x200a, "01");
  clock.advance(200);
  expect(air.counters.transmitted).toBeGreaterThan(transmitted);
});

test("the addresses are those used on the air, which may be random at either end", () => {
  const { central, peripheral, clock } = pair();
  peripheral.command(0x200a, "00");
  peripheral.command(0x2005, "0102030405c6");
  peripheral.command(0x2006, "a000a0000001000000000000000700");
  peripheral.command(0x200a, "01");
  central.command(0x2005, "1112131415d6");
  central.command(0x200d, `600030000001${"0102030405c6"}010600120000002a0004000600`);
  clock.advance(20);
  expect(both(central, peripheral)).toEqual([
    [`3e130100400000010102030405c6${TIMING}`],
    [`3e130100400001011112131415d6${TIMING}`],
  ]);
});

test("a host that unmasked the enhanced event gets that instead", () => {
  const { central, clock } = pair();
  central.command(0x2001, "1fff000000000000");
  // Extended Create Connection: one PHY.
  const phy = "60006000" + "060012000000" + "2a00" + "00000000";
  central.command(0x2043, `000000${addressOf("0a")}01${phy}`);
  clock.advance(20);
  expect(central.received()).toEqual([
    `3e1f0a0040000000${addressOf("0a")}${"00".repeat(12)}${TIMING}`,
  ]);
});

test("nobody connects to another address, an advert that is no controller's, or out of range", () => {
  const { central, peripheral, clock, air } = pair();
  central.command(0x200d, connectTo(addressOf("0b")));
  const address = Uint8Array.of(0x0b, 0, 0, 0, 0, 2);
  air.transmit({
    transmitter: "fake",
    address,
    addressType: "public",
    pduType: ADV_IND,
    data: address,
  });
  clock.advance(1_000);
  central.command(0x200e);
  air.link = () => undefined;
  central.command(0x200d, connectTo(addressOf("0a")));
  clock.advance(1_000);
  expect(both(central, peripheral)).toEqual([[], []]);
});

test("a cancelled connection is completed as unknown", () => {
  const { central, clock } = pair();
  central.command(0x200d, connectTo(addressOf("0b")));
  const [answer, complete] = central.command(0x200e);
  expect(answer).toBe("0e04010e2000");
  expect(complete).toMatch(/^3e130102/);
  clock.advance(1_000);
  expect(central.received()).toEqual([]);
});

test("connecting twice to one peer is refused, and so is one connection too many", () => {
  const { air, clock } = manualAir();
  const central = benchOn(air, "c", 0xcc);
  for (let n = 1; n <= MAX_CONNECTIONS; n++) {
    const peripheral = benchOn(air, `p${n}`, n);
    peripheral.command(0x2006, ADVERTISE_EVERY_100_MS);
    peripheral.command(0x200a, "01");
    central.command(0x200d, connectTo(addressOf(`0${n}`)));
    clock.advance(20);
    if (n === 1)
      expect(central.command(0x200d, connectTo(addressOf("01")))[1]).toBe("0f040b010d20");
  }
  expect(central.received().at(-1)).toMatch(/^3e130100470000/);
  expect(central.command(0x200d, connectTo(addressOf("99")))).toEqual(["0f0409010d20"]);
});

test("data arrives with the flags a host understands, and its sender gets the buffer back", () => {
  const { central, peripheral } = connected();
  central.acl(0x40, 0b00, "0500040011223344");
  central.acl(0x40, 0b01, "55");
  expect(both(central, peripheral)).toEqual([
    ["1305014000" + "0100", "1305014000" + "0100"],
    ["402008000500040011223344", "4010010055"],
  ]);
  central.acl(0x41, 0b00, "00");
  expect(both(central, peripheral)).toEqual([[], []]);
});

test("a disconnection tells each end its reason", () => {
  const { central, peripheral } = connected();
  expect(central.command(0x0406, "400013")).toEqual(["0f0400010604", "050400400016"]);
  expect(peripheral.received()).toEqual(["050400400013"]);
  expect(central.command(0x0406, "400013")).toEqual(["0f0402010604"]);
});

test("an update is told to both ends, and impossible values to nobody", () => {
  const { central, peripheral } = connected();
  const update = (timeout: string) => `40000600180002${"00"}${timeout}00000000`;
  expect(central.command(0x2013, update("6400"))).toEqual([
    "0f0400011320",
    "3e0a03004000180002006400",
  ]);
  expect(peripheral.received()).toEqual(["3e0a03004000180002006400"]);
  expect(central.command(0x2013, update("0100"))).toEqual(["0f0412011320"]);
  expect(peripheral.received()).toEqual([]);
});

test("RSSI is what the link says now, or not available", () => {
  const { central, peripheral, air } = connected();
  expect(central.command(0x1405, "4000")).toEqual(["0e07010514004000d0"]);
  expect(peripheral.command(0x1405, "4000")).toEqual(["0e07010514004000c5"]);
  air.link = () => undefined;
  expect(central.command(0x1405, "4000")).toEqual(["0e070105140040007f"]);
});

test("encryption is refused as by a peer that holds no key", () => {
  const { central } = connected();
  expect(central.command(0x2019, `4000${"00".repeat(26)}`)).toEqual([
    "0f0400011920",
    "080406400000",
  ]);
});

test("an end whose peer vanished notices after the supervision time-out, and not before", () => {
  const { central, peripheral, clock } = connected();
  peripheral.controller.powerOff();
  clock.advance(419);
  expect(central.received()).toEqual([]);
  central.acl(0x40, 0b00, "0100040011");
  expect(central.received()).toEqual(["13050140000100"]);
  clock.advance(1);
  expect(central.received()).toEqual(["050400400008"]);
});

test("a time-out does not end a later connection of the same handle", () => {
  const { central, peripheral, clock } = connected();
  peripheral.controller.powerOff();
  central.command(0x0406, "400013");
  clock.advance(1_000);
  expect(central.received()).toEqual([]);
});
