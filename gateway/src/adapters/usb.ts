/**
 * USB: takes a Bluetooth adapter off the bus and lets it come again, by the `authorized` attribute
 * of its device (Linux, Documentation/usb/authorization.rst). It powers up as if plugged in anew.
 */
import { realpath, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { GatewayError } from "../errors.ts";
import type { ResetUsb } from "../management.ts";

/** The kernel takes the driver off in milliseconds; a hub's port needs some more. */
const OFF_MS = 500;

/** `sysfs` is where the kernel shows its devices, `/sys`. */
export const usbReset =
  (sysfs = "/sys"): ResetUsb =>
  async (index) => {
    try {
      // The adapter hangs off an interface of the USB device: …/1-1.2/1-1.2:1.0/bluetooth/hci0.
      const usbInterface = await realpath(join(sysfs, "class/bluetooth", `hci${index}`, "device"));
      const authorized = join(dirname(usbInterface), "authorized");
      await writeFile(authorized, "0", { flag: "r+" });
      await wait(OFF_MS);
      await writeFile(authorized, "1", { flag: "r+" });
    } catch (cause) {
      const code = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown";
      const why =
        code === "ENOENT" ? "it is not on USB" : `the system does not let this account (${code})`;
      throw new GatewayError("management-failed", `the adapter cannot be reset: ${why}`, { cause });
    }
  };
