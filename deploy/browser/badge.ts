/**
 * Badge: the emulated other end of a pairing. Opens what is written to it with its bind code, as a
 * badge's firmware would, and says in its status what became of it.
 */
import { randomBytes } from "node:crypto";
import {
  BADGE_BIND,
  BADGE_NONCE_BYTES,
  BADGE_SERVICE,
  BADGE_STATUS,
  type BadgeBinding,
  type BadgeStatus,
  encodeBadgeStatus,
  openBadgeBinding,
} from "@sighej/protocol";
import type { Code, Peripheral } from "./radio.ts";

/** The standard services (Assigned Numbers §3.4.2, §3.8.1): a battery, and its level in percent. */
const BATTERY_SERVICE = "0000180f-0000-1000-8000-00805f9b34fb";
const BATTERY_LEVEL = "00002a19-0000-1000-8000-00805f9b34fb";

/** Core Specification, Vol 1 Part F §1.3: 0x08, connection timeout. */
export const TIMED_OUT: Code = 0x08;
/** Core Specification, Vol 3 Part F §3.4.1.1: 0x03, write not permitted. */
export const WRITE_REFUSED: Code = 0x03;

export interface Badge {
  readonly peripheral: Peripheral;
  /** What it has been given, in order; only what its bind code opened. */
  readonly bindings: readonly BadgeBinding[];
  readonly connections: number;
  /** Codes of its answers from now on; success at first. */
  answers: { connect: Code; write: Code };
  /** Its button was held: whether it takes a key. */
  pairing: boolean;
  /** Whether its radio reaches the phone for longer than a connection takes. */
  inReach: boolean;
}

export interface BadgeConfig {
  readonly bindCode: Uint8Array;
  readonly battery?: number;
  /** So that several may lie beside each other. */
  readonly address?: string;
}

export function badgeWith({
  bindCode,
  battery = 80,
  address = "09:09:09:09:09:01",
}: BadgeConfig): Badge {
  const bindings: BadgeBinding[] = [];
  let nonce = new Uint8Array(BADGE_NONCE_BYTES);
  let outcome: BadgeStatus["outcome"] = "none";

  const status = (): Uint8Array => {
    const state = badge.pairing ? "pairing" : bindings.length > 0 ? "bound" : "unbound";
    return encodeBadgeStatus({ state, outcome, nonce });
  };
  const bind = (bytes: Uint8Array): Code => {
    if (badge.answers.write !== 0) return badge.answers.write;
    if (!badge.pairing) {
      outcome = "not-pairing";
      return WRITE_REFUSED;
    }
    const opened = openBadgeBinding(bytes, bindCode, nonce);
    if (!opened.ok) {
      outcome = opened.problem.kind === "not-ours" ? "wrong-code" : "malformed";
      return WRITE_REFUSED;
    }
    bindings.push(opened.value);
    outcome = "accepted";
    badge.pairing = false;
    return 0;
  };

  const badge: Badge & { connections: number } = {
    bindings,
    connections: 0,
    answers: { connect: 0, write: 0 },
    pairing: true,
    inReach: true,
    peripheral: {
      address,
      name: "SigHej badge",
      services: [
        {
          uuid: BADGE_SERVICE,
          characteristics: [
            { uuid: BADGE_STATUS, read: status },
            { uuid: BADGE_BIND, write: bind },
          ],
        },
        {
          uuid: BATTERY_SERVICE,
          characteristics: [{ uuid: BATTERY_LEVEL, read: () => Uint8Array.of(battery) }],
        },
      ],
      stays: () => badge.inReach,
      connect: () => {
        if (badge.answers.connect !== 0) return badge.answers.connect;
        badge.connections++;
        nonce = Uint8Array.from(randomBytes(BADGE_NONCE_BYTES));
        outcome = "none";
        return 0;
      },
    },
  };
  return badge;
}
