/**
 * Matcher: a real one without a broker, on a free port, with a clock that a test may move on.
 */
import {
  CONSENT_VERSION,
  decodeProblemDetails,
  decodeSessionStarted,
  type ProblemDetails,
  type SessionStarted,
  type UnixMs,
  unixMs,
} from "@sighej/protocol";
import { pino } from "pino";
import { type Around, type ServeConfig, type Serving, serve } from "../src/serve.ts";
import { setup, sure, venue } from "./fixtures.ts";

export interface TestMatcher extends Serving {
  readonly url: string;
  /** Lets this much time pass at once, in ms. */
  pass(time: number): UnixMs;
  now(): UnixMs;
  call(method: string, path: string, options?: CallOptions): Promise<Response>;
  open(from?: Readonly<Record<string, unknown>>): Promise<SessionStarted>;
}

interface CallOptions {
  readonly bearer?: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is. */
  readonly text?: string;
  /** Sent as it is, too, as a file of this media type. */
  readonly file?: { readonly type: string; readonly bytes: Uint8Array<ArrayBuffer> };
  readonly headers?: Readonly<Record<string, string>>;
}

/** A body that starts a session. */
export const startBody = (from: Readonly<Record<string, unknown>> = {}) => ({
  venue,
  interests: ["devops", "coffee"],
  consent: { version: CONSENT_VERSION, given: true },
  ...from,
});

/** What staff of a test's matcher send as their bearer. */
export const adminCode = "test-admin-code-0123";

/** `startAhead`: how far its clock is before the real one at the start, in ms. */
export async function startMatcher(
  from: Partial<ServeConfig> = {},
  { startAhead = 0, ...around }: Around & { readonly startAhead?: number } = {},
): Promise<TestMatcher> {
  let ahead = startAhead;
  const now = () => unixMs(Date.now() + ahead);
  const config: ServeConfig = {
    http: { host: "127.0.0.1", port: 0 },
    stores: { kind: "memory" },
    venues: [setup],
    logger: pino({ level: "silent" }),
    adminCode,
    ...from,
  };
  const matcher = await serve(config, now, around);
  const url = `http://127.0.0.1:${matcher.port}`;
  const call = callAt(url);
  return {
    ...matcher,
    url,
    now,
    pass: (time) => {
      ahead += time;
      return now();
    },
    call,
    open: async (fields) => {
      const answer = await call("POST", "/api/v1/session", { body: startBody(fields) });
      return sure(decodeSessionStarted(await answer.json()));
    },
  };
}

/** Asks a matcher that listens there. */
export const callAt =
  (url: string): TestMatcher["call"] =>
  (method, path, { bearer, body, text, file, headers } = {}) =>
    fetch(url + path, {
      method,
      redirect: "manual",
      headers: {
        ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
        ...(body === undefined && text === undefined ? {} : { "content-type": "application/json" }),
        ...(file === undefined ? {} : { "content-type": file.type }),
        ...headers,
      },
      ...(text === undefined && body === undefined ? {} : { body: text ?? JSON.stringify(body) }),
      ...(file === undefined ? {} : { body: file.bytes }),
    });

/** The problem details that an answer carries, of the status that it has. */
export async function problemOf(answer: Response): Promise<ProblemDetails> {
  const problem = sure(decodeProblemDetails(await answer.json()));
  if (answer.headers.get("content-type")?.startsWith("application/problem+json") !== true)
    throw new Error("problem details have a media type of their own");
  if (problem.status !== answer.status) throw new Error("two statuses in one answer");
  return problem;
}
