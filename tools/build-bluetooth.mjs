/**
 * `npm run build:bluetooth`: builds the native Bluetooth addon, where there is a real adapter.
 *
 * Installing never compiles (`.npmrc`), so this is the one explicit step on a Raspberry Pi. Needs a
 * C++ compiler, make and Python 3 (Debian: build-essential, python3).
 */
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const addon = "@abandonware/bluetooth-hci-socket";

if (process.platform !== "linux") {
  console.error(`${addon} drives Linux's Bluetooth sockets; there is nothing to build here.`);
  process.exit(2);
}
const built = spawnSync("npm", ["rebuild", addon, "--ignore-scripts=false"], { stdio: "inherit" });
if (built.status !== 0) {
  console.error(
    "The addon did not build. Install build-essential and python3, then run this again.",
  );
  process.exit(1);
}
try {
  require(addon);
} catch (error) {
  // Built, but this kernel has no Bluetooth: the addon opens a socket only when it is constructed.
  console.error(`The addon was built but does not load: ${error.message}`);
  process.exit(1);
}
console.log("The Bluetooth addon is built and loads.");
