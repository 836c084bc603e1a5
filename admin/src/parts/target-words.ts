/**
 * Target words: what somebody is told of, and why something did not arrive, in words.
 */
import type { BulletinKind } from "@sighej/protocol";
import * as m from "../paraglide/messages.js";

export const topicText = (kind: BulletinKind): string =>
  ({
    "gateway.late": m.topic_late,
    "gateway.silent": m.topic_silent,
    "gateway.recovered": m.topic_recovered,
    "aggregates.released": m.topic_released,
    test: m.topic_test,
  })[kind]();

const reasons: Readonly<Record<string, () => string>> = {
  "private-address": m.why_private_address,
  "not-https": m.why_not_https,
  "no-address": m.why_no_address,
  unreachable: m.why_unreachable,
  "bad-certificate": m.why_bad_certificate,
  "no-answer": m.why_no_answer,
  "no-mail": m.why_no_mail,
};

/** What was answered is a number, after `http-` or `smtp-`. */
export function whyText(why: string | undefined): string | undefined {
  if (why === undefined) return undefined;
  const [, answer] = /^(?:http|smtp)-(\w+)$/.exec(why) ?? [];
  return answer === undefined ? (reasons[why]?.() ?? why) : m.why_answered({ answer });
}
