/**
 * Trouble: turns what went wrong with a request into a sentence in the language of the page.
 *
 * The matcher's problem details (RFC 9457) name a kind and, for a field, what it should be. Kinds that
 * staff meet have a sentence of ours in both languages; any other is said as the matcher says it.
 */
import type { ProblemDetails } from "@sighej/protocol";
import * as m from "./paraglide/messages.js";

export interface Trouble {
  /**
   * The last part of the problem's type. Some are the page's own: `away`, no answer of the matcher,
   * `strange`, one that this page does not know, `signed-out`, a session that is over, and
   * `passkey-closed` and `passkey-there`, the browser's dialog that ended without a passkey.
   */
  readonly kind: string;
  /** What the matcher says of the kind, in English. */
  readonly title?: string;
  /** Which field, and what it should be; or another thing to do. */
  readonly detail?: string;
}

const sentences: Readonly<Record<string, () => string>> = {
  away: m.trouble_away,
  strange: m.trouble_strange,
  "signed-out": m.trouble_signed_out,
  "bad-credentials": m.trouble_bad_credentials,
  "bad-admin-code": m.trouble_bad_admin_code,
  "factor-needed": m.trouble_factor_needed,
  "passkey-needed": m.trouble_passkey_needed,
  "passkey-refused": m.trouble_passkey_refused,
  "passkey-closed": m.trouble_passkey_closed,
  "passkey-there": m.trouble_passkey_there,
  "no-passkeys-here": m.trouble_no_passkeys_here,
  "too-many-passkeys": m.trouble_too_many_passkeys,
  "signs-in-elsewhere": m.trouble_signs_in_elsewhere,
  "oidc-refused": m.trouble_oidc_refused,
  "oidc-unreachable": m.trouble_oidc_unreachable,
  "no-role": m.trouble_no_role,
  "too-many-tries": m.trouble_too_many_tries,
  "too-many-sign-ins": m.trouble_too_many_sign_ins,
  "owner-exists": m.trouble_owner_exists,
  "name-taken": m.trouble_name_taken,
  "last-owner": m.trouble_last_owner,
  "no-factor": m.trouble_no_factor,
  forbidden: m.trouble_forbidden,
  "bad-csrf": m.trouble_bad_csrf,
  "unknown-venue": m.trouble_unknown_venue,
  "no-aggregates": m.trouble_no_aggregates,
  "store-failed": m.trouble_store_failed,
  "too-many-requests": m.trouble_too_many_requests,
  "bad-screen-code": m.trouble_bad_screen_code,
  "too-many-screens": m.trouble_too_many_screens,
  "too-many-schedules": m.trouble_too_many_schedules,
  "venue-in-file": m.trouble_venue_in_file,
  "venue-archived": m.trouble_venue_archived,
  "venue-busy": m.trouble_venue_busy,
  "stock-full": m.trouble_stock_full,
  "unknown-item": m.trouble_unknown_item,
  "unknown-code": m.trouble_unknown_code,
  "too-many-codes": m.trouble_too_many_codes,
  "interest-taken": m.trouble_interest_taken,
  "too-many-interests": m.trouble_too_many_interests,
  "own-proposal": m.trouble_own_proposal,
  "last-interest": m.trouble_last_interest,
  "unknown-interest": m.trouble_unknown_interest,
};

/** Said where something was asked for; without the names of programs. */
export function sentenceOf({ kind, title, detail }: Trouble): string {
  const known = sentences[kind]?.();
  const said = known ?? title ?? m.trouble_strange();
  return detail === undefined ? said : `${said} ${detail}.`.replace(/\.\.$/, ".");
}

/** A path of fields, as in "zones.0.name: expected a name", in front of what it should be. */
const FIELD = /^([\w.-]+): expected (.+)$/;

/** What the field at `path` should be, if that is what is wrong. */
export function fieldTrouble(trouble: Trouble | undefined, path: string): string | undefined {
  const [, field, expected = ""] = FIELD.exec(trouble?.detail ?? "") ?? [];
  // Of an entry of a list it is said where the list is.
  const isHere = field === path || field?.replace(/\.\d+$/, "") === path;
  return isHere ? m.field_expected({ expected }) : undefined;
}

export const troubleOf = ({ type, title, detail }: ProblemDetails): Trouble => ({
  kind: type.slice(type.lastIndexOf("/") + 1),
  title,
  ...(detail === undefined ? {} : { detail }),
});
