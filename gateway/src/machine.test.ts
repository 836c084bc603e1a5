/** What the gateway does with the machine below it: USB, memory that outlives a run, systemd. */
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openRunRecord } from "./adapters/run-record.ts";
import { supervisorOf } from "./adapters/systemd.ts";
import { usbReset } from "./adapters/usb.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sighej-machine-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("a USB reset", () => {
  it("takes the device of the adapter off the bus, and on again", async () => {
    const device = join(folder, "devices/usb1/1-1.2");
    const adapter = join(device, "1-1.2:1.0/bluetooth/hci1");
    await mkdir(adapter, { recursive: true });
    await mkdir(join(folder, "class/bluetooth"), { recursive: true });
    await symlink(adapter, join(folder, "class/bluetooth/hci1"));
    await symlink("../..", join(adapter, "device"));
    await writeFile(join(device, "authorized"), "1");
    const resetting = usbReset(folder)(1);
    await vi.waitFor(async () =>
      expect(await readFile(join(device, "authorized"), "utf8")).toBe("0"),
    );
    await resetting;
    expect(await readFile(join(device, "authorized"), "utf8")).toBe("1");
  });

  it("says so where the adapter is on no USB", async () => {
    await expect(usbReset(folder)(0)).rejects.toMatchObject({
      code: "management-failed",
      message: expect.stringContaining("not on USB"),
    });
  });
});

describe("the run record", () => {
  const record = { bootId: 0xffff_fffe, next: 9, settled: 7, lost: 3, radioEnds: 1 };

  it("is found by the next run, whatever ended this one", async () => {
    const memory = await mkdtemp("/dev/shm/sighej-record-");
    try {
      const first = openRunRecord(memory);
      expect(first?.found).toBeUndefined();
      first?.keep(record);
      first?.keep({ ...record, next: 10 });
      expect(openRunRecord(memory)?.found).toEqual({ ...record, next: 10 });
      first?.close();
    } finally {
      await rm(memory, { recursive: true });
    }
  });

  it("is kept in memory or not at all", () => {
    expect(openRunRecord("/proc")).toBeUndefined();
    expect(openRunRecord("/dev/shm/there-is-no-such-folder")).toBeUndefined();
    expect(openRunRecord(undefined)).toBeUndefined();
  });
});

describe("systemd", () => {
  const logger = pino({ level: "silent" });

  it("is told that the gateway is up and alive, three times as often as it asks for", async () => {
    // In its place a program that notes what it is told, for Node cannot listen to datagrams.
    const said = join(folder, "said");
    await writeFile(join(folder, "systemd-notify"), `#!/bin/sh\necho "$1" >> ${said}\n`);
    await chmod(join(folder, "systemd-notify"), 0o755);
    vi.stubEnv("PATH", `${folder}:${process.env.PATH}`);
    try {
      const env = { NOTIFY_SOCKET: "/run/systemd/notify", WATCHDOG_USEC: "60000000" };
      const supervisor = supervisorOf(env, logger);
      expect(supervisor?.everyMs).toBe(20_000);
      supervisor?.ready();
      await vi.waitFor(async () => expect(await readFile(said, "utf8")).toBe("READY=1\n"));
      supervisor?.alive();
      await vi.waitFor(async () =>
        expect(await readFile(said, "utf8")).toBe("READY=1\nWATCHDOG=1\n"),
      );
    } finally {
      vi.unstubAllEnvs();
    }
  });

  it("is not there where it did not start the gateway, and asks for nothing where it does not watch", () => {
    expect(supervisorOf({}, logger)).toBeUndefined();
    expect(supervisorOf({ NOTIFY_SOCKET: "/run/x" }, logger)?.everyMs).toBeUndefined();
  });
});
