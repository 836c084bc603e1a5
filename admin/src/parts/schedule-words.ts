/**
 * Schedule words: why a programme could not be read, in words.
 */
import type { ScheduleFault } from "@sighej/protocol";
import * as m from "../paraglide/messages.js";

export const faultText = (fault: ScheduleFault): string =>
  ({
    "bad-address": m.fault_bad_address,
    "not-https": m.why_not_https,
    "private-address": m.why_private_address,
    "no-address": m.why_no_address,
    unreachable: m.why_unreachable,
    "bad-certificate": m.why_bad_certificate,
    "no-answer": m.fault_no_answer,
    "too-large": m.fault_too_large,
    "too-many-redirects": m.fault_too_many_redirects,
    "bad-encoding": m.fault_bad_encoding,
    http: m.fault_http,
    "not-a-schedule": m.fault_not_a_schedule,
    malformed: m.fault_malformed,
    "too-many": m.fault_too_many,
    "too-hard": m.fault_too_hard,
  })[fault]();
