/**
 * Notice: turns what was pushed to staff into what their phone shows. Pure.
 *
 * What cannot be read is shown too, because a browser takes push away from pages that stay silent.
 */
import { decodeAlertMessage } from "@sighej/protocol";
import * as m from "../paraglide/messages.js";

interface Notice {
  readonly title: string;
  readonly body: string;
  /** Notices with the same one take each other's place. */
  readonly tag: string;
  /** What is opened when it is touched. */
  readonly path: string;
}

/** `wanted`: the browser's languages (BCP 47), best first. */
export function noticeOf(text: string | undefined, wanted: readonly string[]): Notice {
  const locale = wanted[0]?.toLowerCase().startsWith("da") ? "da" : "en";
  const message = decodeAlertMessage(text ?? "");
  const title = m.alert_title({}, { locale });
  if (!message.ok)
    return { title, body: m.alert_other({}, { locale }), tag: "report", path: "/admin/" };
  const { venue, zone, nudge } = message.value;
  return {
    ...{ title, body: m.alert_body({ zone }, { locale }), tag: nudge },
    path: `/admin/venue/${venue}/safety`,
  };
}
