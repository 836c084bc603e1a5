/**
 * Gateway status: birth, heartbeat and last will of a gateway, as JSON on its retained `status`
 * topic, both ways. Pure. Figures about the machine and its radio; nothing about people, and no
 * hardware address.
 */
import * as v from "valibot";
import { asciiBytes, decodeAscii } from "./bytes.ts";
import { checkJson, type NamedSchemas } from "./check.ts";
import type { Decoded } from "./decoded.ts";

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
/** Long enough for any version or reason we write, short enough for a dashboard cell. */
const word = v.pipe(v.string(), v.maxLength(64));
const rate = v.pipe(v.number(), v.minValue(0));
/** Several adapters in one box are two or three; more are a fault. */
const MAX_ADAPTERS = 8;

/**
 * `starting`: a scan is about to begin. `scanning`: it hears adverts. `quiet`: it answers and all
 * that can be done has been, so there is probably nothing on the air. `silent`: it hears nothing and
 * is being seen to. `off`: no adapter, or it is switched off. `needs-power-cycle`: nothing that
 * software can do has helped; pull its plug.
 */
export const radioStates = [
  "starting",
  "scanning",
  "quiet",
  "silent",
  "off",
  "needs-power-cycle",
] as const;
export type RadioHealth = (typeof radioStates)[number];

/** What was done to a radio, mildest first. */
export const recoverySteps = ["scan", "driver", "power-cycle", "usb-reset", "exit"] as const;
export type RecoveryStep = (typeof recoverySteps)[number];

/**
 * Why it was done. `silence`: no advert of any kind. `refused`: the controller refuses to scan.
 * `no-answer`: it answers no command. `scan-ended`: another program stopped the scan. `reset`:
 * somebody reset the controller. `switched-off`: the adapter is there and down. `asked`: a command.
 */
export const recoveryReasons = [
  "silence",
  "refused",
  "no-answer",
  "scan-ended",
  "reset",
  "switched-off",
  "asked",
] as const;
export type RecoveryReason = (typeof recoveryReasons)[number];

const radio = v.picklist(radioStates);

const adapter = v.object({
  /** The system's name for it, as `hci0`. */
  name: word,
  radio,
  /** Since its last advert of any kind; absent before the first. */
  lastAdvertAgeMs: v.optional(count),
  adverts: count,
});

const recovery = v.object({
  at: count,
  adapter: word,
  step: v.picklist(recoverySteps),
  reason: v.picklist(recoveryReasons),
  /** Whether the step could be taken; if not, why. */
  problem: v.optional(word),
});

/** What this machine says of itself; each figure only where the machine has it. */
const machine = v.object({
  temperatureC: v.optional(v.number()),
  /** Voltage has been too low since the machine's start. */
  undervoltage: v.optional(v.boolean()),
  kernel: v.optional(word),
  adapterModel: v.optional(word),
});

/** The last thing that it was asked to do, and why it could not if so. */
const lastCommand = v.object({
  at: count,
  command: v.picklist(["restart-scan", "blink"]),
  problem: v.optional(word),
});

/** `version`: in force, 0 for none. `rejected`: why the last one that came is not. */
const pushed = v.object({ version: count, rejected: v.optional(word) });

/**
 * `offered`: on the air. `starting`: about to be. `no-adapter`: its adapter is not there.
 * `one-adapter`: there is no second one, and scanning needs the first.
 */
export const checkInStates = ["offered", "starting", "no-adapter", "one-adapter"] as const;
export type CheckInState = (typeof checkInStates)[number];

const online = v.object({
  v: v.literal(1),
  state: v.literal("online"),
  bootId: count,
  /** Unix time, ms. */
  startedAt: count,
  sentAt: count,
  version: word,
  /** The best of the adapters': a gateway hears as long as one of them does. */
  radio,
  adapters: v.pipe(v.array(adapter), v.maxLength(MAX_ADAPTERS)),
  /** Since the last advert of any kind; absent before the first. */
  lastAdvertAgeMs: v.optional(count),
  /** Adverts since start: of any kind, with a token, and refused by reason. */
  adverts: count,
  tokensHeard: count,
  refused: v.record(word, count),
  /** Adverts a second since the status before, by kind; absent in the first. */
  advertsPerS: v.optional(
    v.object({ all: rate, ours: rate, eid: rate, fixedTag: rate, foreign: rate }),
  ),
  /** Windows that heard a token: made; taken in by the matcher; waiting; given up by age or bytes. */
  windowsMade: count,
  windowsSent: count,
  windowsHeld: count,
  windowsDropped: count,
  /** Windows that earlier runs since the machine's start held when they ended: lost. */
  windowsLost: count,
  /** Bytes of the windows that wait. */
  queueBytes: count,
  /** How far this clock is ahead of the matcher's; absent until an acknowledgement told. */
  clockErrorMs: v.optional(v.pipe(v.number(), v.integer())),
  /** Commands that were refused, by problem. */
  commandsRefused: v.record(word, count),
  lastCommand: v.optional(lastCommand),
  /** Steps taken to bring a radio back, by reason, and the last of them. */
  recoveries: v.record(v.picklist(recoveryReasons), count),
  lastRecovery: v.optional(recovery),
  /** The longest that the event loop was late since the status before. */
  loopLagMs: count,
  rssBytes: count,
  machine: v.optional(machine),
  /** What was pushed to it; absent until something was. */
  config: v.optional(pushed),
  /** Check-in over Bluetooth; absent where this gateway is not set to offer it. */
  checkIn: v.optional(v.picklist(checkInStates)),
});

/** What the broker publishes when the gateway's connection dies, so it can carry no figures. */
const offline = v.object({ v: v.literal(1), state: v.literal("offline"), bootId: count });

const status = v.variant("state", [online, offline]);

/** Of these, what says nothing of people; for what staff are shown (`gateway-watch.ts`). */
export const gatewayMachineFields = {
  version: word,
  startedAt: count,
  sentAt: count,
  radio,
  adapters: v.array(v.strictObject({ name: word, radio, lastAdvertAgeMs: v.optional(count) })),
  lastAdvertAgeMs: v.optional(count),
  /** Of any kind, a second, strangers' and ours together. */
  advertsPerS: v.optional(rate),
  clockErrorMs: v.optional(v.pipe(v.number(), v.integer())),
  windowsDropped: count,
  windowsLost: count,
  commandsRefused: v.record(word, count),
  recoveries: v.record(v.picklist(recoveryReasons), count),
  lastRecovery: v.optional(recovery),
  lastCommand: v.optional(lastCommand),
  loopLagMs: count,
  rssBytes: count,
  machine: v.optional(machine),
  config: v.optional(pushed),
  checkIn: v.optional(v.picklist(checkInStates)),
};

/** For the AsyncAPI document. */
export const gatewayStatusSchemas: NamedSchemas = { GatewayStatus: status };

export type AdapterStatus = v.InferOutput<typeof adapter>;
export type Recovery = v.InferOutput<typeof recovery>;
export type LastCommand = v.InferOutput<typeof lastCommand>;
export type MachineStatus = v.InferOutput<typeof machine>;
export type PushedState = v.InferOutput<typeof pushed>;
export type GatewayOnline = v.InferOutput<typeof online>;
export type GatewayStatus = v.InferOutput<typeof status>;

export const encodeGatewayStatus = (value: GatewayStatus): Uint8Array =>
  asciiBytes(JSON.stringify(value));

export function decodeGatewayStatus(bytes: Uint8Array): Decoded<GatewayStatus> {
  const text = decodeAscii(bytes);
  return text.ok ? checkJson(status, text.value) : text;
}
