/**
 * noble host: a process that runs scenarios with the real noble over the HCI stub and sends what
 * came of each to its parent. A process of its own because noble never lets one end. Start it with
 * `--expose-gc` and the scenarios' names.
 */
import { createRequire } from "node:module";
import { mock } from "node:test";
import { unixMs } from "@sighej/protocol";
import { pino } from "pino";
import { nobleRadio } from "../adapters/noble.ts";
import { GatewayError } from "../errors.ts";
import { startIntake } from "../intake.ts";
import type { Hear, Radio, RadioEars } from "../radio.ts";
import { HciStub, installHci } from "./hci-stub.ts";
import {
  ADV_IND,
  address,
  extendedReports,
  iphone,
  legacyReports,
  ours,
  stranger,
} from "./reports.ts";

const logger = pino({ level: "silent" });
const load = createRequire(import.meta.url);
let stub = new HciStub();
let failed: GatewayError | undefined;

/** A radio over the stub, with what is heard going through a real intake. */
function listen() {
  const heard: (readonly [number, number])[] = [];
  const intake = startIntake((each, level) => heard.push([Number(each), level]) > 0);
  const hear: Hear = (packet, from, to, level) => intake.hear(packet, from, to, level, unixMs(0));
  const radio = open({ hear, malformed: intake.malformed });
  return { heard, intake, radio };
}

const open = (ears: RadioEars): Radio =>
  nobleRadio(logger, (error) => {
    failed = error;
  })(undefined, ears);

const deafEars: RadioEars = { hear: () => undefined, malformed: () => undefined };

/** The code and text of what opening a radio throws, or of what it fails with soon. */
async function failure(): Promise<unknown> {
  try {
    open(deafEars);
    await turns();
    return failed === undefined ? "none" : { code: failed.code, message: failed.message };
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return { code: error.code, message: error.message };
  }
}

/** A turn of the event loop: the stub's answers have arrived. */
const turn = (): Promise<void> => new Promise((done) => setImmediate(done));
async function turns(): Promise<void> {
  for (let count = 0; count < 20; count++) await turn();
}

