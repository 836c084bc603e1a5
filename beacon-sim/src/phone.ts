/**
 * Phone: what a made-up person's phone says to the matcher, over HTTP, exactly as a real one: it
 * reads the venue, starts a session, and ends it.
 */
import {
  type Bearer,
  CONSENT_VERSION,
  type Decoded,
  decodeProblemDetails,
  decodeSessionStarted,
  decodeVenueView,
  type InterestId,
  type SessionStarted,
  type VenueId,
} from "@sighej/protocol";
import { SimError } from "./errors.ts";

/** A phone gives up on an answer after this, ms. */
const ANSWER_WITHIN = 10_000;
/** An answer larger than this is not the matcher's; a session's has 1 kB, a venue's 8 kB. */
const MAX_ANSWER_CHARACTERS = 64 * 1_024;
/** A crowd that arrives at once is told to wait; five tries are a minute and a half. */
const MAX_TRIES = 5;
/** When the matcher does not say how long to wait, ms; doubled at each try. */
const FIRST_WAIT = 500;
/** No longer than this, ms, whatever it says. */
const MAX_WAIT = 30_000;

/** The interests that the venue shows. Throws `SimError` `matcher-failed`. */
export async function readInterests(
  matcher: URL,
  venue: VenueId,
  signal: AbortSignal,
): Promise<readonly InterestId[]> {
  const response = await ask(new URL(`/api/v1/venue/${venue}`, matcher), {}, signal);
  return (await answerOf(response, decodeVenueView, 200)).interests;
}

/** A new session with consent. Throws `SimError` `matcher-failed`. */
export async function startSession(
  matcher: URL,
  venue: VenueId,
  interests: readonly InterestId[],
  signal: AbortSignal,
): Promise<SessionStarted> {
  const body = { venue, interests, consent: { version: CONSENT_VERSION, given: true } };
  const request = {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  };
  const response = await ask(new URL("/api/v1/session", matcher), request, signal);
  return answerOf(response, decodeSessionStarted, 201);
}

/** Ends a session. Throws `SimError` `matcher-failed`. */
export async function endSession(matcher: URL, bearer: Bearer, signal: AbortSignal): Promise<void> {
  const request = { method: "DELETE", headers: { authorization: `Bearer ${bearer}` } };
  const response = await ask(new URL("/api/v1/session", matcher), request, signal);
  await response.body?.cancel();
}

/** Asks again while the matcher says that it has no room now. */
async function ask(url: URL, request: RequestInit, signal: AbortSignal): Promise<Response> {
  for (let tries = 1; ; tries++) {
    const response = await askOnce(url, request, signal);
    const busy = response.status === 429 || response.status === 503;
    if (!busy || tries === MAX_TRIES) return response;
    await response.body?.cancel();
    const asked = Number(response.headers.get("retry-after")) * 1_000;
    await pause(Math.min(MAX_WAIT, asked > 0 ? asked : FIRST_WAIT * 2 ** (tries - 1)), signal);
  }
}

async function askOnce(url: URL, request: RequestInit, signal: AbortSignal): Promise<Response> {
  const limit = AbortSignal.timeout(ANSWER_WITHIN);
  try {
    return await fetch(url, { ...request, signal: AbortSignal.any([signal, limit]) });
  } catch (cause) {
    throw new SimError("matcher-failed", `no answer from the matcher at ${url.origin}`, { cause });
  }
}

async function answerOf<T>(
  response: Response,
  decode: (body: unknown) => Decoded<T>,
  expected: number,
): Promise<T> {
  const body = await bodyOf(response);
  if (response.status !== expected) {
    const problem = decodeProblemDetails(body);
    const why = problem.ok ? (problem.value.detail ?? problem.value.title) : "no reason given";
    throw new SimError("matcher-failed", `the matcher answered ${response.status}: ${why}`);
  }
  const answer = decode(body);
  if (!answer.ok)
    throw new SimError(
      "matcher-failed",
      `the matcher's answer is not understood: ${answer.problem.detail}`,
    );
  return answer.value;
}

/** The JSON of an answer, or undefined when it is none. */
async function bodyOf(response: Response): Promise<unknown> {
  const text = await response.text().catch(() => "");
  if (text.length > MAX_ANSWER_CHARACTERS) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Ends early when `signal` does; who waited then finds out from the signal. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done, { once: true });
    if (signal.aborted) done();
  });
}
