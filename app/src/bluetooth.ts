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
  readonly gatt?: Server;
  addEventListener(type: "gattserverdisconnected", listener: () => void): void;
}
/** What of `navigator.bluetooth` is used (Web Bluetooth, Draft Community Group Report §4). */
export interface Bluetooth {
  requestDevice(options: {
    readonly filters: readonly { readonly services: readonly Uuid[] }[];
    readonly optionalServices?: readonly Uuid[];
  }): Promise<Peer>;
}

export type Reached =
  | { readonly ok: true; readonly battery: number | undefined }
  | { readonly ok: false; readonly trouble: Trouble };

export const bluetoothHere = (): Bluetooth | undefined =>
  (navigator as { readonly bluetooth?: Bluetooth }).bluetooth;

/** Only from a press: without one the browser does not ask. */
export const pairBadge = (
  bluetooth: Bluetooth | undefined,
  { view, beaconKey }: OwnSession,
  bindCode: Uint8Array,
  now: () => UnixMs,
): Promise<Reached> =>
  reach(bluetooth, BADGE_SERVICE, async (server) => {
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
  reach(bluetooth, CHECK_IN_SERVICE, async (server) => {
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

/** Chooser, connection, work, and the connection closed whatever happened. */
async function reach(
  bluetooth: Bluetooth | undefined,
  service: string,
  work: (server: Server) => Promise<Reached>,
): Promise<Reached> {
  if (bluetooth === undefined) return failed("bt-absent");
  let server: Server | undefined;
  try {
    const options = { filters: [{ services: [service] }], optionalServices: [BATTERY_SERVICE] };
    const chosen = await within(bluetooth.requestDevice(options), CHOOSE_TIME_OUT, "bt-off");
    server = chosen.gatt;
    if (server === undefined) return failed("bt-odd");
    await within(server.connect(), CONNECT_TIME_OUT, "bt-lost");
    const lost = new Promise<Reached>((resolve) => {
      chosen.addEventListener("gattserverdisconnected", () => resolve(failed("bt-lost")));
    });
    // Seven steps at most, each with its own end.
    const worked = Promise.race([work(server), lost]);
    return await within(worked, seconds(7 * (STEP_TIME_OUT / 1_000)), "bt-lost");
  } catch (cause) {
    return failed(troubleOf(cause));
  } finally {
    server?.disconnect();
  }
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

const failed = (trouble: Trouble): Reached => ({ ok: false, trouble });

const bytesOf = ({ buffer, byteOffset, byteLength }: DataView): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);
