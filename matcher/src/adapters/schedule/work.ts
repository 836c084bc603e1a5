/**
 * Work: turns the text of a file into a programme, or into why it is none; which form it has, it says
 * itself. To be done in a thread that may be ended: a rule may be written so that it never ends.
 */
import type { ScheduleFault } from "@sighej/protocol";
import type { Programme, ScheduleFile } from "../../schedule-ports.ts";
import { TooMany } from "./collect-talks.ts";
import { readFrabJson, readFrabXml } from "./frab.ts";
import { readIcal } from "./ical.ts";

export function workOn(file: ScheduleFile): Programme | ScheduleFault {
  const text = file.text.replace(/^\uFEFF/, "").trimStart();
  const read = /^BEGIN:VCALENDAR/i.test(text)
    ? readIcal
    : text.startsWith("{")
      ? readFrabJson
      : /^<(?:\?xml|schedule)/.test(text)
        ? readFrabXml
        : undefined;
  if (read === undefined) return "not-a-schedule";
  try {
    return read({ ...file, text });
  } catch (cause) {
    return cause instanceof TooMany ? "too-many" : "malformed";
  }
}
