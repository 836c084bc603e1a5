/**
 * Requests: one that is right for every operation of the OpenAPI document, to be sent as it is or
 * with something wrong. An operation without one makes the tests fail.
 */
import { CONSENT_VERSION } from "@sighej/protocol";
import { type Operation, operations } from "../src/adapters/http/openapi/operations.ts";
import { venue } from "./fixtures.ts";
import { adminCode, startBody } from "./matcher.ts";

export const operationOf = (id: string): Operation => {
  const found = operations.find((each) => each.id === id);
  if (found === undefined) throw new Error(`there is no operation ${id}`);
  return found;
};

/** What a request is about. */
export interface Subject {
  readonly bearer: string;
  /** A nudge of that session. */
  readonly nudge: string;
  readonly code: string;
}

const key = (length: number) => Buffer.alloc(length, 4).toString("base64url");

/** Bodies by operation; a function where they name the nudge. */
const bodies: Readonly<Record<string, unknown>> = {
  startSession: startBody({ code: "TICKET-1" }),
  editSession: { approach: "shy" },
  extendSession: {
    interests: ["devops"],
    consent: { version: CONSENT_VERSION, given: true },
  },
  subscribePush: {
    endpoint: "https://push.example/one",
    keys: { p256dh: key(65), auth: key(16) },
  },
  bindCarrier: { kind: "badge", id: "B00001", code: key(16) },
  hearTokens: { tokens: ["0123456789abcdef"] },
  answerNudge: { answer: "not-now" },
  setCode: { disabled: false },
  switchQuiet: { quiet: true },
  setSlots: { slots: [{ from: 1, until: 2 }] },
};

const queries: Readonly<Record<string, string>> = {
  findAggregates: "?metric=sessions&from=0&until=9000000000000",
};

export function bodyOf({ id, body }: Operation, { nudge }: Subject): unknown {
  if (body === undefined) return undefined;
  if (id === "complain") return { nudge };
  if (!(id in bodies)) throw new Error(`no body for ${id} in test/requests.ts`);
  return bodies[id];
}

/** The path with its parameters; `ids` stand in the place of the right ones. */
export function pathOf(
  { id, path }: Operation,
  { nudge, code }: Subject,
  ids: Readonly<Record<string, string>> = {},
): string {
  const right: Readonly<Record<string, string>> = {
    venue,
    zone: "bar",
    nudge,
    code,
    carrier: "badge",
  };
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = ids[name] ?? right[name];
    if (value === undefined) throw new Error(`no ${name} in test/requests.ts`);
    return value;
  });
  return filled + (queries[id] ?? "");
}

/** Whose bearer an operation wants. */
export const bearerOf = ({ of }: Operation, { bearer }: Subject): { readonly bearer?: string } =>
  of === "session" ? { bearer } : of === "staff" ? { bearer: adminCode } : {};
