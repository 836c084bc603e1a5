/**
 * Notice: turns what was pushed into what the phone shows. Pure.
 *
 * A lock screen is read by others: no interest is named. What cannot be read is shown too, because a
 * browser takes push away from pages that stay silent.
 */
import { decodePushMessage, type Language, type NudgeId } from "@sighej/protocol";
import * as m from "../paraglide/messages.js";

export interface Notice {
  readonly title: string;
  readonly body: string;
  /** Notices with the same one take each other's place. */
  readonly tag: string;
  /** What it is about, if that could be read. */
  readonly nudge: NudgeId | undefined;
}

export function noticeOf(text: string | undefined, locale: Language): Notice {
  const message = decodePushMessage(text ?? "");
  const title = m.push_title({}, { locale });
  if (!message.ok)
    return { title, body: m.push_other({}, { locale }), tag: "sighej", nudge: undefined };
  const { kind, nudge } = message.value;
  const body = kind === "nudge" ? m.push_nudge : m.push_cue;
  return { title, body: body({}, { locale }), tag: nudge, nudge };
}
