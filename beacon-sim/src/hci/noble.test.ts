/** Real noble and bleno, each a process of its own, over the virtual controller and air. */
import { once } from "node:events";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ADV_IND, ADV_NONCONN_IND, type Advert, Air, type Link } from "../air.ts";
import { ECHO_AT_FIRST, ECHO_SERVICE } from "../bleno/echo-service.ts";
import { beaconProgram } from "../bleno/program.ts";
import { systemClock } from "../clock.ts";
import { seededRng } from "../rng.ts";
import { type AirServer, serveAir } from "./server.ts";
import { end, NobleProcess, startOn } from "./testing/host-process.ts";

/** Starting two processes under tsx, on a busy machine. */
const SLOW = 20_000;

let air: Air;
let server: AirServer;
const children: Parameters<typeof end>[0][] = [];

beforeEach(async () => {
  air = new Air({ clock: systemClock, link: () => -60 });
  server = await serveAir({ air, rng: seededRng("noble.test") });
});

afterEach(async () => {
  await Promise.all(children.splice(0).map((child) => end(child)));
  await server.close();
});

function nobleOn(antenna: string): NobleProcess {
  const noble = new NobleProcess(server, antenna);
  children.push(noble.child);
  return noble;
}

async function beaconOn(antenna: string, ...args: string[]) {
  const beacon = startOn(server, antenna, { path: beaconProgram }, args);
  children.push(beacon);
  if (beacon.stdout !== null) await once(beacon.stdout, "data");
  return beacon;
}

/** Service data of UUID 0x180F with `value`, from an address that ends in `last`. */
function advertOf(transmitter: string, last: number, value: number, pduType = ADV_NONCONN_IND) {
  const data = Uint8Array.of(5, 0x16, 0x0f, 0x18, value & 0xff, value >> 8);
  const address = Uint8Array.of(last & 0xff, last >> 8, 3, 4, 5, 0xc6);
  return { transmitter, address, addressType: "random", pduType, data } as Advert;
}

test(
  "noble hears two transmitters, each with the RSSI that the link gives it",
  async () => {
    const levels: Record<string, number | undefined> = { near: -47, far: -88.4 };
    air.link = (transmitter) => levels[transmitter];
    const noble = nobleOn("hall");
    await noble.poweredOn();
    await noble.scan(true);
    air.transmit(advertOf("near", 1, 0x0102));
    air.transmit(advertOf("far", 2, 0x0304));
    air.transmit(advertOf("lost", 3, 0x0506));
    await noble.until(() => noble.said("heard").length >= 2);
    expect(noble.said("heard")).toEqual([
      { says: "heard", address: "c6:05:04:03:00:01", rssi: -47, data: "0201" },
      { says: "heard", address: "c6:05:04:03:00:02", rssi: -88, data: "0403" },
    ]);
    expect(air.counters).toEqual({ transmitted: 3, heard: 2, lost: 1, unheard: 0 });
    // What an end-to-end test looks at to know that noble's HCI layer took part.
    await vi.waitFor(() => {
      const log = server.hciLog("hall");
      expect(log?.commands).toMatchObject({ "0x2001": 1, "0x200b": 2 });
      expect(log?.commands["0x200c"]).toBeGreaterThanOrEqual(3);
      expect(log?.events["3e/02"]).toBe(2);
      expect(log?.reports).toEqual({ sent: 2, delivered: 2, dropped: 0 });
    });
  },
  SLOW,
);

test(
  "a recorded reception reaches the receiver it was made at, and no other",
  async () => {
    const nobles = [nobleOn("one"), nobleOn("two")] as const;
    await Promise.all(nobles.map((noble) => noble.poweredOn()));
    await Promise.all(nobles.map((noble) => noble.scan(true)));
    expect(air.deliver("two", advertOf("badge", 1, 7), -71)).toBe(true);
    expect(air.deliver("three", advertOf("badge", 1, 7), -71)).toBe(false);
    air.transmit(advertOf("marker", 9, 0));
    await Promise.all(nobles.map((n) => n.until(() => n.said("heard").at(-1)?.data === "0000")));
    expect(nobles[0].said("heard").map((heard) => heard.rssi)).toEqual([-60]);
    expect(nobles[1].said("heard").map((heard) => heard.rssi)).toEqual([-71, -60]);
  },
  SLOW,
);

