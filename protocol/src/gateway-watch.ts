/**
 * Gateway watch: what staff are told of a gateway's health and may do about it, both ways. Pure.
 *
 * What a gateway says of itself is shown without anything that follows people: no tokens, no windows
 * that were made or sent, no adverts of ours by themselves. A frame is sent only when a token was heard,
 * so times are rounded to the ten seconds within which a status comes in any case.
 */
import * as v from "valibot";
import { VENUE_GATEWAYS_MAX } from "./access-notice.ts";
import { check, type NamedSchemas, parsedBy } from "./check.ts";
import type { Decoded } from "./decoded.ts";
import { MAX_BLINK_S } from "./gateway-command.ts";
import { gatewayLogLevels, LONGEST_WINDOW_MS, SHORTEST_WINDOW_MS } from "./gateway-config.ts";
import { type GatewayOnline, gatewayMachineFields } from "./gateway-status.ts";
import { type GatewayId, parseGatewayId } from "./ids.ts";
import { type UnixMs, unixMs } from "./units.ts";

/**
 * `waiting`: never heard. `ok`: heard lately. `late`: amber. `silent`: red. `shut-out`: its credential
 * was taken away, so nothing is expected of it.
 */
export const gatewayStates = ["silent", "late", "waiting", "ok", "shut-out"] as const;
export type GatewayState = (typeof gatewayStates)[number];

/**
 * Why a gateway is late or silent. `no-sign`: nothing comes from it. `no-radio`: it reports, and its radio
 * hears nothing.
 */
export const gatewayReasons = ["no-sign", "no-radio"] as const;
export type GatewayReason = (typeof gatewayReasons)[number];

/** Amber, then red, unless the venue says otherwise: six statuses missed, and eighteen. */
export const LATE_AFTER_S = 60;
export const SILENT_AFTER_S = 180;
/** A status comes every ten seconds: below two of them every lost packet would be an alert. */
export const SHORTEST_LATE_S = 20;
/** Longer than a talk: whoever waits longer does not want to know. */
export const LONGEST_SILENT_S = 3_600;
/** A mute that outlasts a venue's longest day of building up is a switch that was forgotten. */
export const LONGEST_MUTE_MIN = 24 * 60;
/** Times are shown as of the ten seconds that they are in. */
export const SIGN_STEP_MS = 10_000;
/** Incidents of one gateway that are told. */
export const INCIDENTS_SHOWN = 50;

const time = v.pipe(v.number(), v.integer(), v.minValue(0), v.transform(unixMs));
const gateway = parsedBy(parseGatewayId, "a gateway id: 1 to 32 of a-z, 0-9 and -");
const whole = (least: number, most: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));

/** What a gateway last said of itself. */
const machine = v.strictObject(gatewayMachineFields);
export type GatewayMachine = v.InferOutput<typeof machine>;

/** How it is. */
const healthFields = {
  state: v.picklist(gatewayStates),
  /** Of one that is late or silent. */
  reason: v.optional(v.picklist(gatewayReasons)),
  /** When something last came from it, rounded down to ten seconds; absent before the first. */
  heardAt: v.optional(time),
  /** Whether the broker holds a connection of it, as far as its last will says. */
  connected: v.boolean(),
  /** Until when nobody is told of it. */
  mutedUntil: v.optional(time),
  machine: v.optional(machine),
};
export interface GatewayHealth {
  state: GatewayState;
  reason?: GatewayReason | undefined;
  heardAt?: UnixMs | undefined;
  connected: boolean;
  mutedUntil?: UnixMs | undefined;
  machine?: GatewayMachine | undefined;
}
export const gatewayHealth: v.GenericSchema<unknown, GatewayHealth> = v.strictObject(healthFields);

const thresholdFields = v.strictObject({
  /** Seconds without a sign until a gateway is late (amber), and until it is silent (red). */
  lateAfterS: whole(SHORTEST_LATE_S, LONGEST_SILENT_S),
  silentAfterS: whole(SHORTEST_LATE_S, LONGEST_SILENT_S),
});
export type WatchThresholds = v.InferOutput<typeof thresholdFields>;
const thresholds: v.GenericSchema<unknown, WatchThresholds> = v.pipe(
  thresholdFields,
  v.check(({ lateAfterS, silentAfterS }) => lateAfterS < silentAfterS, "late before silent"),
);

/** The rules of a venue's watch. */
export interface GatewayWatch extends WatchThresholds {
  mutedUntil?: UnixMs | undefined;
}
export const gatewayWatch: v.GenericSchema<unknown, GatewayWatch> = v.strictObject({
  lateAfterS: v.number(),
  silentAfterS: v.number(),
  mutedUntil: v.optional(time),
});

/** Minutes from now for which nobody is told; 0 ends it. */
const mute = v.strictObject({ minutes: whole(0, LONGEST_MUTE_MIN) });

/** Why an incident ended: heard again, or hearing, shut out, or taken off the plan. */
export const incidentEnds = ["recovered", "unwatched"] as const;

