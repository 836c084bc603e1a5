/**
 * API: the matcher's HTTP interface as functions, every answer decoded or refused.
 *
 * Nothing here throws for what a network or a server does: an answer is a value or a fault, and a
 * fault is one word, for the page says four different things and no more.
 */
import {
  type BatteryReading,
  type Bearer,
  type CarrierBinding,
  type CarrierKind,
  type Decoded,
  decodeProblemDetails,
  decodeSessionStarted,
  decodeSessionView,
  decodeVenueView,
  encodeBatteryReading,
  encodeCarrierBinding,
  encodeSimulatedBinding,
  type NudgeId,
  type PushSubscription,
  type Reply,
  type SessionEdit,
  type SessionExtension,
  type SessionStart,
  type SessionStarted,
  type SessionView,
  type SimulatedBinding,
  seconds,
  type VenueId,
  type VenueView,
} from "@sighej/protocol";

/**
 * `away`: no answer of the matcher, in time or at all, or that it has failed. `gone`: there is no
 * such venue, session or nudge (any more). `busy`: not now, but later. `code`: a code that does not
 * fit. `taken`, `has-one`: a badge is another's, or one is there already. `refused`: the matcher understood, and won't; or its answer is none that this page knows.
 */
export type Fault = "away" | "gone" | "busy" | "code" | "taken" | "has-one" | "refused";
export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly fault: Fault };

export interface Api {
  venue(venue: VenueId): Promise<Answer<VenueView>>;
  start(body: SessionStart): Promise<Answer<SessionStarted>>;
  view(bearer: Bearer): Promise<Answer<SessionView>>;
  edit(bearer: Bearer, body: SessionEdit): Promise<Answer<SessionView>>;
  /** Another session in the place of this one, by a new consent. */
  extend(bearer: Bearer, body: SessionExtension): Promise<Answer<SessionStarted>>;
  /** Be found by a thing or a code. The answer is the session as it is then. */
  bind(bearer: Bearer, binding: CarrierBinding): Promise<Answer<SessionView>>;
  /** How full a badge is. It carries no bearer: that it was this session is nobody's business. */
  tellBattery(venue: VenueId, reading: BatteryReading): Promise<Answer<void>>;
  release(bearer: Bearer, carrier: CarrierKind): Promise<Answer<SessionView>>;
  /** Whatever the answer led to, nothing is said. A nudge that is over is a success. */
  reply(bearer: Bearer, nudge: NudgeId, answer: Reply): Promise<Answer<void>>;
  /** Tell staff about a nudge. One that is over is a success. */
  report(bearer: Bearer, nudge: NudgeId): Promise<Answer<void>>;
  /** Tokens, as text, that this phone has heard. The answer says nothing of whose they are. */
  hear(bearer: Bearer, tokens: readonly string[]): Promise<Answer<void>>;
  subscribe(bearer: Bearer, subscription: PushSubscription): Promise<Answer<void>>;
  /** Delete the session. One that is gone already is a success. */
  stop(bearer: Bearer): Promise<Answer<void>>;
  /** Hand a beacon key to the simulated badge at a path of the same origin, or take it back. */
  bindBadge(path: string, binding: SimulatedBinding): Promise<Answer<void>>;
  releaseBadge(path: string, binding: SimulatedBinding): Promise<Answer<void>>;
}

/** Longer than a slow hall's network takes, and as long as anyone looks at a button. */
const TIME_OUT = seconds(8);
/** Answers are a venue's list of interests at most; a larger one is none of ours. */
const MAX_ANSWER_LENGTH = 65_536;

interface Request<T> {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  readonly bearer?: Bearer;
  readonly body?: unknown;
  readonly decode: (body: unknown) => Decoded<T>;
}

