/** Bluetooth: the preconditions of hearing anything: addon, kernel, adapter, permission, no rival. */
import { createRequire } from "node:module";
import { adapterNames, type Files } from "./files.ts";
import { type Finding, failed, ok } from "./finding.ts";

/** Opens and closes a Bluetooth socket, or throws as the addon and the kernel do. */
export type OpenSocket = () => void;

const ADDON = "@abandonware/bluetooth-hci-socket";

export const openSocket: OpenSocket = () => {
  const socketClass: new () => { stop(): void } = createRequire(import.meta.url)(ADDON);
  new socketClass().stop();
};

/**
 * The addon, the kernel's Bluetooth and the permission to use it: one follows from the other. Opening a
 * socket needs no capability, speaking to an adapter does: `capable`. Without the addon the kernel is
 * judged by whether it lists adapters at all: `listing`.
 */
export function socketFindings(
  open: OpenSocket,
  capable: boolean,
  listing: boolean,
): readonly Finding[] {
  const addon = ok("addon", "the Bluetooth addon loads");
  const kernel = ok("kernel", "the kernel has Bluetooth");
  const permission = ok("permission", "this account may speak to Bluetooth adapters");
  try {
    open();
    return [addon, kernel, capable ? permission : notPermitted];
  } catch (error) {
    const text =
      error instanceof Error ? `${"code" in error ? error.code : ""} ${error.message}` : "";
    if (/EAFNOSUPPORT/.test(text)) return [addon, noBluetooth];
    if (/EPERM|EACCES|not permitted/i.test(text)) return [addon, kernel, notPermitted];
    const addonFailed = /NODE_MODULE_VERSION/.test(text) ? otherNode : noAddon;
    return listing ? [addonFailed] : [addonFailed, noBluetooth];
  }
}

/** CAP_NET_ADMIN and CAP_NET_RAW of capability.h. */
const NEEDED = (1n << 12n) | (1n << 13n);

/** Whether this process may speak to adapters; taken for granted where the kernel does not say. */
export async function isCapable(files: Files): Promise<boolean> {
  const status = await files.text("/proc/self/status");
  const [, effective] = /^CapEff:\s*([0-9a-f]+)$/m.exec(status ?? "") ?? [];
  return effective === undefined || (BigInt(`0x${effective}`) & NEEDED) === NEEDED;
}

const noAddon = failed(
  "addon",
  "the Bluetooth addon is not built or does not load",
  "install the package anew, or npm run build:bluetooth in the project's folder",
);
const otherNode = failed(
  "addon",
  "the Bluetooth addon is for another Node than this one",
  "install the Node that the package asks for (apt-cache show sighej-gateway), or build it anew",
);
const noBluetooth = failed(
  "kernel",
  "this kernel has no Bluetooth sockets",
  "sudo modprobe bluetooth; a container or virtual machine gets none from its host",
);
const notPermitted = failed(
  "permission",
  "this account may not speak to Bluetooth adapters",
  "run doctor with sudo; the unit has the capabilities, so let systemd run the gateway",
);

/** How many adapters there are; `wanted` of them are needed. */
export async function adapterFinding(files: Files, wanted: number): Promise<Finding> {
  const names = await adapterNames(files);
  if (names.length >= wanted) return ok("adapter", names.join(", "));
  return names.length === 0
    ? failed(
        "adapter",
        "there is no Bluetooth adapter",
        "plug one in; on a Pi, remove dtoverlay=disable-bt",
      )
    : failed(
        "adapter",
        `${names.length} of ${wanted} adapters`,
        "plug in another: check-in needs one of its own, for scanning and advertising stop each other",
      );
}

/** Radios that a person or a switch has turned off. */
export async function rfkillFinding(files: Files): Promise<Finding> {
  for (const name of await files.names("/sys/class/rfkill")) {
    const folder = `/sys/class/rfkill/${name}`;
    if ((await files.text(`${folder}/type`)) !== "bluetooth") continue;
    if ((await files.text(`${folder}/hard`)) === "1")
      return failed("rfkill", "Bluetooth is off by a switch or the firmware", "turn the switch on");
    if ((await files.text(`${folder}/soft`)) === "1")
      return failed("rfkill", "Bluetooth is blocked", "sudo rfkill unblock bluetooth");
  }
  return ok("rfkill", "Bluetooth is not blocked");
}

/** Two programs on one adapter end each other's scans. */
export async function rivalFinding(files: Files): Promise<Finding> {
  for (const id of await files.names("/proc"))
    if (/^\d+$/.test(id) && (await files.text(`/proc/${id}/comm`)) === "bluetoothd")
      return failed(
        "bluetoothd",
        "bluetoothd runs, and ends the gateway's scans",
        "sudo systemctl mask --now bluetooth.service",
      );
  return ok("bluetoothd", "nothing else uses Bluetooth");
}
