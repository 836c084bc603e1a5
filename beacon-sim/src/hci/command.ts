/**
 * Command: what one row of the command table is, and the ways to write one down. Pure.
 * Source: Bluetooth Core Specification 5.4, Vol 4 Part E §3.1.1, §6.27, §7.7.14–15.
 */
import type { AddressType } from "../air.ts";
import type { Advertiser } from "./advertiser.ts";
import type { Connections } from "./connections.ts";
import type { Scanner } from "./scanner.ts";
import { SUCCESS } from "./status.ts";

/** What the commands act on: the controller, as they need it. */
export interface Radio {
  readonly scanner: Scanner;
  readonly advertiser: Advertiser;
  readonly connections: Connections;
  addressOf(type: AddressType): Uint8Array;
  setRandomAddress(address: Uint8Array): void;
  setEventMask(mask: Uint8Array): void;
  setLeEventMask(mask: Uint8Array): void;
  sendEvent(packet: Buffer): void;
  reset(): void;
}

export interface Answer {
  readonly status: number;
  /** Return parameters after the status; Command Complete only. */
  readonly returns?: Uint8Array;
  /** Runs once the answer has been sent, if the status is success. */
  readonly after?: () => void;
}

export interface Command {
  readonly opcode: number;
  /** Which event answers it (§7.7.14, §7.7.15). */
  readonly answeredBy: "complete" | "status";
  readonly supported: readonly [octet: number, bit: number];
  /** Octets of parameters; undefined where they vary and `run` checks. */
  readonly octets: number | undefined;
  /** Legacy and extended commands must not be mixed until a reset (§3.1.1). */
  readonly family?: "legacy" | "extended";
  readonly run: (radio: Radio, parameters: Buffer) => Answer;
}

type Run = Command["run"];
type Family = NonNullable<Command["family"]>;
type Bit = Command["supported"];

/** A command that is answered with Command Complete (§7.7.14). */
export const completes = (opcode: number, supported: Bit, octets: number, run: Run): Command => ({
  opcode,
  answeredBy: "complete",
  supported,
  octets,
  run,
});
/** A command that is answered with Command Status (§7.7.15), its outcome coming later. */
export const pends = (opcode: number, supported: Bit, octets: number, run: Run): Command => ({
  ...completes(opcode, supported, octets, run),
  answeredBy: "status",
});
export const of = (family: Family, command: Command): Command => ({ ...command, family });

export const ok: Answer = { status: SUCCESS };
/** An answer with a status alone; refusing or not is the status. */
export const refuse = (status: number): Answer => ({ status });
export const returning = (...octets: readonly number[]): Answer => ({
  status: SUCCESS,
  returns: Uint8Array.from(octets),
});
