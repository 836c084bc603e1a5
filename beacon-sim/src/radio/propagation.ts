/**
 * Propagation: turns places into the level at which a gateway hears a carrier's advert, or into its
 * loss. Pure: seeded, and each advert's chance is an argument.
 *
 * level = power at 1 m - 10 n log10 d (T. S. Rappaport, Wireless Communications, log-distance path
 * loss) + gateway's gain + carrier's gain + shadowing + fading of the channel - body + noise.
 *
 * Figures marked "recorded" were fitted (`fit/`) on set_1 of philotuxo/Position-Annotated-BLE-RSSI-
 * Dataset, commit 77474b6 (Daniş, Naskali, Cemgil, Ersoy, Pervasive and Mobile Computing 81, 2022):
 * 3,322,772 good readings on 972 paths, 12 receivers and 81 spots in a hall of 20.7 × 17.6 m.
 */
import { type Dbm, dbm, type GatewayId, type Metres, metres } from "@sighej/protocol";
import type { Rng } from "../rng.ts";
import { ADVERTISING_CHANNELS, type Fading, ricianFading } from "./fading.ts";
import { type Field, type Point, shadowField } from "./shadowing.ts";

/** Recorded. All in dB or dBm but where named. */
export const hall = {
  powerAt1m: -60.8,
  exponent: 1.55,
  /** Between receivers of one make and place; one Pi is 4.9 dB deaf, one dongle 4.6 dB loud. */
  gatewaySpread: 2.2,
  /** Beside what three faded channels leave in their mean, 2.6 dB, which changes within a step. */
  shadowSpread: 3.4,
  /** Anything from 4 m on is nearly as likely: the hall is four lengths wide. */
  shadowLength: metres(5.1),
  /** A channel's levels spread by 4.6 dB over spots; Rayleigh's would by 5.6. */
  ricianK: 1.7,
  /** Of readings about the level of their channel. */
  noise: 0.72,
  /** Received share of adverts at a mean level of -80 dBm, and what a dB more adds. */
  share: 0.845,
  sharePerDb: 0.0042,
  /** One reading in 10,000 was weaker. */
  floor: dbm(-104),
} as const;

/** No more than the strongest recorded paths got: a scanner is deaf for part of the time. */
const MAX_SHARE = 0.93;
/**
 * Between made-up carriers, dB. The recording has one beacon only; calibration lists for phones
 * (Google/Apple Exposure Notifications) spread by about this much.
 */
export const CARRIER_SPREAD = 4;
/**
 * Loss straight through the wearer, dB: swapping people moved levels by 10 dB (Leith and Farrell,
 * PLOS ONE 15(9) e0239943, 2020). A badge hangs on the chest, so this is for what is behind.
 */
const BODY_LOSS = 10;
/** A gateway on a wall above heads, as the recording's dongles were (2.3 m). */
const GATEWAY_HEIGHT = metres(2.3);
/** A badge on the chest of someone who stands. */
const BADGE_HEIGHT = metres(1.3);

/** Where an advert comes from. */
export interface Emitter {
  readonly at: Point;
  /** Direction that the wearer faces, radians from the x axis. */
  readonly facing: number;
  /** How much louder than the recording's beacon, dB. */
  readonly gain: number;
}

export interface GatewayPlace extends Point {
  readonly id: GatewayId;
}

export interface Propagation {
  /**
   * Level over channels and adverts at a gateway, dBm; undefined for a gateway that the hall has
   * not.
   */
  meanLevel(emitter: Emitter, gateway: string): Dbm | undefined;
  /** Level of one advert, dBm, or undefined when it is lost. `rng` decides channel, noise, loss. */
  heard(emitter: Emitter, gateway: string, rng: Rng): Dbm | undefined;
}

interface Receiver {
  readonly place: GatewayPlace;
  readonly gain: number;
  readonly shadow: Field;
  readonly fading: Fading;
}

/** A hall with these gateways. One `rng` gives one hall: the same shadows at every call. */
export function propagationIn(gateways: readonly GatewayPlace[], rng: Rng): Propagation {
  const receivers = new Map<string, Receiver>();
  for (const place of gateways) {
    const own = rng.fork(place.id);
    receivers.set(place.id, {
      place,
      gain: hall.gatewaySpread * own.normal(),
      shadow: shadowField(hall.shadowLength, own.fork("shadow")),
      fading: ricianFading(hall.ricianK, own.fork("fading")),
    });
  }
  return {
    meanLevel(emitter, gateway) {
      const receiver = receivers.get(gateway);
      return receiver === undefined ? undefined : dbm(meanLevelAt(receiver, emitter));
    },
    heard(emitter, gateway, chance) {
      const receiver = receivers.get(gateway);
      if (receiver === undefined) return undefined;
      const mean = meanLevelAt(receiver, emitter);
      if (chance.uniform() >= receivedShareAt(dbm(mean))) return undefined;
      const channel = chance.integer(ADVERTISING_CHANNELS);
      const fade = receiver.fading(emitter.at, distanceTo(receiver, emitter), channel);
      const level = mean + fade + hall.noise * chance.normal();
      return level < hall.floor ? undefined : dbm(level);
    },
  };
}

/** Probability that an advert is received on a path of this mean level, 0 to 0.93. */
export const receivedShareAt = (mean: Dbm): number =>
  Math.min(MAX_SHARE, Math.max(0, hall.share + hall.sharePerDb * (mean + 80)));

function meanLevelAt(receiver: Receiver, emitter: Emitter): number {
  const loss = 10 * hall.exponent * Math.log10(distanceTo(receiver, emitter));
  const shadow = hall.shadowSpread * receiver.shadow(emitter.at);
  return (
    hall.powerAt1m -
    loss +
    receiver.gain +
    emitter.gain +
    shadow -
    bodyLoss(receiver.place, emitter)
  );
}

/** In space; never below a metre, thanks to the heights: the law of distance holds from there. */
const distanceTo = ({ place }: Receiver, { at }: Emitter): Metres =>
  metres(Math.hypot(place.x - at.x, place.y - at.y, GATEWAY_HEIGHT - BADGE_HEIGHT));

/** None in front, all of it behind. */
function bodyLoss(gateway: Point, { at, facing }: Emitter): number {
  const towards = Math.atan2(gateway.y - at.y, gateway.x - at.x);
  return (BODY_LOSS * (1 - Math.cos(towards - facing))) / 2;
}
