import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
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
    led.blink(60_000);
    await holds("timer");
    // Asked again: from now on, and what is shown afterwards is not the blinking.
    led.blink(1);
    await holds("mmc0");
  });

  it("shows what it showed before when the gateway ends", async () => {
    const led = boardLed(silent, sysfs);
    led.blink(60_000);
    await holds("timer");
    led.stop();
    await holds("mmc0");
  });

  it("is no fault where there is none", async () => {
    const warned = vi.fn();
    const logger = pino({ level: "warn" }, { write: warned });
    boardLed(logger, join(sysfs, "nothing")).blink(10);
    await vi.waitFor(() => expect(warned).toHaveBeenCalledOnce(), 5_000);
  });
});
