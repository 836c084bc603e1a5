import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { boardLed } from "./led.ts";

const silent = pino({ level: "silent" });
let sysfs: string;
let trigger: string;
beforeEach(async () => {
  sysfs = await mkdtemp(join(tmpdir(), "sighej-"));
  await mkdir(join(sysfs, "class/leds/ACT"), { recursive: true });
  trigger = join(sysfs, "class/leds/ACT/trigger");
  await writeFile(trigger, "none timer [mmc0] heartbeat\n");
});
afterEach(() => rm(sysfs, { recursive: true }));
const holds = (text: string) =>
  vi.waitFor(async () => expect(await readFile(trigger, "utf8")).toBe(text), 5_000);

describe("the board's LED", () => {
  it("blinks for as long as it was told, and shows then what it showed before", async () => {
    const led = boardLed(silent, sysfs);
    expect(await led.blink(60_000)).toBeUndefined();
    await holds("timer");
    // Asked again: from now on, and what is shown afterwards is not the blinking.
    await led.blink(1);
    await holds("mmc0");
  });

  it("shows what it showed before when the gateway ends", async () => {
    const led = boardLed(silent, sysfs);
    await led.blink(60_000);
    await holds("timer");
    led.stop();
    await holds("mmc0");
  });

  it("says so where there is none, or it may not be written", async () => {
    const warned = vi.fn();
    const logger = pino({ level: "warn" }, { write: warned });
    const none = boardLed(logger, join(sysfs, "nothing"));
    expect(await none.blink(10)).toBe("this machine has no LED");
    expect(warned).toHaveBeenCalledOnce();
    // What the kernel alone may write, nobody can, not even root.
    await rm(trigger);
    await symlink("/proc/version", trigger);
    expect(await boardLed(logger, sysfs).blink(10)).toMatch(/^its LED cannot be written: E/);
  });
});
