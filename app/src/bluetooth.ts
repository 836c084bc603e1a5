/**
 * Bluetooth: gives a badge this session's key, or proves to a gateway that the phone is here, by Web
 * Bluetooth. Formats: `protocol/src/{badge,check-in}.ts`.
 *
 * A page cannot tell one refused write from another, so a badge's status is read afterwards. A
 * browser whose Bluetooth is off neither asks nor answers, so every step has an end of its own.
 */
import {
  BADGE_BIND,
  BADGE_SERVICE,
  BADGE_STATUS,
  type BadgeStatus,
  CHECK_IN_NONCE,
  CHECK_IN_PROOF,
  CHECK_IN_SERVICE,
  checkInProof,
  type DurationMs,
  decodeBadgeStatus,
  decodeCheckInNonce,
  encodeCheckIn,
  epochAt,
  sealBadgeBinding,
  seconds,
  tokenOf,
  type UnixMs,
} from "@sighej/protocol";
import { Late, troubleOf } from "./bluetooth-trouble.ts";
import type { Trouble } from "./finding.ts";
import type { OwnSession } from "./session.ts";

/** Fetched with this: two that are fetched apart would leave more for the first load to hold. */
export { hear, scannerHere } from "./hearing.ts";

/** Time to find a badge in a list, and no more than anyone waits for a list that does not come. */
const CHOOSE_TIME_OUT = seconds(45);
/** Connecting takes seconds in a hall full of radios; one read or write a fraction of one. */
const CONNECT_TIME_OUT = seconds(15);
const STEP_TIME_OUT = seconds(5);
/** Assigned numbers, Bluetooth SIG. */
const BATTERY_SERVICE = 0x180f;
const BATTERY_LEVEL = 0x2a19;

type Uuid = string | number;

interface Characteristic {
  readValue(): Promise<DataView>;
  writeValueWithResponse(bytes: BufferSource): Promise<void>;
}
interface Service {
  getCharacteristic(uuid: Uuid): Promise<Characteristic>;
}
interface Server {
  connect(): Promise<Server>;
  disconnect(): void;
  getPrimaryService(uuid: Uuid): Promise<Service>;
}
/** What was chosen. It says when its connection is lost, which a pending read or write may not. */
interface Peer {
  /** The browser's own name for it, random for each site. */
  readonly id: string;
  readonly gatt?: Server;
  /** Takes back that this site may connect to it. */
  forget?(): Promise<void>;
  addEventListener(type: "gattserverdisconnected", listener: () => void): void;
}
/** What of `navigator.bluetooth` is used (Web Bluetooth, Draft Community Group Report §4). */
export interface Bluetooth {
  requestDevice(options: {
    readonly filters: readonly { readonly services: readonly Uuid[] }[];
    readonly optionalServices?: readonly Uuid[];
  }): Promise<Peer>;
  /** What was chosen on this site before, where the browser remembers that. */
  getDevices?(): Promise<readonly Peer[]>;
}

/** `device`: by which the same thing is found again without a list. */
export type Reached =
  | { readonly ok: true; readonly battery: number | undefined; readonly device: string }
  | { readonly ok: false; readonly trouble: Trouble };

export const bluetoothHere = (): Bluetooth | undefined =>
  (navigator as { readonly bluetooth?: Bluetooth }).bluetooth;

/** What was done there, before it is known where that was. */
type Done = { readonly ok: true; readonly battery: number | undefined } | Failed;
type Failed = Extract<Reached, { readonly ok: false }>;

/**
 * Only from a press: without one the browser does not ask. It does not have to where `device` was
 * chosen before and the browser still has it.
 */
export const pairBadge = (
  bluetooth: Bluetooth | undefined,
  { view, beaconKey }: OwnSession,
  { bindCode, device }: { readonly bindCode: Uint8Array; readonly device?: string | undefined },
  now: () => UnixMs,
): Promise<Reached> =>
  reach(bluetooth, { service: BADGE_SERVICE, device }, async (server) => {
    const badge = await server.getPrimaryService(BADGE_SERVICE);
    const [bind, status] = await Promise.all([
      badge.getCharacteristic(BADGE_BIND),
      badge.getCharacteristic(BADGE_STATUS),
    ]);
    const before = decodeBadgeStatus(bytesOf(await status.readValue()));
    if (!before.ok) return failed("bt-odd");
    if (before.value.state !== "pairing") return failed("bt-not-pairing");
    const binding = { venue: view.venue, key: beaconKey, now: now() };
    const sealed = sealBadgeBinding(binding, bindCode, before.value.nonce);
    // Refused or not, the status says what became of it.
    await bind.writeValueWithResponse(sealed.slice()).catch(() => {});
    const after = decodeBadgeStatus(bytesOf(await status.readValue()));
    if (!after.ok) return failed("bt-odd");
    const trouble = troubles[after.value.outcome];
    return trouble === undefined ? { ok: true, battery: await batteryOf(server) } : failed(trouble);
  });

