/**
 * Preload: puts a virtual controller under noble and bleno, unmodified, in a process started with
 * `node --import tsx --import <this file>`. It connects to the air named by the environment
 * (`antennaEnv` makes it) before the program's first line runs, then answers one module name.
 *
 * noble and bleno require `@abandonware/bluetooth-hci-socket` by name and take no socket from
 * outside, so `Module._load` is where to cut in. It needs no native addon. On macOS and Windows
 * they would choose the system's own Bluetooth; they are given their HCI side instead.
 */
import Module from "node:module";
import { isMainThread } from "node:worker_threads";
import { airAddressesOf } from "./hci/air-address.ts";
import { connectAdapter } from "./hci/remote-adapter.ts";
import { hciSocketClass } from "./hci/socket.ts";

const HCI_SOCKET = "@abandonware/bluetooth-hci-socket";
/** Requests made inside noble's and bleno's `lib` for what is not HCI. */
const NATIVE_BINDINGS = new Set(["./mac/bindings", "./win/bindings"]);
const HCI_BINDINGS = "./hci-socket/bindings";
const ITS_LIBRARIES = /[\\/]@abandonware[\\/](noble|bleno)[\\/]lib[\\/]/;

type Load = (
  request: string,
  parent: { readonly filename?: string } | undefined,
  isMain: boolean,
) => unknown;

// Node's own name for it; its typings leave it out.
const loader = Module as unknown as { _load: Load };

// A worker thread loads the process's preloads anew; the antenna is the main thread's.
if (isMainThread) {
  const addresses = airAddressesOf(process.env);
  const socketClass = hciSocketClass(...(await Promise.all(addresses.map(connectAdapter))));
  const load = loader._load;
  loader._load = function virtualLoad(this: unknown, request, parent, isMain) {
    if (request === HCI_SOCKET) return socketClass;
    const native = NATIVE_BINDINGS.has(request) && ITS_LIBRARIES.test(parent?.filename ?? "");
    return load.call(this, native ? HCI_BINDINGS : request, parent, isMain);
  };
}
