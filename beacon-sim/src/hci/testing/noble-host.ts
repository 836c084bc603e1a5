/**
 * NobleHost: a program that runs noble and tells the test that started it what noble says, over
 * Node's IPC. It is unmodified noble on the virtual adapter that the preload gave the process.
 */
import { createRequire } from "node:module";
import type * as Noble from "@abandonware/noble";

/** What a test asks for. */
export type Request =
  | { readonly ask: "scan"; readonly allowDuplicates: boolean }
  | { readonly ask: "connect"; readonly address: string }
  | { readonly ask: "exchange"; readonly write: string }
  | { readonly ask: "disconnect" };

/** What the program answers, and says by itself. Octets are in hexadecimal. */
export type Report =
  | { readonly says: "state"; readonly state: string }
  | { readonly says: "scanning" }
  | {
      readonly says: "heard";
      readonly address: string;
      readonly rssi: number;
      readonly data: string;
    }
  | { readonly says: "connected"; readonly rssi: number }
  | {
      readonly says: "exchanged";
      readonly services: readonly string[];
      readonly first: string;
      readonly read: string;
      readonly notified: string;
    }
  | { readonly says: "disconnected" };

// By require, as most programs load noble; the preload must answer that and `import` alike.
const noble: typeof Noble = createRequire(import.meta.url)("@abandonware/noble");
const peripherals = new Map<string, Noble.Peripheral>();
let connected: Noble.Peripheral | undefined;

const tell = (report: Report): void => {
  process.send?.(report);
};

noble.on("stateChange", (state) => tell({ says: "state", state }));
noble.on("scanStart", () => tell({ says: "scanning" }));
noble.on("discover", (peripheral) => {
  peripherals.set(peripheral.address, peripheral);
  const data = peripheral.advertisement.serviceData[0]?.data.toString("hex") ?? "";
  tell({ says: "heard", address: peripheral.address, rssi: peripheral.rssi, data });
});

async function serve(request: Request): Promise<void> {
  if (request.ask === "scan") {
    await noble.startScanningAsync([], request.allowDuplicates);
  } else if (request.ask === "connect") {
    await noble.stopScanningAsync();
    connected = peripherals.get(request.address);
    connected?.once("disconnect", () => tell({ says: "disconnected" }));
    await connected?.connectAsync();
    tell({ says: "connected", rssi: (await connected?.updateRssiAsync()) ?? Number.NaN });
  } else if (request.ask === "exchange") {
    await exchange(Buffer.from(request.write, "hex"));
  } else {
    await connected?.disconnectAsync();
  }
}

/** Reads, subscribes, writes, waits for the notification, reads again. */
async function exchange(value: Buffer): Promise<void> {
  const found = await connected?.discoverAllServicesAndCharacteristicsAsync();
  const echo = found?.characteristics.find((c) => c.properties.includes("notify"));
  if (found === undefined || echo === undefined) throw new Error("no echo characteristic");
  const first = await echo.readAsync();
  await echo.subscribeAsync();
  const notified = new Promise<Buffer>((resolve) => {
    echo.on("data", (data, isNotification) => {
      if (isNotification) resolve(data);
    });
  });
  await echo.writeAsync(value, false);
  tell({
    says: "exchanged",
    services: found.services.map((service) => service.uuid),
    first: first.toString("hex"),
    notified: (await notified).toString("hex"),
    read: (await echo.readAsync()).toString("hex"),
  });
}

process.on("message", (request: Request) => {
  void serve(request);
});
// noble never lets a process end by itself, and a test that died must not leave one behind.
process.on("disconnect", () => process.exit(0));
