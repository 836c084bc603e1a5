import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { release, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { machineFacts } from "./machine.ts";

let sysfs: string;
beforeEach(async () => {
  sysfs = await mkdtemp(join(tmpdir(), "sighej-"));
});
afterEach(() => rm(sysfs, { recursive: true }));

async function put(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(sysfs, path)), { recursive: true });
    await writeFile(join(sysfs, path), text);
  }
}

describe("what the machine says of itself", () => {
  it("is its kernel, where there is nothing else", async () => {
    expect(await machineFacts(sysfs)).toEqual({ kernel: release() });
    expect(await machineFacts()).toMatchObject({ kernel: release() });
  });

  it("is what a Raspberry Pi with a dongle shows", async () => {
    const device = "devices/usb1/1-1.2/1-1.2:1.0";
    await put({
      "class/thermal/thermal_zone0/temp": "48312\n",
      "devices/platform/soc/soc:firmware/get_throttled": "50000\n",
      "devices/usb1/1-1.2/product": "CSR8510 A10\n",
      [`${device}/bluetooth/hci0/name`]: "",
      "class/bluetooth/none": "",
    });
    await symlink(join(sysfs, device, "bluetooth/hci0"), join(sysfs, "class/bluetooth/hci0"));
    await symlink(join(sysfs, device), join(sysfs, device, "bluetooth/hci0/device"));
    expect(await machineFacts(sysfs)).toEqual({
      kernel: release(),
      temperatureC: 48.3,
      undervoltage: true,
      adapterModel: "CSR8510 A10",
    });
  });

  it("is the monitor's alarm where the firmware says nothing, and the chip of the board", async () => {
    await put({
      "class/hwmon/hwmon0/name": "cpu_thermal\n",
      "class/hwmon/hwmon1/name": "rpi_volt\n",
      "class/hwmon/hwmon1/in0_lcrit_alarm": "0\n",
      "class/bluetooth/hci0/device/of_node/compatible": "brcm,bcm43438-bt\0",
      "class/thermal/thermal_zone0/temp": "nonsense",
    });
    expect(await machineFacts(sysfs)).toEqual({
      kernel: release(),
      undervoltage: false,
      adapterModel: "brcm,bcm43438-bt",
    });
  });
});
