/**
 * LED: blinks the board's own light, so that a person finds the box on the wall that a screen names.
 * Where there is none, or it may not be written, that is what the answer says.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Logger } from "pino";

/** Raspberry Pi's names of the activity light, new and old. */
const names = ["ACT", "led0"];
/** The kernel's blinker, half a second on and off (Linux, Documentation/leds/leds-class.rst). */
const BLINKING = "timer";

export interface Led {
  /** Blinks from now on for so long; a later call starts anew. Resolves with why not, if so. */
  readonly blink: (forMs: number) => Promise<string | undefined>;
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
    throw new Error("no LED");
  }

  function restore(): void {
    const last = before;
    before = undefined;
    if (last !== undefined) writeFile(last.file, last.trigger).catch(() => undefined);
  }

  return {
    blink: async (forMs) => {
      clearTimeout(end);
      try {
        await start();
      } catch (cause) {
        logger.warn("this machine's LED cannot be made to blink");
        const { code } = cause as NodeJS.ErrnoException;
        return code === undefined
          ? "this machine has no LED"
          : `its LED cannot be written: ${code}`;
      }
      clearTimeout(end);
      end = setTimeout(restore, forMs);
      return undefined;
    },
    stop: () => {
      clearTimeout(end);
      restore();
    },
  };
}
