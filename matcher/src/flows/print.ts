/**
 * Print: turns a venue's set-up into what is put on its walls and badges. Who asks has been let in
 * already. `origin` is where staff have found us, which is where phones will, unless they say so.
 */
import {
  decodePrintBadges,
  decodePrintPlacement,
  decodePrintPosters,
  decodePrintSign,
  encodeVenueLink,
  PRINT_BADGES_MAX,
  parseVenueId,
  type VenueId,
} from "@sighej/protocol";
import type { StockItem } from "../domain/stock.ts";
import type { VenueSetup } from "../domain/venue.ts";
import type { GatewayStore } from "../gateway-ports.ts";
import type { PlanStore } from "../plan-ports.ts";
import type { Clock } from "../ports.ts";
import type { Press } from "../print-ports.ts";
import { denied, deniedFor, done, type Outcome } from "./outcome.ts";
import type { Venue, Venues } from "./venues.ts";

export interface PrintPorts {
  readonly venues: Pick<Venues, "all">;
  readonly plans: Pick<PlanStore, "find" | "picture">;
  readonly gateways: Pick<GatewayStore, "list">;
  readonly press: Press;
  readonly clock: Clock;
}

type Pdf = Promise<Outcome<Uint8Array>>;

/** Venues are named as the request names them. */
export interface PrintFlows {
  posters(venue: string, body: unknown, origin: string): Pdf;
  /** With bind codes: whoever has the sheet can bind these badges. */
  badges(venue: string, body: unknown, origin: string): Pdf;
  sign(venue: string, body: unknown, origin: string): Pdf;
  placement(venue: string, body: unknown): Pdf;
}

const A = 65;
const LETTERS = 26;

export const printFlows = (ports: PrintPorts): PrintFlows => ({
  posters: async (text, body, found) => {
    const venue = venueIn(ports, text);
    if (!venue.ok) return venue;
    const asked = decodePrintPosters(body);
    if (!asked.ok) return deniedFor(asked.problem);
    const { paper, language, zones: wanted, joinCode: join, origin = found } = asked.value;
    const { id, name, zones: all } = venue.value.setup;
    if (wanted?.some((each) => !all.some((zone) => zone.id === each)))
      return denied({ kind: "unknown-zone" });
    const zones = lettered(venue.value.setup).filter((zone) => wanted?.includes(zone.id) ?? true);
    const link = origin + encodeVenueLink({ venue: id, ...(join === undefined ? {} : { join }) });
    const shortLink = shortOf(origin, id);
    const print = { paper, language, venue: name, zones, link, shortLink };
    return printed(await ports.press.posters(print, ports.clock()));
  },
  badges: async (text, body, found) => {
    const venue = venueIn(ports, text);
    if (!venue.ok) return venue;
    const asked = decodePrintBadges(body);
    if (!asked.ok) return deniedFor(asked.problem);
    const { ids, origin = found } = asked.value;
    const { id, name } = venue.value.setup;
    const { items } = venue.value.floor.plan.stock;
    if (ids?.some((each) => !items.has(each))) return denied({ kind: "unknown-carrier" });
    const chosen = [...items.values()].filter((item) => ids?.includes(item.id) ?? true);
    if (chosen.length === 0)
      return denied({ kind: "bad-field", detail: "ids: this venue has no badge in its stock" });
    if (chosen.length > PRINT_BADGES_MAX)
      return denied({ kind: "bad-field", detail: `ids: expected up to ${PRINT_BADGES_MAX}` });
    const badges = chosen.map((item) => ({ id: item.id, link: origin + linkOf(id, item) }));
    return printed(await ports.press.badges({ venue: name, badges }, ports.clock()));
  },
  sign: async (text, body, found) => {
    const venue = venueIn(ports, text);
    if (!venue.ok) return venue;
    const asked = decodePrintSign(body);
    if (!asked.ok) return deniedFor(asked.problem);
    const { origin = found, ...texts } = asked.value;
    const { id, name } = venue.value.setup;
    const link = origin + encodeVenueLink({ venue: id });
    return printed(await ports.press.sign({ ...texts, venue: name, link }, ports.clock()));
  },
  placement: async (text, body) => {
    const venue = venueIn(ports, text);
    if (!venue.ok) return venue;
    const asked = decodePrintPlacement(body);
    if (!asked.ok) return deniedFor(asked.problem);
    const { setup } = venue.value;
    const now = ports.clock();
    const [known, plan, picture] = await Promise.all([
      ports.gateways.list(setup.id, now),
      ports.plans.find(setup.id),
      ports.plans.picture(setup.id),
    ]);
    const names = new Map(known.map(({ gateway, name }) => [gateway, name]));
    const zones = lettered(setup);
    const print = {
      ...{ language: asked.value.language, venue: setup.name, zones, picture },
      gateways: setup.gateways.map(({ id, zone, x, y }) => ({
        name: names.get(id) ?? id,
        spot: x === undefined || y === undefined ? undefined : { x, y },
        zone: zones.find((each) => each.id === zone)?.name ?? zone,
      })),
      plan: plan?.scale === undefined ? {} : { picture: plan, scale: plan.scale },
    };
    return printed(await ports.press.placement(print, now));
  },
});

const printed = (pdf: Uint8Array | undefined): Outcome<Uint8Array> =>
  pdf === undefined ? denied({ kind: "press-busy" }) : done(pdf);

function venueIn({ venues }: PrintPorts, text: string): Outcome<Venue> {
  const id = parseVenueId(text);
  const venue = id.ok ? venues.all.get(id.value) : undefined;
  return venue === undefined ? denied({ kind: "unknown-venue" }) : done(venue);
}

/** A letter each, in the order of the set-up: the same on its poster and on the plan. */
const lettered = ({ zones }: VenueSetup) =>
  zones.map(({ id, name, outline }, at) => ({
    id,
    letter: letterAt(at),
    name: name ?? id,
    outline,
  }));

/** A to Z, then AA: a venue may have more zones than there are letters. */
const letterAt = (at: number): string =>
  (at < LETTERS ? "" : letterAt(Math.floor(at / LETTERS) - 1)) +
  String.fromCharCode(A + (at % LETTERS));

const shortOf = (origin: string, venue: VenueId): string =>
  (origin + encodeVenueLink({ venue })).replace(/^https?:\/\//, "");

const linkOf = (venue: VenueId, { id, bindCode, kind }: StockItem): string =>
  encodeVenueLink({
    venue,
    stock: { id, code: bindCode, kind: kind === "badge" ? "badge" : "stock-tag" },
  });
