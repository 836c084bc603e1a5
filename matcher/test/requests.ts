/**
 * Requests: one that is right for every operation of the OpenAPI document, to be sent as it is or
 * with something wrong. An operation without one makes the tests fail.
 */
import { randomBytes } from "node:crypto";
import { CONSENT_VERSION, type PasskeyMade, type PasskeyShown } from "@sighej/protocol";
import type { Operation } from "../src/adapters/http/openapi/operation.ts";
import { operations } from "../src/adapters/http/openapi/operations.ts";
import { ruleOf } from "../src/domain/staff/access.ts";
import { venue } from "./fixtures.ts";
import { adminCode, startBody } from "./matcher.ts";
import { type Browser, PASSWORD } from "./staff.ts";

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
  /** An owner's browser, and digits of the second factor that it has begun. */
  readonly owner: Browser;
  readonly digits: string;
  /** An account that has nothing but a password. */
  readonly host: Browser;
  /** A passkey of the owner; one that is ready to be added, and one that is shown to sign in. */
  readonly passkey: string;
  readonly made: PasskeyMade;
  readonly shown: PasskeyShown;
  /** Ids of another account and of a token. */
  readonly account: string;
  readonly token: string;
  /** A gateway that has been made, and the claim code that it may be traded for. */
  readonly gateway: string;
  /** Somebody whom the venue tells, and what could not be brought there. */
  readonly target: string;
  readonly delivery: string;
  /** A programme that the venue reads. */
  readonly schedule: string;
  readonly claim: string;
  /** What another gateway, which has enrolled, shows at the broker, and a request of its own key. */
  readonly credential: Credential;
  readonly certificateRequest: string;
  /** A venue that is a draft, at its first version. */
  readonly draft: string;
  /** An interest that another account has proposed. */
  readonly proposal: string;
  /** A screen that has enrolled, its cookie, and the code of another one. */
  readonly screen: { readonly id: string; readonly cookie: string; readonly code: string };
}

interface Credential {
  readonly username: string;
  readonly password: string;
}

const key = (length: number) => Buffer.alloc(length, 4).toString("base64url");

const subscription = {
  endpoint: "https://push.example/one",
  keys: { p256dh: key(65), auth: key(16) },
};

/** Bodies by operation; a function where they name the nudge. */
const bodies: Readonly<Record<string, unknown>> = {
  startSession: startBody({ code: "TICKET-1" }),
  editSession: { approach: "shy" },
  extendSession: {
    interests: ["devops"],
    consent: { version: CONSENT_VERSION, given: true },
  },
  subscribePush: subscription,
  subscribeAlerts: subscription,
  tellBattery: { id: "B00001", code: key(16), battery: "low" },
  bindCarrier: { kind: "badge", id: "B00001", code: key(16) },
  hearTokens: { tokens: ["0123456789abcdef"] },
  answerNudge: { answer: "not-now" },
  createVenue: { name: "Attic" },
  duplicateVenue: { name: "Attic" },
  importVenue: {
    ...{ format: "sighej-venue", fileVersion: 1, name: "Attic", pace: "default" },
    ...{ carriers: ["badge"], rolePairs: [], needsCode: false, offered: ["coffee"] },
    zones: [{ zone: "bar", tier: "zone" }],
    gateways: [{ gateway: "bar-1", zone: "bar", x: 1, y: 2 }],
    settings: { perHour: 2 },
  },
  editVenue: { version: 1, name: "Attic" },
  moveVenue: { version: 1, state: "archived" },
  setCode: { disabled: false },
  handleComplaint: { handled: true },
  switchQuiet: { quiet: true },
  switchAllQuiet: { quiet: true },
  setSlots: { slots: [{ from: 1, until: 2 }] },
  setThresholds: { lateAfterS: 60, silentAfterS: 180 },
  muteVenue: { minutes: 0 },
  muteGateway: { minutes: 0 },
  orderGateways: { command: "blink", gateways: ["bar-1"], seconds: 5 },
  setGateways: { gateways: ["bar-1"], windowMs: 1_000, logLevel: "warn" },
  addSchedule: { url: "https://a.example/schedule.xml", timeZone: "Europe/Copenhagen" },
  setScheduleRooms: { rooms: [{ room: "Hall", zone: "bar" }] },
  addTarget: { kind: "webhook", address: "https://a.example/hook", topics: ["gateway.late"] },
  createOwner: { code: adminCode, name: "Olga", password: PASSWORD },
  changePassword: { current: PASSWORD, next: PASSWORD },
  startFactor: { password: PASSWORD },
  signInByOidc: { answer: "?code=none&state=none" },
  startPasskey: { password: PASSWORD },
  editPasskey: { name: "My phone" },
  startCalibration: {},
  makeBadges: { count: 1 },
  editStockItem: { state: "lent" },
  makeCodes: { count: 1, batch: "Friday" },
  hideInterest: { hidden: false },
  addScreen: { zone: "bar" },
  markSpot: { x: 1, y: 1, how: "standing" },
  setPlanScale: {
    from: { x: 1, y: 1 },
    to: { x: 21, y: 1 },
    metres: 10,
    origin: { x: 0, y: 0 },
  },
  printPosters: { paper: "a6", language: "da" },
  printBadges: { paper: "label" },
  printSign: { paper: "a4", controller: "Sig Hej ApS", contact: "hej@example.dk" },
  printPlacement: { language: "en" },
  editAccount: { role: "host" },
  createToken: { name: "export", scopes: ["report:read"], venues: "all", days: 7 },
};

