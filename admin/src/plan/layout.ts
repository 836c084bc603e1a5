/**
 * Layout: where gateways hang and zones are drawn, as it is arranged, and what can be done to it. Pure;
 * every change makes another one.
 *
 * A gateway belongs to one zone. Where it is put into a drawn one from outside, it belongs to that from
 * then on; until there is any zone, it belongs to none, and the matcher would not take it.
 */
import {
  type EditedGateway,
  type EditedZone,
  type GatewayId,
  isInOutline,
  type PlanPoint,
  parseZoneId,
  type VenueSetupView,
  type ZoneId,
} from "@sighej/protocol";

export interface LaidGateway {
  readonly gateway: GatewayId;
  readonly zone: ZoneId | undefined;
  /** Metres; neither where nobody has said where it hangs. */
  readonly x?: number | undefined;
  readonly y?: number | undefined;
}
export interface LaidZone {
  readonly zone: ZoneId;
  readonly name: string;
  readonly tier: "zone" | "near";
  readonly outline?: readonly PlanPoint[] | undefined;
}
export interface Layout {
  readonly gateways: readonly LaidGateway[];
  readonly zones: readonly LaidZone[];
}

export const layoutOf = ({ gateways, zones }: VenueSetupView): Layout => ({
  gateways: gateways.map((each) => ({ ...each })),
  zones: zones.map((each) => ({ ...each })),
});

/** What is sent of it. One gateway without a zone is a fault, which is found before. */
export const editOf = ({ gateways, zones }: Layout) => ({
  zones: zones.map(
    ({ zone, name, tier, outline }): EditedZone => ({
      ...{ zone, tier },
      ...(name === zone ? {} : { name }),
      ...(outline === undefined ? {} : { outline: [...outline] }),
    }),
  ),
  gateways: gateways.flatMap(({ gateway, zone, x, y }): EditedGateway[] =>
    zone === undefined
      ? []
      : [{ gateway, zone, ...(x === undefined || y === undefined ? {} : { x, y }) }],
  ),
});

/** The drawn zone that a spot is in: the first one, as the matcher has it. */
const zoneAt = ({ zones }: Layout, { x, y }: PlanPoint): ZoneId | undefined =>
  zones.find(({ outline }) => outline !== undefined && isInOutline(outline, x, y))?.zone;

/** Puts a gateway there, for the first time or again. */
export function putGateway(layout: Layout, gateway: GatewayId, spot: PlanPoint): Layout {
  const known = layout.gateways.find((each) => each.gateway === gateway);
  const inside = zoneAt(layout, spot);
  const before =
    known?.x === undefined || known.y === undefined
      ? undefined
      : zoneAt(layout, { x: known.x, y: known.y });
  const only = layout.zones.length === 1 ? layout.zones[0]?.zone : undefined;
  const zone = inside !== undefined && inside !== before ? inside : (known?.zone ?? only);
  const put: LaidGateway = { gateway, zone, x: spot.x, y: spot.y };
  return {
    ...layout,
    gateways:
      known === undefined
        ? [...layout.gateways, put]
        : layout.gateways.map((each) => (each === known ? put : each)),
  };
}

/** It hangs nowhere any more: what it hears is passed over. */
export const takeOff = (layout: Layout, gateway: GatewayId): Layout => ({
  ...layout,
  gateways: layout.gateways.filter((each) => each.gateway !== gateway),
});

export const joinZone = (layout: Layout, gateway: GatewayId, zone: ZoneId | undefined): Layout => ({
  ...layout,
  gateways: layout.gateways.map((each) => (each.gateway === gateway ? { ...each, zone } : each)),
});

/** A zone of these corners, or without any; gateways that hang in it belong to it. */
export function addZone(
  layout: Layout,
  name: string,
  outline?: readonly PlanPoint[],
): { readonly layout: Layout; readonly zone: ZoneId } {
  const zone = idOf(layout, name);
  const tier = "zone";
  const zones = [...layout.zones, { zone, name, tier, outline } as const];
  const next = { ...layout, zones };
  return { zone, layout: outline === undefined ? next : gathered(next, zone) };
}

/** Gives a zone another outline, or none; gateways that come to be inside belong to it. */
export function drawZone(layout: Layout, zone: ZoneId, outline?: readonly PlanPoint[]): Layout {
  const next = {
    ...layout,
    zones: layout.zones.map((each) => (each.zone === zone ? { ...each, outline } : each)),
  };
  return outline === undefined ? next : gathered(next, zone, layout);
}

/** `before`: those that were inside then keep the zone that they were given. */
function gathered(layout: Layout, zone: ZoneId, before?: Layout): Layout {
  return {
    ...layout,
    gateways: layout.gateways.map((each) => {
      const { x, y } = each;
      if (x === undefined || y === undefined || zoneAt(layout, { x, y }) !== zone) return each;
      return before !== undefined && zoneAt(before, { x, y }) === zone ? each : { ...each, zone };
    }),
  };
}

export const changeZone = (
  layout: Layout,
  zone: ZoneId,
  change: Partial<Pick<LaidZone, "name" | "tier">>,
): Layout => ({
  ...layout,
  zones: layout.zones.map((each) => (each.zone === zone ? { ...each, ...change } : each)),
});

/** Its gateways belong to the zone that they hang in now, if they do. */
export function removeZone(layout: Layout, zone: ZoneId): Layout {
  const next = { ...layout, zones: layout.zones.filter((each) => each.zone !== zone) };
  return {
    ...next,
    gateways: next.gateways.map((each) => {
      const { x, y } = each;
      if (each.zone !== zone) return each;
      return {
        ...each,
        zone: x === undefined || y === undefined ? undefined : zoneAt(next, { x, y }),
      };
    }),
  };
}

/** The corners with one at another spot, one more after `at`, or one less. */
export const cornerMoved = (corners: readonly PlanPoint[], at: number, to: PlanPoint) =>
  corners.map((each, index) => (index === at ? to : each));
export const cornerAdded = (corners: readonly PlanPoint[], at: number) =>
  corners.toSpliced(at + 1, 0, middleOf(corners, at));
export const cornerRemoved = (corners: readonly PlanPoint[], at: number) =>
  corners.toSpliced(at, 1);

/** Halfway from a corner to the next. */
export function middleOf(corners: readonly PlanPoint[], at: number): PlanPoint {
  const a = corners[at] ?? { x: 0, y: 0 };
  const b = corners[(at + 1) % corners.length] ?? a;
  return { x: toCentimetre((a.x + b.x) / 2), y: toCentimetre((a.y + b.y) / 2) };
}

export const toCentimetre = (metres: number): number => Math.round(metres * 100) / 100;

const LONGEST_ID = 32;
const letters: Readonly<Record<string, string>> = { æ: "ae", ø: "oe", å: "aa", ß: "ss" };

/** An id that no zone of the layout has, after its name. */
function idOf({ zones }: Layout, name: string): ZoneId {
  const plain = name
    .toLowerCase()
    .replaceAll(/[æøåß]/g, (letter) => letters[letter] ?? "")
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "");
  for (let number = 1; ; number++) {
    const stem = plain === "" ? "zone" : plain;
    const tail = number === 1 ? "" : `-${number}`;
    const id = parseZoneId(stem.slice(0, LONGEST_ID - tail.length) + tail);
    if (!id.ok) throw new RangeError("an id of these letters is one");
    if (!zones.some(({ zone }) => zone === id.value)) return id.value;
  }
}