const scenarios: Readonly<Record<string, () => Promise<unknown>>> = {
  forms: async () => {
    installHci(stub);
    const { heard, intake } = listen();
    await turns();
    // Connectable, and the first of its address: noble would wait for a second.
    stub.emit("data", legacyReports(ours(1, -60, ADV_IND)));
    stub.emit("data", legacyReports(iphone(2, -61)));
    // The same address with another token: noble would merge them.
    stub.emit("data", legacyReports(ours(3, -62)));
    stub.emit("data", legacyReports(ours(4, 127)));
    stub.emit("data", legacyReports(ours(5, -63), stranger(9), iphone(6, -64)));
    stub.emit("data", extendedReports(ours(7, -65)));
    stub.emit("data", extendedReports(stranger(9), ours(8, -66), iphone(9, -67)));
    // A second report whose first octet, 0x17, is the length of its own header: read as part of the
    // first one's bytes, it would lead straight to the token, at the first one's level.
    stub.emit("data", extendedReports(stranger(9), { ...ours(10, -68), type: 0x07 }));
    return { heard, counts: intake.counts(), scanTypes: stub.scanTypes };
  },
  crowd: async () => {
    installHci(stub);
    const { intake } = listen();
    await turns();
    const packet = legacyReports(stranger(0));
    const strangers = (count: number): void => {
      for (let number = 0; number < count; number++) {
        // The six octets of the address, and bytes of the advert that go with it.
        packet.writeUInt32LE(Math.imul(number, 0x9e3779b1) >>> 0, 7);
        packet.writeUInt16LE(number & 0xffff, 11);
        packet.writeUInt16LE(number & 0xffff, packet.length - 4);
        stub.emit("data", packet);
      }
    };
    const settle = async (): Promise<number> => {
      await turns();
      globalThis.gc?.();
      return process.memoryUsage().heapUsed;
    };
    strangers(10_000);
    const before = await settle();
    strangers(1_000_000);
    return { adverts: intake.counts().adverts, grownBy: (await settle()) - before };
  },
  fuzz: async () => {
    installHci(stub);
    const { intake } = listen();
    await turns();
    // mulberry32: the same bytes in every run.
    let seed = 7;
    const random = (below: number): number => {
      seed = (seed + 0x6d2b79f5) | 0;
      let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
    };
    const good = ours(1, -60).bytes;
    for (let round = 0; round < 20_000; round++) {
      const bytes = round % 2 === 0 ? Buffer.alloc(random(32)) : Buffer.from(good);
      for (let change = 0; change < 3 && bytes.length > 0; change++)
        bytes[random(bytes.length)] = random(256);
      const report = { type: random(5), address: address(round), bytes, rssi: random(256) - 128 };
      stub.emit("data", round % 3 === 0 ? extendedReports(report) : legacyReports(report));
    }
    const { adverts } = intake.counts();
    // And packets that are no events at all, or cut somewhere.
    for (let round = 0; round < 20_000; round++) {
      const packet = Buffer.alloc(random(40));
      for (let at = 0; at < packet.length; at++) packet[at] = random(256);
      if (packet.length > 3 && round % 2 === 0) packet.set([4, 0x3e, packet.length - 3, 2]);
      stub.emit("data", packet);
    }
    const { malformed } = intake.counts().refused;
    stub.emit("data", legacyReports(ours(1, -60)));
    return { adverts, refusedSome: malformed > 1_000 };
  },
  power: async () => {
    mock.timers.enable({ apis: ["setTimeout"] });
    installHci(stub);
    const { heard, radio } = listen();
    await turns();
    const states: string[] = [radio.state()];
    const after = async (act: () => void): Promise<void> => {
      act();
      await turns();
      states.push(radio.state());
    };
    const poll = (): void => mock.timers.tick(1_000);
    await after(() => {
      stub.up = false;
      poll();
    });
    await after(() => {
      stub.up = true;
      poll();
    });
    const before = stub.scans.length;
    // Other programs that switch the scan off a hundred times: told, and never answered by itself.
    await after(() => {
      for (let time = 0; time < 100; time++) stub.foreignScan(false, false);
    });
    const answers = stub.scans.length - before;
    await after(radio.rescan);
    // Another program's scan that reports each beacon once.
    await after(() => stub.foreignScan(true, true));
    await after(radio.rescan);
    // Somebody's reset.
    await after(() => stub.emit("data", Buffer.of(4, 0x0e, 4, 1, 0x03, 0x0c, 0)));
    await after(radio.rescan);
    stub.status.set(0x200c, 0x0c);
    await after(radio.rescan);
    stub.status.clear();
    stub.mute.add(0x200b);
    await after(radio.rescan);
    await after(() => mock.timers.tick(2_000));
    stub.mute.clear();
    await after(radio.reopen);
    stub.emit("data", legacyReports(ours(1, -60)));
    const closed = radio.close();
    await turns();
    await closed;
    return { states, answers, heard, lastScan: stub.scans.at(-1), after: radio.state() };
  },
  "hung-at-stop": async () => {
    installHci(stub);
    const { radio } = listen();
    await turns();
    mock.timers.enable({ apis: ["setTimeout"] });
    stub.mute.add(0x200c);
    const closed = radio.close();
    mock.timers.tick(1_000);
    await closed;
    return radio.state();
  },
  "never-on": async () => {
    mock.timers.enable({ apis: ["setTimeout"] });
    installHci(stub);
    stub.mute.add(0x1001);
    const { radio } = listen();
    await turns();
    mock.timers.tick(10_000);
    return radio.state();
  },
  "no-adapter": async () => {
    installHci(stub);
    stub.bindError = new Error("ENODEV, No such device");
    return listen().radio.state();
  },
  "not-permitted": async () => {
    installHci(stub);
    const failing = failure();
    stub.emit("error", Object.assign(new Error("not permitted"), { code: "EPERM" }));
    return failing;
  },
  "no-bluetooth": async () => {
    installHci(Object.assign(new Error("EAFNOSUPPORT, unknown"), { code: "EAFNOSUPPORT" }));
    return failure();
  },
  "no-addon": async () => {
    installHci(Object.assign(new Error("Cannot find module"), { code: "MODULE_NOT_FOUND" }));
    return failure();
  },
  "old-adapter": async () => {
    installHci(stub);
    stub.version = 0x05;
    return failure();
  },
  "other-noble": async () => {
    installHci(stub);
    load("@abandonware/noble/package.json").version = "1.9.2-27";
    return failure();
  },
  sigint: async () => {
    installHci(stub);
    listen();
    await turns();
    return process.listenerCount("SIGINT");
  },
  bug: async () => {
    installHci(stub);
    open({
      ...deafEars,
      hear: () => {
        throw new TypeError("a bug");
      },
    });
    await turns();
    stub.emit("data", legacyReports(stranger(1)));
    await turns();
    return "survived";
  },
};

/** noble is one per process and one per module cache. */
function forgetNoble(): void {
  for (const path of Object.keys(load.cache))
    if (path.includes("@abandonware/noble")) delete load.cache[path];
  stub = new HciStub();
  failed = undefined;
}

const results: Record<string, unknown> = {};
for (const name of process.argv.slice(2)) {
  forgetNoble();
  results[name] = await scenarios[name]?.();
  mock.timers.reset();
}
process.send?.(results, () => process.exit(0));