interface SentFile {
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Files by operation, where they are the body. */
const files: Readonly<Record<string, SentFile>> = {
  replacePlanPicture: {
    type: "image/svg+xml",
    bytes: new TextEncoder().encode(
      '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><path d="M1 1h9v9z"/></svg>',
    ),
  },
};

/** The file that is an operation's body; nothing where it takes none. */
export function fileOf({ id, file }: Operation): { readonly file?: SentFile } {
  if (file === undefined) return {};
  const found = files[id];
  if (found === undefined) throw new Error(`no file for ${id} in test/requests.ts`);
  return { file: found };
}

const host = { password: PASSWORD, role: "host", venues: [venue] };

const queries: Readonly<Record<string, string>> = {
  findAggregates: "?metric=sessions&from=0&until=9000000000000",
  viewReport: "?from=2026-11-22&until=2026-11-23&timeZone=Europe/Copenhagen",
  printReport: "?from=2026-11-22&until=2026-11-22&timeZone=Europe/Copenhagen&language=da",
};

export function bodyOf({ id, body }: Operation, subject: Subject): unknown {
  if (body === undefined) return undefined;
  const { nudge } = subject;
  // A name is taken once.
  if (id === "createAccount") return { ...host, name: `Bo ${randomBytes(6).toString("hex")}` };
  if (id === "signIn") return { name: subject.host.name, password: PASSWORD };
  if (id === "signInByPasskey") return { credential: subject.shown };
  if (id === "createPasskey") return { name: "My laptop", credential: subject.made };
  if (id === "proveFactor") return { digits: subject.digits };
  if (id === "enrol") return { code: subject.claim };
  if (id === "enrolScreen") return { code: subject.screen.code };
  if (id === "certify") return { request: subject.certificateRequest };
  if (id === "addGateway") return { gateway: `made-${randomBytes(6).toString("hex")}` };
  if (id === "importStock") return { csv: freshList() };
  if (id === "proposeInterest" || id === "previewInterest") return freshInterest();
  if (id === "complain") return { nudge };
  if (!(id in bodies)) throw new Error(`no body for ${id} in test/requests.ts`);
  return bodies[id];
}

/** One badge, unlike any other. */
const freshList = (): string => {
  const [id, key, code] = [8, 32, 16].map((bytes) => randomBytes(bytes));
  const printed = `B${id?.toString("hex").slice(0, 10).toUpperCase()}`;
  return `id,kind,key,bindCode\n${printed},badge,${key?.toString("base64url")},${code?.toString("base64url")}\n`;
};

/** Of a name that is taken once. */
export const freshInterest = () => {
  const text = `Robots ${randomBytes(6).toString("hex")}`;
  return { label: { en: text, da: text }, x: { en: "robots", da: "robotter" }, phrase: "is_into" };
};

/** The path with its parameters; `ids` stand in the place of the right ones. */
export function pathOf(
  { id, path }: Operation,
  {
    nudge,
    code,
    account,
    passkey,
    token,
    gateway,
    screen,
    target,
    delivery,
    proposal,
    draft,
    schedule,
  }: Subject,
  ids: Readonly<Record<string, string>> = {},
): string {
  const right: Readonly<Record<string, string>> = {
    // What would end a venue is asked of one that nobody is at.
    venue: ["editVenue", "moveVenue", "deleteVenue"].includes(id) ? draft : venue,
    zone: "bar",
    nudge,
    code,
    carrier: "badge",
    account,
    passkey,
    token,
    gateway,
    target,
    delivery,
    schedule,
    screen: screen.id,
    complaint: nudge,
    item: "B00002",
    interest: id === "hideInterest" ? "jazz" : proposal,
  };
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = ids[name] ?? right[name];
    if (value === undefined) throw new Error(`no ${name} in test/requests.ts`);
    return value;
  });
  return filled + (queries[id] ?? "");
}

/** What shows who asks, of those that an operation lets in. */
export function bearerOf(
  { id, of }: Operation,
  { bearer, owner, credential, screen }: Subject,
): { readonly bearer?: string; readonly headers?: Readonly<Record<string, string>> } {
  if (of === "session") return { bearer };
  if (of === undefined) return {};
  if (of === "screen") return { headers: { cookie: screen.cookie } };
  if (of === "gateway") return { headers: { authorization: basicOf(credential) } };
  return ruleOf(id)?.own ? { headers: owner.headers } : { bearer: adminCode };
}

const basicOf = ({ username, password }: Credential): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