const incident = v.strictObject({
  id: v.string(),
  gateway,
  reason: v.picklist(gatewayReasons),
  /** The last sign before it or the first of a deaf radio, when it was noticed, when it turned red, when it was over. */
  since: time,
  openedAt: time,
  silentAt: v.optional(time),
  endedAt: v.optional(time),
  ended: v.optional(v.picklist(incidentEnds)),
  /** Whether anybody was told: not while muted. */
  told: v.boolean(),
});
/** Newest first. */
const incidents = v.strictObject({ incidents: v.array(incident) });
/** null: as the gateway's own file has it. */
const windowMs = v.nullable(whole(SHORTEST_WINDOW_MS, LONGEST_WINDOW_MS));
const logLevel = v.nullable(v.picklist(gatewayLogLevels));
/** What staff have set on it, and when it last changed; `machine.config` says what it has taken. */
export interface GatewaySet {
  windowMs: number | null;
  logLevel: (typeof gatewayLogLevels)[number] | null;
  setAt: UnixMs;
}
export const gatewaySet: v.GenericSchema<unknown, GatewaySet> = v.strictObject({
  windowMs,
  logLevel,
  setAt: time,
});
const detail = v.strictObject({
  gateway,
  name: v.string(),
  ...healthFields,
  settings: v.optional(gatewaySet),
  incidents: v.array(incident),
  /** All of this as text, to be sent to whoever helps: no secret, no address, nothing of people. */
  diagnostic: v.string(),
});

const gateways = v.pipe(v.array(gateway), v.minLength(1), v.maxLength(VENUE_GATEWAYS_MAX));
/** What gateways are told to do at once, several of them if there is cause. */
const order = v.variant("command", [
  v.strictObject({
    command: v.literal("blink"),
    gateways,
    seconds: v.optional(whole(1, MAX_BLINK_S), 10),
  }),
  v.strictObject({ command: v.literal("restart-scan"), gateways }),
]);
/** `unknown`: none of this venue. `too-often`: several in a row already; wait a minute. */
export const orderRefusals = ["unknown", "too-often"] as const;
export type OrderRefusal = (typeof orderRefusals)[number];
/** Sent is not done: the gateway's next status says under `lastCommand` whether it could. */
const ordered = v.strictObject({
  sent: v.array(gateway),
  refused: v.array(v.strictObject({ gateway, why: v.picklist(orderRefusals) })),
});

/** What is absent stays as it was set before. */
const settingFields = { windowMs: v.optional(windowMs), logLevel: v.optional(logLevel) };
export interface GatewaySettings {
  gateways: GatewayId[];
  windowMs?: number | null | undefined;
  logLevel?: (typeof gatewayLogLevels)[number] | null | undefined;
}
const settings: v.GenericSchema<unknown, GatewaySettings> = v.pipe(
  v.strictObject({ gateways, ...settingFields }),
  v.check((each) => Object.keys(each).length > 1, "something to set"),
);

/** For the OpenAPI document. */
export const gatewayWatchSchemas: NamedSchemas = {
  GatewayDetail: detail,
  GatewayIncidents: incidents,
  WatchThresholds: thresholds,
  WatchMute: mute,
  GatewayOrder: order,
  GatewaysOrdered: ordered,
  GatewaySettings: settings,
};

export type GatewayIncident = v.InferOutput<typeof incident>;
export type GatewayIncidents = v.InferOutput<typeof incidents>;
export type GatewayDetail = v.InferOutput<typeof detail>;
export type GatewayOrder = v.InferOutput<typeof order>;
export type GatewaysOrdered = v.InferOutput<typeof ordered>;

export const decodeWatchThresholds = (body: unknown): Decoded<WatchThresholds> =>
  check(thresholds, body);
export const decodeWatchMute = (body: unknown) => check(mute, body);
export const decodeGatewayOrder = (body: unknown): Decoded<GatewayOrder> => check(order, body);
export const decodeGatewaysOrdered = (body: unknown): Decoded<GatewaysOrdered> =>
  check(ordered, body);
export const decodeGatewaySettings = (body: unknown): Decoded<GatewaySettings> =>
  check(settings, body);
export const decodeGatewayDetail = (body: unknown): Decoded<GatewayDetail> => check(detail, body);
export const decodeGatewayIncidents = (body: unknown): Decoded<GatewayIncidents> =>
  check(incidents, body);
/** As it was kept. */
export const decodeGatewayMachine = (value: unknown): Decoded<GatewayMachine> =>
  check(machine, value);

/** Of a status, what may be shown. */
export function machineOf(status: GatewayOnline): GatewayMachine {
  const { advertsPerS, adapters } = status;
  return {
    version: status.version,
    startedAt: status.startedAt,
    sentAt: status.sentAt,
    radio: status.radio,
    adapters: adapters.map(({ name, radio, lastAdvertAgeMs }) => ({
      ...{ name, radio },
      ...(lastAdvertAgeMs === undefined ? {} : { lastAdvertAgeMs }),
    })),
    ...(status.lastAdvertAgeMs === undefined ? {} : { lastAdvertAgeMs: status.lastAdvertAgeMs }),
    ...(advertsPerS === undefined ? {} : { advertsPerS: advertsPerS.all }),
    ...(status.clockErrorMs === undefined ? {} : { clockErrorMs: status.clockErrorMs }),
    windowsDropped: status.windowsDropped,
    windowsLost: status.windowsLost,
    commandsRefused: status.commandsRefused,
    recoveries: status.recoveries,
    ...(status.lastRecovery === undefined ? {} : { lastRecovery: status.lastRecovery }),
    ...(status.lastCommand === undefined ? {} : { lastCommand: status.lastCommand }),
    loopLagMs: status.loopLagMs,
    rssBytes: status.rssBytes,
    ...(status.machine === undefined ? {} : { machine: status.machine }),
    ...(status.config === undefined ? {} : { config: status.config }),
    ...(status.checkIn === undefined ? {} : { checkIn: status.checkIn }),
  };
}

/** As it may be shown. */
export const signTime = (at: UnixMs): UnixMs =>
  unixMs(Math.floor(at / SIGN_STEP_MS) * SIGN_STEP_MS);
