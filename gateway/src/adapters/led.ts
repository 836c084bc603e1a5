/**
 * LED: blinks the board's own light, so that a person finds the box on the wall that a screen names.
 * Where there is none, or it may not be written, nothing happens.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Logger } from "pino";

/** Raspberry Pi's names of the activity light, new and old. */
const names = ["ACT", "led0"];
/** The kernel's blinker, half a second on and off (Linux, Documentation/leds/leds-class.rst). */
const BLINKING = "timer";

export interface Led {
  /** Blinks from now on for so long; a later call starts anew. */
  readonly blink: (forMs: number) => void;
  readonly stop: () => void;
}

/** `sysfs` is where the kernel shows its devices, `/sys`. */
export function boardLed(logger: Logger, sysfs = "/sys"): Led {
  let before: { readonly file: string; readonly trigger: string } | undefined;
  let end: NodeJS.Timeout | undefined;

  async function start(): Promise<void> {
    for (const name of names) {
      const file = join(sysfs, "class/leds", name, "trigger");
      const listed = await readFile(file, "utf8").catch(() => undefined);
      if (listed === undefined) continue;
      // All triggers there are, the present one in brackets.
      const [, trigger = "none"] = /\[([\w-]+)\]/.exec(listed) ?? [];
      if (trigger !== BLINKING) before ??= { file, trigger };
      await writeFile(file, BLINKING);
      return;
    }
    throw new Error("there is no LED");
  }

  function restore(): void {
    const last = before;
    before = undefined;
    if (last !== undefined) writeFile(last.file, last.trigger).catch(() => undefined);
  }

  return {
    blink: (forMs) => {
      clearTimeout(end);
      start().then(
        () => {
          clearTimeout(end);
          end = setTimeout(restore, forMs);
        },
        () => logger.warn("this machine's LED cannot be made to blink"),
      );
    },
    stop: () => {
      clearTimeout(end);
      restore();
    },
  };
}