/** `origin` as in `location.origin`; the page talks to no other. */
export function openApi(origin: string, timeOut = TIME_OUT): Api {
  async function ask<T>({ method, path, bearer, body, decode }: Request<T>): Promise<Answer<T>> {
    const url = new URL(path, origin);
    if (url.origin !== origin) return failed("refused");
    try {
      const response = await fetch(url, {
        method,
        headers: {
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        cache: "no-store",
        credentials: "omit",
        redirect: "error",
        signal: AbortSignal.timeout(timeOut),
      });
      const text = await response.text();
      if (text.length > MAX_ANSWER_LENGTH) return failed("away");
      const answer: unknown = text === "" ? undefined : JSON.parse(text);
      if (!response.ok) return failed(faultOf(response.status, answer));
      const value = decode(answer);
      return value.ok ? value : failed("refused");
    } catch {
      // No answer, or none in JSON: something else than the matcher stands in between.
      return failed("away");
    }
  }

  return {
    venue: (venue) =>
      ask({ method: "GET", path: `/api/v1/venue/${venue}`, decode: decodeVenueView }),
    start: (body) =>
      ask({ method: "POST", path: "/api/v1/session", body, decode: decodeSessionStarted }),
    view: (bearer) =>
      ask({ method: "GET", path: "/api/v1/session", bearer, decode: decodeSessionView }),
    edit: (bearer, body) =>
      ask({ method: "PATCH", path: "/api/v1/session", bearer, body, decode: decodeSessionView }),
    extend: (bearer, body) =>
      ask({
        ...{ method: "POST", path: "/api/v1/session/extend", bearer, body },
        decode: decodeSessionStarted,
      }),
    bind: (bearer, binding) =>
      ask({
        ...{ method: "PUT", path: "/api/v1/session/carrier", bearer },
        ...{ body: encodeCarrierBinding(binding), decode: decodeSessionView },
      }),
    tellBattery: (venue, reading) =>
      ask({
        ...{ method: "POST", path: `/api/v1/venue/${venue}/battery`, decode: nothing },
        body: encodeBatteryReading(reading),
      }),
    release: (bearer, carrier) =>
      ask({
        ...{ method: "DELETE", path: `/api/v1/session/carrier/${carrier}`, bearer },
        decode: decodeSessionView,
      }),
    reply: async (bearer, nudge, answer) =>
      goneIsDone(
        await ask({
          ...{ method: "POST", path: `/api/v1/nudge/${nudge}/answer`, bearer },
          ...{ body: { answer }, decode: nothing },
        }),
      ),
    report: async (bearer, nudge) =>
      goneIsDone(
        await ask({
          ...{ method: "POST", path: "/api/v1/report", bearer, body: { nudge } },
          decode: nothing,
        }),
      ),
    hear: (bearer, tokens) =>
      ask({
        ...{ method: "POST", path: "/api/v1/match", bearer, decode: nothing },
        body: { tokens },
      }),
    subscribe: (bearer, body) =>
      ask({ method: "PUT", path: "/api/v1/session/push", bearer, body, decode: nothing }),
    stop: async (bearer) =>
      goneIsDone(await ask({ method: "DELETE", path: "/api/v1/session", bearer, decode: nothing })),
    bindBadge: (path, binding) =>
      ask({ method: "POST", path, body: encodeSimulatedBinding(binding), decode: nothing }),
    releaseBadge: async (path, binding) =>
      goneIsDone(
        await ask({
          method: "DELETE",
          path,
          body: encodeSimulatedBinding(binding),
          decode: nothing,
        }),
      ),
  };
}

const failed = (fault: Fault): Answer<never> => ({ ok: false, fault });

const nothing = (): Decoded<void> => ({ ok: true, value: undefined });

const goneIsDone = (answer: Answer<void>): Answer<void> =>
  !answer.ok && answer.fault === "gone" ? { ok: true, value: undefined } : answer;

/** Only the matcher's own word counts: a proxy's 404 must not end a session. */
function faultOf(status: number, answer: unknown): Fault {
  const problem = decodeProblemDetails(answer);
  if (!problem.ok) return "away";
  if (problem.value.type.endsWith("/carrier-taken")) return "taken";
  if (problem.value.type.endsWith("/has-carrier")) return "has-one";
  if (status === 403) return "code";
  if (status === 401 || status === 404 || status === 410) return "gone";
  if (status === 429 || status === 503) return "busy";
  return status >= 500 ? "away" : "refused";
}
