/**
 * Ask: one request to the matcher as a function: the answer decoded, or what went wrong as a value.
 *
 * Nothing here throws for what a network or a server does. The page talks to its own origin only, by
 * the session's cookie; a change also sends the session's word against forged requests.
 */
import { type Decoded, decodeProblemDetails, seconds } from "@sighej/protocol";
import { heardNothing, heardSomething } from "../connection.svelte.ts";
import { type Trouble, troubleOf } from "../trouble.ts";

export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly trouble: Trouble };

interface Request<T> {
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below `/api/v1`, with its slash in front. */
  readonly path: string;
  /** Of the address; undefined ones are left out. */
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as they are, with their type. */
  readonly bytes?: Blob;
  /** Of an answer without a body: `nothing`. */
  readonly decode: (body: unknown) => Decoded<T>;
}

/** Longer than a slow hall's network takes, and as long as anyone looks at a button. */
const TIME_OUT = seconds(15);
/** Thirty days of hours in fifty zones are some 5 MB; a larger answer is none of ours. */
const MAX_ANSWER_LENGTH = 16_000_000;

/** What a change proves its session with; empty while nobody is signed in. */
let csrf = "";
let onSignedOut: () => void = () => undefined;

/** The word of the session from now on, and what to do once the session is over. */
export function askAs(word: string, signedOut: () => void): void {
  csrf = word;
  onSignedOut = signedOut;
}

export const nothing = (): Decoded<undefined> => ({ ok: true, value: undefined });
/** Of an answer that may be empty: null then. */
export const orNone =
  <T>(decode: (body: unknown) => Decoded<T>) =>
  (body: unknown): Decoded<T | null> =>
    body === undefined ? { ok: true, value: null } : decode(body);
const failed = (trouble: Trouble): Answer<never> => ({ ok: false, trouble });

export async function ask<T>({
  method = "GET",
  path,
  query = {},
  body,
  bytes,
  decode,
}: Request<T>): Promise<Answer<T>> {
  try {
    const response = await fetch(urlOf({ path, query }), {
      method,
      headers: {
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(method === "GET" || csrf === "" ? {} : { "x-csrf-token": csrf }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(bytes === undefined ? {} : { body: bytes }),
      cache: "no-store",
      credentials: "same-origin",
      redirect: "error",
      signal: AbortSignal.timeout(TIME_OUT),
    });
    const text = await response.text();
    if (text.length > MAX_ANSWER_LENGTH) return failed({ kind: "strange" });
    const answer: unknown = text === "" ? undefined : JSON.parse(text);
    if (!response.ok) return refused(answer);
    heardSomething();
    const value = decode(answer);
    return value.ok ? value : failed({ kind: "strange", detail: value.problem.detail });
  } catch {
    // No answer, or none in JSON: something else than the matcher stands in between.
    heardNothing();
    return failed({ kind: "away" });
  }
}

/** A file that is made of what is sent, if anything is; a refusal is told as everywhere. */
export async function askFile({
  path,
  query = {},
  body,
}: Pick<Request<Blob>, "path" | "query" | "body">): Promise<Answer<Blob>> {
  try {
    const response = await fetch(urlOf({ path, query }), {
      ...(body === undefined
        ? {}
        : {
            method: "POST",
            headers: { "content-type": "application/json", "x-csrf-token": csrf },
            body: JSON.stringify(body),
          }),
      cache: "no-store",
      credentials: "same-origin",
      redirect: "error",
      signal: AbortSignal.timeout(TIME_OUT),
    });
    if (!response.ok) return refused(await response.json());
    const value = await response.blob();
    heardSomething();
    return { ok: true, value };
  } catch {
    heardNothing();
    return failed({ kind: "away" });
  }
}

function urlOf({ path, query = {} }: Pick<Request<unknown>, "path" | "query">): URL {
  const url = new URL(`/api/v1${path}`, location.origin);
  for (const [name, value] of Object.entries(query))
    if (value !== undefined) url.searchParams.set(name, String(value));
  return url;
}

/** Only the matcher's own word counts: a proxy's error page is no answer. */
function refused(answer: unknown): Answer<never> {
  const problem = decodeProblemDetails(answer);
  if (!problem.ok) {
    heardNothing();
    return failed({ kind: "away" });
  }
  heardSomething();
  const trouble = troubleOf(problem.value);
  if (trouble.kind !== "not-signed-in") return failed(trouble);
  onSignedOut();
  return failed({ kind: "signed-out" });
}