const troubles: Readonly<Record<BadgeStatus["outcome"], Trouble | undefined>> = {
  accepted: undefined,
  none: "bt-lost",
  malformed: "bt-odd",
  "wrong-code": "bt-wrong-code",
  "not-pairing": "bt-not-pairing",
};

/** A proof for one connection to one gateway. The matcher learns of it from there. */
export const checkIn = (
  bluetooth: Bluetooth | undefined,
  { view: { venue }, beaconKey }: OwnSession,
  now: () => UnixMs,
): Promise<Reached> =>
  // Never one that was chosen before: the nearest may be another one by now.
  reach(bluetooth, { service: CHECK_IN_SERVICE, device: undefined }, async (server) => {
    const gateway = await server.getPrimaryService(CHECK_IN_SERVICE);
    const [nonceAt, proofAt] = await Promise.all([
      gateway.getCharacteristic(CHECK_IN_NONCE),
      gateway.getCharacteristic(CHECK_IN_PROOF),
    ]);
    const nonce = decodeCheckInNonce(bytesOf(await nonceAt.readValue()));
    if (!nonce.ok) return failed("bt-odd");
    const token = tokenOf(beaconKey, venue, epochAt(now()));
    const proof = checkInProof(beaconKey, venue, nonce.value);
    await proofAt.writeValueWithResponse(encodeCheckIn({ token, proof }).slice());
    return { ok: true, battery: undefined };
  });

/** Has the browser forget everything that was ever chosen on this site, where it can. */
export async function forgetChosen(bluetooth: Bluetooth | undefined): Promise<void> {
  const chosen = (await bluetooth?.getDevices?.().catch(() => [])) ?? [];
  await Promise.allSettled(chosen.map((each) => each.forget?.()));
}

/** Chooser, connection, work, and the connection closed whatever happened. */
async function reach(
  bluetooth: Bluetooth | undefined,
  wanted: { readonly service: string; readonly device: string | undefined },
  work: (server: Server) => Promise<Done>,
): Promise<Reached> {
  if (bluetooth === undefined) return failed("bt-absent");
  let server: Server | undefined;
  try {
    const chosen =
      (await chosenBefore(bluetooth, wanted.device)) ??
      (await within(choose(bluetooth, wanted.service), CHOOSE_TIME_OUT, "bt-off"));
    server = chosen.gatt;
    if (server === undefined) return failed("bt-odd");
    await within(server.connect(), CONNECT_TIME_OUT, "bt-lost");
    const lost = new Promise<Failed>((resolve) => {
      chosen.addEventListener("gattserverdisconnected", () => resolve(failed("bt-lost")));
    });
    // Seven steps at most, each with its own end.
    const worked = Promise.race([work(server), lost]);
    const done = await within(worked, seconds(7 * (STEP_TIME_OUT / 1_000)), "bt-lost");
    return done.ok ? { ...done, device: chosen.id } : done;
  } catch (cause) {
    return failed(troubleOf(cause));
  } finally {
    server?.disconnect();
  }
}

const choose = (bluetooth: Bluetooth, service: string): Promise<Peer> =>
  bluetooth.requestDevice({
    filters: [{ services: [service] }],
    optionalServices: [BATTERY_SERVICE],
  });

/** A browser that does not say is asked by its list, as one that remembers nothing. */
async function chosenBefore(
  bluetooth: Bluetooth,
  device: string | undefined,
): Promise<Peer | undefined> {
  if (device === undefined || bluetooth.getDevices === undefined) return undefined;
  const all = within(bluetooth.getDevices(), STEP_TIME_OUT, "bt-off").catch(() => []);
  return (await all).find((each) => each.id === device);
}

async function batteryOf(server: Server): Promise<number | undefined> {
  try {
    const level = await (await server.getPrimaryService(BATTERY_SERVICE)).getCharacteristic(
      BATTERY_LEVEL,
    );
    return (await level.readValue()).getUint8(0);
  } catch {
    // Not every badge says it, and none has to.
    return undefined;
  }
}

function within<T>(work: Promise<T>, length: DurationMs, trouble: Trouble): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Late(trouble)), length);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

const failed = (trouble: Trouble): Failed => ({ ok: false, trouble });

const bytesOf = ({ buffer, byteOffset, byteLength }: DataView): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);
