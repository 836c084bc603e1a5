/**
 * Gateway admin: what staff are told of gateways and may do with them under
 * `/api/v1/admin/venue/<venue>/gateways`, both ways. Pure. About machines only.
 */
import * as v from "valibot";
import { VENUE_GATEWAYS_MAX } from "./access-notice.ts";
import { check, type NamedSchemas, parsedBy } from "./check.ts";
import { parseClaimCode } from "./claim-code.ts";
import type { Decoded } from "./decoded.ts";
import {
  type GatewayHealth,
  type GatewaySet,
  gatewayHealth,
  gatewaySet,
  gatewayWatch,
} from "./gateway-watch.ts";
import { type GatewayId, parseGatewayId, parseVenueId } from "./ids.ts";
import { type UnixMs, unixMs } from "./units.ts";

/** What staff call a gateway, in characters: a line of a list. */
export const GATEWAY_NAME_MAX = 64;

/**
 * What may be wrong with what a gateway sends; broken, jammed or lying looks the same from outside.
 * `clock-off`: windows that end more than 30 s from the matcher's clock. `flood`: more windows than a
 * gateway makes. `impossible-levels`: stronger than any beacon; nothing it says of levels is believed
 * meanwhile. `foreign-tokens`: hardly any token that it hears is anybody's here.
 */
export const gatewayFaults = ["clock-off", "flood", "impossible-levels", "foreign-tokens"] as const;
export type GatewayFault = (typeof gatewayFaults)[number];

const gateway = parsedBy(parseGatewayId, "a gateway id: 1 to 32 of a-z, 0-9 and -");
const name = v.pipe(
  v.string(),
  v.trim(),
  v.minLength(1, "a name"),
  v.maxLength(GATEWAY_NAME_MAX, `at most ${GATEWAY_NAME_MAX} characters`),
);
const time = v.pipe(v.number(), v.integer(), v.minValue(0), v.transform(unixMs));

const gatewayAdd = v.strictObject({
  gateway,
  /** What staff call it; its id if left out. */
  name: v.optional(name),
});

export interface ListedGateway {
  gateway: GatewayId;
  name: string;
  /** Whether the venue's set-up says where it hangs; what others hear is passed over. */
  placed: boolean;
  /** When it got its credential; absent while it has none. */
  enrolledAt?: UnixMs | undefined;
  revokedAt?: UnixMs | undefined;
  /** Until when its claim code is good; absent when it was used, or there is none. */
  claimUntil?: UnixMs | undefined;
  /** What this matcher has seen it do in the last minutes; absent where it is not placed. */
  faults?: readonly GatewayFault[] | undefined;
  /** Its windows that this matcher has refused since it started, for a clock that is off or a flood. */
  windowsRefused?: { clockOff: number; flood: number } | undefined;
  health: GatewayHealth;
  /** Absent where staff have set nothing. */
  settings?: GatewaySet | undefined;
}
const tally = v.pipe(v.number(), v.integer(), v.minValue(0));
const listed: v.GenericSchema<unknown, ListedGateway> = v.strictObject({
  gateway,
  name: v.string(),
  placed: v.boolean(),
  enrolledAt: v.optional(time),
  revokedAt: v.optional(time),
  claimUntil: v.optional(time),
  faults: v.optional(v.array(v.picklist(gatewayFaults))),
  windowsRefused: v.optional(v.strictObject({ clockOff: tally, flood: tally })),
  health: gatewayHealth,
  settings: v.optional(gatewaySet),
});
const gateways = v.strictObject({
  watch: gatewayWatch,
  gateways: v.pipe(v.array(listed), v.maxLength(VENUE_GATEWAYS_MAX)),
});

/** A claim code in every form in which it is handed on. Told once: only its hash is kept. */
const gatewayClaim = v.strictObject({
  venue: parsedBy(parseVenueId, "a lower-case UUID"),
  gateway,
  code: parsedBy(parseClaimCode, "a claim code"),
  until: time,
  /** Argument of `enrol`, and what its QR says. */
  link: v.string(),
  firstBoot: v.strictObject({
    /** The name of a file for the boot partition, and what is in it. */
    file: v.string(),
    text: v.string(),
  }),
});

/** For the OpenAPI document. */
export const gatewayAdminSchemas: NamedSchemas = {
  GatewayAdd: gatewayAdd,
  Gateways: gateways,
  GatewayClaim: gatewayClaim,
};

export type GatewayAdd = v.InferOutput<typeof gatewayAdd>;
export type Gateways = v.InferOutput<typeof gateways>;
export type GatewayClaim = v.InferOutput<typeof gatewayClaim>;

export const decodeGatewayAdd = (body: unknown): Decoded<GatewayAdd> => check(gatewayAdd, body);
export const decodeGateways = (body: unknown): Decoded<Gateways> => check(gateways, body);
export const decodeGatewayClaim = (body: unknown): Decoded<GatewayClaim> =>
  check(gatewayClaim, body);
