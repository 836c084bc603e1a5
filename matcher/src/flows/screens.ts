/**
 * Screens: staff let a tablet in for one zone; the tablet trades its code for a cookie, and then asks
 * what to show.
 */
import {
  base64urlOf,
  decodeScreenAdd,
  decodeScreenEnrolment,
  encodeVenueLink,
  parseVenueId,
  SCREEN_CODE_BYTES,
  type ScreenCode,
  type ScreenInvited,
  type Screens,
  type ScreenView,
  screenCodeOf,
  unixMs,
} from "@sighej/protocol";
import { codesOn } from "../domain/zone-screens.ts";
import type { ClaimDigest } from "../gateway-ports.ts";
import type { Clock, Random } from "../ports.ts";
import { SCREEN_CODE_LIFE, type ScreenStore } from "../screen-ports.ts";
import type { Gate } from "./gate.ts";
import { denied, deniedFor, done, type Outcome } from "./outcome.ts";
import type { Venue, Venues } from "./venues.ts";

export interface ScreenPorts {
  readonly venues: Venues;
  readonly screens: ScreenStore;
  readonly stretch: (code: ScreenCode) => Promise<ClaimDigest>;
  readonly fingerprint: (text: string) => string;
  /** Counts wrong codes by address. */
  readonly screenGate: Gate;
  readonly random: Random;
  readonly clock: Clock;
}

export interface ScreenFlows {
  list(venue: string): Promise<Outcome<Screens>>;
  /** `origin`: where the tablet finds us. */
  add(venue: string, body: unknown, origin: string): Promise<Outcome<ScreenInvited>>;
  remove(venue: string, screen: string): Promise<Outcome<undefined>>;
  /** The secret is for the tablet's cookie alone. */
  enrol(body: unknown, address: string): Promise<Outcome<{ readonly secret: string }>>;
  /** Nothing for whoever is no screen. */
  show(secret: string): Promise<Outcome<ScreenView | undefined>>;
}

/** Where the page of a screen is; its code stands behind the #. */
const SCREEN_PATH = "/screen";
/**
 * Wrong codes from one address: whoever puts up a hall of tablets mistypes some; a code of 40 bits
 * lives for a quarter of an hour, in which an address has 110 tries.
 */
export const SCREEN_LIMITS = { burst: 20, perSecond: 0.1, most: 10_000 };
/** 128 bits are never the same twice; 256 are never guessed. */
const ID_BYTES = 16;
const SECRET_BYTES = 32;

export const screenFlows = (ports: ScreenPorts): ScreenFlows => ({
  list: async (text) => {
    const venue = venueIn(ports, text);
    if (venue === undefined) return denied({ kind: "unknown-venue" });
    const known = await ports.screens.list(venue.setup.id, ports.clock());
    return done({
      screens: known.map(({ id, zone, name, enrolledAt, codeUntil }) => ({
        ...{ id, zone, name },
        ...(enrolledAt === undefined ? {} : { enrolledAt }),
        ...(codeUntil === undefined ? {} : { codeUntil }),
      })),
    });
  },
  add: async (text, body, origin) => {
    const venue = venueIn(ports, text);
    if (venue === undefined) return denied({ kind: "unknown-venue" });
    const asked = decodeScreenAdd(body);
    if (!asked.ok) return deniedFor(asked.problem);
    // A zone that is not there, or a venue without zone codes, has nothing to show.
    const zone = venue.screens.has(asked.value.zone) ? zoneOf(venue, asked.value.zone) : undefined;
    if (zone === undefined) return denied({ kind: "unknown-zone" });
    const code = screenCodeOf(ports.random(SCREEN_CODE_BYTES));
    const now = ports.clock();
    const screen = {
      id: base64urlOf(ports.random(ID_BYTES)),
      zone: zone.id,
      name: asked.value.name ?? zone.name ?? zone.id,
    };
    const until = unixMs(now + SCREEN_CODE_LIFE);
    const kept = { ...screen, venue: venue.setup.id, code: await ports.stretch(code) };
    if ((await ports.screens.add({ ...kept, codeUntil: until }, now)) === "full")
      return denied({ kind: "too-many-screens" });
    return done({ ...screen, code, link: `${origin}${SCREEN_PATH}#${code}`, until });
  },
  remove: async (text, id) => {
    const venue = venueIn(ports, text);
    if (venue === undefined) return denied({ kind: "unknown-venue" });
    return (await ports.screens.remove(venue.setup.id, id))
      ? done(undefined)
      : denied({ kind: "unknown-screen" });
  },
  enrol: async (body, address) => {
    const asked = decodeScreenEnrolment(body);
    if (!asked.ok) return deniedFor(asked.problem);
    const { screenGate, screens, stretch, fingerprint, random, clock } = ports;
    if (!screenGate.passes(address, clock())) return denied({ kind: "too-many-tries" });
    const secret = base64urlOf(random(SECRET_BYTES));
    const digest = await stretch(asked.value.code);
    if ((await screens.enrol(digest, fingerprint(secret), clock())) === undefined)
      return denied({ kind: "bad-screen-code" });
    screenGate.giveBack(address, clock());
    return done({ secret });
  },
  show: async (secret) => {
    const { screens, venues, fingerprint, clock } = ports;
    const now = clock();
    const screen = secret === "" ? undefined : await screens.find(fingerprint(secret), now);
    const venue = screen && venues.all.get(screen.venue);
    if (screen === undefined || venue === undefined) return done(undefined);
    const zone = zoneOf(venue, screen.zone);
    const codes = codesOn(venue.screens, screen.zone, now);
    if (zone === undefined || codes === undefined) return denied({ kind: "unknown-zone" });
    const { digits, joinCode, until } = codes;
    return done({
      ...{ venue: venue.setup.id, venueName: venue.setup.name },
      ...{ zone: zone.id, zoneName: zone.name ?? zone.id, digits },
      link: encodeVenueLink({
        venue: venue.setup.id,
        zone: { id: zone.id, digits },
        ...(venue.codes === undefined ? {} : { join: joinCode }),
      }),
      ...{ until, serverTime: now },
    });
  },
});

const zoneOf = ({ setup }: Venue, id: string) => setup.zones.find((each) => each.id === id);

function venueIn({ venues }: ScreenPorts, text: string): Venue | undefined {
  const id = parseVenueId(text);
  return id.ok ? venues.all.get(id.value) : undefined;
}
