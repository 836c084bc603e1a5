/**
 * Problem: turns refusals and failures into problem details (RFC 9457).
 */
import { PROBLEM_MEDIA_TYPE, type ProblemDetails } from "@sighej/protocol";
import type { ErrorRequestHandler, Response } from "express";
import { MatcherError } from "../../errors.ts";
import type { Refusal } from "../../flows/outcome.ts";
import type { Count, Report } from "../../ports.ts";

const kinds = {
  "not-json": [400, "The body is not JSON."],
  "bad-request": [400, "The request cannot be understood."],
  "bad-bearer": [401, "There is no live session for this bearer."],
  "bad-gateway-credential": [401, "This is no gateway's username and password."],
  "bad-admin-code": [401, "This is not the code that the matcher printed."],
  "not-signed-in": [401, "Sign in first, or send a token or the admin code."],
  "bad-credentials": [401, "Name, password or digits are not right."],
  "factor-needed": [401, "This account also asks for six digits."],
  "passkey-needed": [401, "This account also asks for one of its passkeys."],
  "passkey-refused": [401, "This passkey was not taken: begin again, or sign in another way."],
  "oidc-refused": [401, "The sign-in at the provider was not completed: begin again."],
  forbidden: [403, "Your role or token does not let you do this."],
  "no-role": [403, "You have no role here: ask whoever gives roles at the provider."],
  "bad-csrf": [403, "A change needs the X-CSRF-Token of its session."],
  "bad-screen-code": [403, "This code is none, or over, or used: staff can make another one."],
  "bad-code": [403, "This code is not valid here."],
  "unknown-nudge": [404, "There is no such nudge of this session."],
  "unknown-venue": [404, "There is no such venue here."],
  "unknown-zone": [404, "There is no such zone at this venue."],
  "unknown-account": [404, "There is no such account."],
  "unknown-passkey": [404, "There is no such passkey of this account."],
  "unknown-token": [404, "There is no such token."],
  "unknown-code": [404, "There is no such join code at this venue."],
  "unknown-complaint": [404, "There is no such report at this venue, or it is over 72 hours old."],
  "unknown-item": [404, "There is no such badge or tag in the stock of this venue."],
  "unknown-interest": [404, "There is no such interest at this venue."],
  "unknown-screen": [404, "There is no such screen at this venue."],
  "no-oidc": [404, "No OpenID provider is set up here."],
  "unknown-schedule": [404, "There is no such programme at this venue."],
  "unknown-target": [404, "Nobody of this id is told anything."],
  "unknown-delivery": [404, "There is no failed delivery of this id."],
  "no-aggregates": [404, "This matcher keeps no aggregates."],
  "no-calibration": [404, "No calibration is running at this venue: start one."],
  "no-plan": [404, "This venue has no floor plan: upload one."],
  "not-found": [404, "There is nothing here."],
  "unknown-carrier": [404, "There is no such kind of carrier."],
  "unknown-gateway": [404, "There is no such gateway at this venue."],
  "no-certificates": [404, "This venue has no certificates of its own."],
  "code-unknown": [404, "There is no such claim code, or a later one has taken its place."],
  "method-not-allowed": [405, "This method is not known here."],
  "stale-venue": [409, "Somebody has changed this venue meanwhile: look again, then change it."],
  "venue-in-file": [409, "This venue is written down in a file: duplicate it to change it here."],
  "venue-live": [409, "This venue is live: archive it first."],
  "venue-archived": [409, "This venue is archived: make it a draft again first."],
  "venue-not-ready": [409, "Something is still missing before attendees may come."],
  "no-such-move": [409, "A draft goes live or to the archive, and comes back from there a draft."],
  "too-many-venues": [409, "There are as many venues as there may be: delete an archived one."],
  "owner-exists": [409, "There is an account already: sign in with it."],
  "owner-needed": [409, "Make the first owner first, by the code that the matcher printed."],
  "name-taken": [409, "Another account has this name."],
  "last-owner": [409, "This is the last owner: make another one first."],
  "no-passkeys-here": [
    409,
    "Passkeys need a name: open the dashboard by one, such as venue.example, not by an address.",
  ],
  "signs-in-elsewhere": [409, "This account signs in at a provider, where all of that is kept."],
  "too-many-passkeys": [409, "The account has as many passkeys as it may have: remove one."],
  "no-factor": [409, "No second factor has been started."],
  "too-many-accounts": [409, "There are as many accounts as there may be."],
  "too-many-tokens": [409, "There are as many tokens as there may be: revoke one."],
  "no-edits-left": [409, "This session has been changed as often as it may be."],
  "carrier-taken": [409, "Another session has this badge or tag."],
  "has-carrier": [409, "This session has another one of this kind: let go of it first."],
  "ambiguous-code": [409, "More than one zone shows this code: name the zone, or use the next."],
  "calibration-running": [409, "A calibration is running: finish it or give it up."],
  "no-coordinates": [
    409,
    "The venue's set-up does not say where gateways hang: add x and y first.",
  ],
  "too-few-spots": [409, "Too little is measured: stand at three marked spots at least."],
  "gateway-named": [409, "There is a gateway of this id: ask for another claim code of it."],
  "too-many-gateways": [409, "The venue has as many gateways as it may have."],
  "too-many-alerts": [409, "As many browsers hear of reports as may: switch it off in another."],
  "venue-busy": [409, "Others are changing this venue: try again."],
  "stock-full": [409, "The stock would be larger than it may be: remove some first."],
  "too-many-codes": [409, "The venue would have more join codes than it may have."],
  "interest-taken": [409, "There is an interest of this name here."],
  "too-many-interests": [409, "The venue has as many interests of its own as it may have."],
  "own-proposal": [409, "Another account has to approve what yours has proposed."],
  "last-interest": [409, "This is the last interest: show another one first."],
  "too-many-screens": [409, "The venue has as many screens as it may have: remove one."],
  "too-many-schedules": [409, "The venue reads as many programmes as it may: remove one."],
  "too-many-targets": [409, "The venue tells as many as it may: remove one."],
  "code-used": [410, "This claim code has been used: staff can make another one."],
  "code-expired": [410, "This claim code is over: staff can make another one."],
  "body-too-large": [413, "The body is larger than it may be here."],
  "not-json-type": [415, "The body must be application/json."],
  "not-file-type": [415, "The body must be a file of one of the kinds that are taken here."],
  "bad-list": [422, "The list cannot be taken in, and nothing of it was."],
  "refused-topic": [422, "This topic is not asked of people here."],
  "bad-field": [422, "A field is not as it should be."],
  "bad-picture": [422, "The picture cannot be used."],
  "too-many-starts": [429, "Too many sessions are being started from here."],
  "too-many-requests": [429, "Too many requests come from here."],
  "too-many-tries": [429, "Too many wrong codes have come from here."],
  "too-many-sign-ins": [503, "Too many people are signing in at this moment."],
  "oidc-unreachable": [
    503,
    "The provider does not answer for now: sign in by name and password, or try again.",
  ],
  "venue-full": [503, "The venue takes no more sessions for now."],
  "too-many-deliveries": [503, "Too much is on its way to this venue's targets."],
  "store-failed": [503, "The matcher cannot reach its store for now."],
  "broker-unreachable": [503, "The broker cannot be told for now: ask again."],
  "map-failed": [503, "The radio map could not be made for now: finish again."],
  "pictures-busy": [503, "Other pictures are being drawn: send it again in a moment."],
  "press-busy": [503, "Other sheets are being printed: ask again in a moment."],
  "not-ready": [503, "This matcher is not ready to serve."],
  stopping: [503, "This matcher is about to stop: ask again, and another one answers."],
  failed: [500, "The matcher has failed."],
} as const satisfies Readonly<Record<string, readonly [number, string]>>;

