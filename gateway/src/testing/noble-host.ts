/**
 * noble host: a process that runs scenarios with the real noble over the HCI stub and sends what
 * came of each to its parent. A process of its own because noble never lets one end. Start it with
 * `--expose-gc` and the scenarios' names.
 */
import { createRequire } from "node:module";
import { mock } from "node:test";
import { unixMs } from "@sighej/protocol";
import { pino } from "pino";
import { nobleSource } from "../adapters/noble.ts";
import { GatewayError } from "../errors.ts";
import { startIntake } from "../intake.ts";
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
let source = nobleSource(logger);

/** Scans, with what is heard going through a real intake. */
async function listen() {
  const heard: (readonly [number, number])[] = [];
  const intake = startIntake((each, level) => heard.push([Number(each), level]) > 0);
  await source.start((bytes, level) => intake.hear(bytes, level, unixMs(0)));
  return { heard, intake };
}

/** The code and text of what `run` rejects with. */
async function failure(run: () => Promise<void>): Promise<unknown> {
  try {
    await run();
    return "none";
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return { code: error.code, message: error.message };
  }
}

/** Sizes of all that noble keeps per address. */
function noblesMaps(): readonly number[] {
  const noble = load("@abandonware/noble");
  const { _bindings: bindings } = noble;
  return [
    noble._peripherals,
    noble._services,
    noble._discoveredPeripheralUUids,
    bindings._addresses,
    bindings._connectable,
    bindings.scannable,
    bindings._gap._discoveries,
  ].map((map: object) => Object.keys(map).length);
}

/** A turn of the event loop: the stub's answers have arrived. */
const turn = (): Promise<void> => new Promise((done) => setImmediate(done));
async function turns(): Promise<void> {
  for (let count = 0; count < 8; count++) await turn();
}

const scenarios: Readonly<Record<string, () => Promise<unknown>>> = {
  forms: async () => {
    installHci(stub);
    const { heard, intake } = await listen();
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
    return { heard, counts: intake.counts(), maps: noblesMaps(), scanTypes: stub.scanTypes };
  },
  crowd: async () => {
    installHci(stub);
    const { intake } = await listen();
    const settle = async (): Promise<number> => {
      await turns();
      globalThis.gc?.();
      return process.memoryUsage().heapUsed;
    };
    for (let number = 0; number < 5_000; number++)
      stub.emit("data", legacyReports(stranger(number)));
    const before = await settle();
    for (let number = 0; number < 100_000; number++)
      stub.emit("data", legacyReports(stranger(number)));
    const grownBy = (await settle()) - before;
    return { adverts: intake.counts().adverts, maps: noblesMaps(), grownBy };
  },
  fuzz: async () => {
    installHci(stub);
    const { intake } = await listen();
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
    stub.emit("data", legacyReports(ours(1, -60)));
    return { adverts: intake.counts().adverts };
  },
  power: async () => {
    mock.timers.enable({ apis: ["setTimeout"] });
    installHci(stub);
    const { heard } = await listen();
    await turns();
    const states = [source.state()];
    const scansOf = async (act: () => void): Promise<number> => {
      const before = stub.scans.filter((on) => on).length;
      act();
      await turns();
      states.push(source.state());
      return stub.scans.filter((on) => on).length - before;
    };
    const poll = (): void => mock.timers.tick(1_000);
    const scans = [
      await scansOf(() => {
        stub.up = false;
        poll();
      }),
      await scansOf(() => {
        stub.up = true;
        poll();
      }),
      // Other programs that switch the scan off a hundred times: answered once, after 10 s.
      await scansOf(() => {
        for (let time = 0; time < 100; time++) stub.foreignScan(false, false);
      }),
      await scansOf(() => mock.timers.tick(9_000)),
      await scansOf(() => mock.timers.tick(1_000)),
      // Another program's scan that reports each beacon once.
      await scansOf(() => {
        stub.foreignScan(true, true);
        mock.timers.tick(10_000);
      }),
    ];
    stub.emit("data", legacyReports(ours(1, -60)));
    const stopped = source.stop();
    await turns();
    await stopped;
    return { states, scans, heard, lastScan: stub.scans.at(-1), after: source.state() };
  },
  "hung-at-stop": async () => {
    installHci(stub);
    await listen();
    mock.timers.enable({ apis: ["setTimeout"] });
    stub.mute.add(0x200c);
    const stopped = source.stop();
    mock.timers.tick(1_000);
    await stopped;
    return source.state();
  },
  "never-on": async () => {
    mock.timers.enable({ apis: ["setTimeout"] });
    installHci(stub);
    stub.up = false;
    const failed = failure(() => source.start(() => undefined));
    await turns();
    mock.timers.tick(15_000);
    return failed;
  },
  "never-scans": async () => {
    mock.timers.enable({ apis: ["setTimeout"] });
    installHci(stub);
    stub.mute.add(0x200c);
    const failed = failure(() => source.start(() => undefined));
    await turns();
    mock.timers.tick(15_000);
    return failed;
  },
  "no-adapter": async () => {
    installHci(stub);
    stub.bindError = new Error("ENODEV, No such device");
    return failure(() => source.start(() => undefined));
  },
  "not-permitted": async () => {
    installHci(stub);
    const failed = failure(() => source.start(() => undefined));
    setImmediate(() =>
      stub.emit("error", Object.assign(new Error("not permitted"), { code: "EPERM" })),
    );
    return failed;
  },
  "no-bluetooth": async () => {
    installHci(Object.assign(new Error("EAFNOSUPPORT, unknown"), { code: "EAFNOSUPPORT" }));
    return failure(() => source.start(() => undefined));
  },
  "no-addon": async () => {
    installHci(Object.assign(new Error("Cannot find module"), { code: "MODULE_NOT_FOUND" }));
    return failure(() => source.start(() => undefined));
  },
  "other-noble": async () => {
    installHci(stub);
    const noble = load("@abandonware/noble");
    noble._bindings._hci.removeAllListeners("leAdvertisingReport");
    return failure(() => source.start(() => undefined));
  },
  sigint: async () => {
    installHci(stub);
    await listen();
    await turns();
    return process.listenerCount("SIGINT");
  },
  bug: async () => {
    installHci(stub);
    await source.start(() => {
      throw new TypeError("a bug");
    });
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
  source = nobleSource(logger);
}

const results: Record<string, unknown> = {};
for (const name of process.argv.slice(2)) {
  forgetNoble();
  results[name] = await scenarios[name]?.();
  mock.timers.reset();
}
process.send?.(results, () => process.exit(0));