test(
  "noble hears every one of 2,400 adverts sent at 2,000 a second",
  async () => {
    const noble = nobleOn("hall");
    await noble.poweredOn();
    await noble.scan(true);
    for (let batch = 0; batch < 120; batch++) {
      for (let i = 0; i < 20; i++) {
        const n = batch * 20 + i;
        air.transmit(advertOf(`badge ${n % 300}`, n % 300, n));
      }
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    await noble.until(() => noble.said("heard").length >= 2_400);
    const values = noble.said("heard").map(({ data }) => Buffer.from(data, "hex").readUInt16LE());
    expect(values).toEqual(Array.from({ length: 2_400 }, (_, n) => n));
    expect(server.hciLog("hall")?.reports).toMatchObject({ sent: 2_400, dropped: 0 });
  },
  SLOW,
);

test(
  "without duplicates an address is heard once, and again after a new scan",
  async () => {
    const noble = nobleOn("hall");
    await noble.poweredOn();
    await noble.scan(false);
    for (let n = 0; n < 3; n++) air.transmit(advertOf("badge", 1, n));
    air.transmit(advertOf("other", 2, 9));
    await noble.until(() => noble.said("heard").length >= 2);
    expect(noble.said("heard").map(({ data }) => data)).toEqual(["0000", "0900"]);
    await noble.scan(false);
    air.transmit(advertOf("badge", 1, 3));
    await noble.until(() => noble.said("heard").length >= 3);
    expect(server.hciLog("hall")?.reports.sent).toBe(3);
  },
  SLOW,
);

test(
  "an adapter that is pulled out and put back is poweredOff, poweredOn, and scans again",
  async () => {
    const noble = nobleOn("hall");
    await noble.poweredOn();
    await noble.scan(true);
    server.unplug("hall");
    await noble.until(() => noble.said("state").at(-1)?.state === "poweredOff");
    air.transmit(advertOf("badge", 1, 1));
    server.plug("hall");
    await noble.poweredOn();
    expect(air.listeners()).toEqual([]);
    await noble.scan(true);
    air.transmit(advertOf("badge", 1, 2));
    await noble.until(() => noble.said("heard").length >= 1);
    expect(noble.said("heard").map(({ data }) => data)).toEqual(["0200"]);
  },
  SLOW,
);

test(
  "noble connects to bleno, discovers, reads, writes 200 bytes, is notified, disconnects",
  async () => {
    const levels: Link = (transmitter) => (transmitter === "badge" ? -52 : -66);
    air.link = levels;
    const [noble, beacon] = [
      nobleOn("hall"),
      await beaconOn("badge", "--advert", "0201060516 0f180700".replace(" ", ""), "--echo"),
    ];
    await noble.poweredOn();
    await noble.scan(false);
    await noble.until(() => noble.said("heard").length >= 1);
    const [heard] = noble.said("heard");
    expect(heard).toMatchObject({ rssi: -52, data: "0700" });

    noble.ask({ ask: "connect", address: heard?.address ?? "" });
    await noble.until(() => noble.said("connected").length === 1);
    expect(noble.said("connected")).toEqual([{ says: "connected", rssi: -52 }]);
    // A connectable advertiser is silent while it is connected.
    const { transmitted } = air.counters;

    const written = Buffer.from(Array.from({ length: 200 }, (_, n) => n)).toString("hex");
    noble.ask({ ask: "exchange", write: written });
    await noble.until(() => noble.said("exchanged").length === 1);
    const first = Buffer.from(ECHO_AT_FIRST).toString("hex");
    const [exchanged] = noble.said("exchanged");
    expect(exchanged).toMatchObject({ first, notified: written, read: written });
    expect(exchanged?.services).toContain(ECHO_SERVICE);
    expect(air.counters.transmitted).toBe(transmitted);

    noble.ask({ ask: "disconnect" });
    await noble.until(() => noble.said("disconnected").length === 1);
    await vi.waitFor(() => expect(air.counters.transmitted).toBeGreaterThan(transmitted));

    await end(beacon, "SIGTERM");
    expect(beacon.exitCode).toBe(0);
    // At its start, on, on again after the connection, and off on SIGTERM.
    expect(server.hciLog("badge")?.commands["0x200a"]).toBeGreaterThanOrEqual(4);
  },
  SLOW,
);

test(
  "a host elsewhere on the air notices by time-out that its peer is gone",
  async () => {
    const [noble, beacon] = [nobleOn("hall"), await beaconOn("badge", "--echo")];
    await noble.poweredOn();
    await noble.scan(false);
    await noble.until(() => noble.said("heard").length >= 1);
    noble.ask({ ask: "connect", address: noble.said("heard")[0]?.address ?? "" });
    await noble.until(() => noble.said("connected").length === 1);
    await end(beacon);
    await noble.until(() => noble.said("disconnected").length === 1);
  },
  SLOW,
);

test(
  "noble loaded by `import`, lazily, on a platform without HCI sockets, hears all the same",
  async () => {
    const source = `
    require("node:os").platform = () => "darwin";
    const start = async () => {
      const { default: noble } = await import("@abandonware/noble");
      noble.on("discover", (p) => { process.send(p.rssi); });
      noble.on("stateChange", (s) => s === "poweredOn" && noble.startScanning([], true));
    };
    void start();
    process.on("disconnect", () => process.exit(0));
  `;
    const child = startOn(server, "laptop", { source });
    children.push(child);
    await vi.waitFor(() => expect(air.listeners()).toEqual(["laptop"]), { timeout: SLOW });
    const heard = once(child, "message");
    air.transmit(advertOf("badge", 1, 1, ADV_IND));
    expect((await heard)[0]).toBe(-60);
  },
  SLOW,
);