export type ProblemWord = keyof typeof kinds;

export const statusOf = (kind: ProblemWord): number => kinds[kind][0];
export const titleOf = (kind: ProblemWord): string => kinds[kind][1];

export function sendProblem(response: Response, kind: ProblemWord, detail?: string): void {
  const [status, title] = kinds[kind];
  const details: ProblemDetails = {
    type: `/problems/${kind}`,
    title,
    status,
    ...(detail === undefined ? {} : { detail }),
  };
  const scheme = kind === "bad-gateway-credential" ? 'Basic realm="gateway"' : "Bearer";
  if (status === 401) response.set("WWW-Authenticate", scheme);
  if (status === 429 || status === 503) response.set("Retry-After", "5");
  response.status(status).type(PROBLEM_MEDIA_TYPE).send(JSON.stringify(details));
}

export function sendRefusal(response: Response, refusal: Refusal): void {
  sendProblem(response, refusal.kind, "detail" in refusal ? refusal.detail : undefined);
}

/** The last handler: what a route or a body parser threw. */
export function problemHandler(count: Count, report: Report): ErrorRequestHandler {
  return (cause, _request, response, next) => {
    if (response.headersSent) return next(cause);
    const kind = wordFor(cause);
    count(`http-${kind}`);
    if (kind === "failed" || kind === "store-failed") report("a request failed", cause);
    sendProblem(response, kind);
  };
}

/** body-parser and the router mark a client's fault with a status. */
function wordFor(cause: unknown): ProblemWord {
  if (cause instanceof MatcherError) return "store-failed";
  const { status, type } = cause as { status?: unknown; type?: unknown };
  if (type === "entity.parse.failed") return "not-json";
  if (status === 413) return "body-too-large";
  if (status === 415) return "not-json-type";
  return typeof status === "number" && status >= 400 && status < 500 ? "bad-request" : "failed";
}
