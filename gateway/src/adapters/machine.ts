/**
 * Machine: what this box says of itself, as far as it has it: a Raspberry Pi says most. Read from
 * /sys, which needs no permission and no program.
 */
import { readdir, readFile, realpath } from "node:fs/promises";
import { release } from "node:os";
import { join } from "node:path";
import type { MachineStatus } from "@sighej/protocol";

/**
 * `sysfs` is where the kernel shows its devices, `/sys`. The temperature is the processor's, °C; the
 * undervoltage bit is the firmware's, and stays set until the machine is switched off.
 */
export async function machineFacts(sysfs = "/sys"): Promise<MachineStatus> {
  const [temperatureC, undervoltage, adapterModel] = await Promise.all([
    temperatureIn(sysfs),
    undervoltageIn(sysfs),
    adapterModelIn(sysfs),
  ]);
  return {
    kernel: release().slice(0, MAX_WORD),
    ...(temperatureC === undefined ? {} : { temperatureC }),
    ...(undervoltage === undefined ? {} : { undervoltage }),
    ...(adapterModel === undefined ? {} : { adapterModel }),
  };
}

/** As long as a word of the status may be. */
const MAX_WORD = 64;
/** Bits of `get_throttled`: too low a voltage now, and since the start (Raspberry Pi, vcgencmd). */
const UNDERVOLTAGE_BITS = 0x1_0001;

async function temperatureIn(sysfs: string): Promise<number | undefined> {
  const text = await textOf(join(sysfs, "class/thermal/thermal_zone0/temp"));
  // Thousandths of a degree (Linux, Documentation/driver-api/thermal/sysfs-api.rst).
  return text === undefined || !/^-?\d+$/.test(text)
    ? undefined
    : Math.round(Number(text) / 100) / 10;
}

async function undervoltageIn(sysfs: string): Promise<boolean | undefined> {
  const throttled = await textOf(join(sysfs, "devices/platform/soc/soc:firmware/get_throttled"));
  if (throttled !== undefined && /^[0-9a-f]+$/i.test(throttled))
    return (Number.parseInt(throttled, 16) & UNDERVOLTAGE_BITS) !== 0;
  const monitors = join(sysfs, "class/hwmon");
  for (const name of await namesIn(monitors)) {
    if ((await textOf(join(monitors, name, "name"))) !== "rpi_volt") continue;
    const alarm = await textOf(join(monitors, name, "in0_lcrit_alarm"));
    if (alarm !== undefined) return alarm !== "0";
  }
  return undefined;
}

/** Of the first adapter: its USB product, or on a Pi's own chip what the device tree calls it. */
async function adapterModelIn(sysfs: string): Promise<string | undefined> {
  const adapters = join(sysfs, "class/bluetooth");
  const name = (await namesIn(adapters)).filter((each) => /^hci\d+$/.test(each)).sort()[0];
  if (name === undefined) return undefined;
  const device = await realpath(join(adapters, name, "device")).catch(() => undefined);
  if (device === undefined) return undefined;
  const product = await textOf(join(device, "../product"));
  // Device-tree strings end in a zero octet.
  const tree = (await textOf(join(device, "of_node/compatible")))?.split("\0")[0];
  // What a vendor wrote into its firmware, which may hold anything.
  return (product ?? tree)?.replace(/[^\x20-\x7e]/g, "?").slice(0, MAX_WORD);
}

const namesIn = (folder: string): Promise<readonly string[]> => readdir(folder).catch(() => []);

const textOf = (file: string): Promise<string | undefined> =>
  readFile(file, "utf8").then(
    (text) => text.trim(),
    () => undefined,
  );
