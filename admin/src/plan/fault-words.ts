/**
 * Fault words: what is wrong with a layout or an outline, and what is doubted of one, in the language of
 * the page.
 */
import {
  type GatewayId,
  OUTLINE_CORNERS_MAX,
  type OutlineFault,
  PLAN_REACH,
  type ZoneId,
} from "@sighej/protocol";
import * as m from "../paraglide/messages.js";
import { listText, numberText } from "../words.ts";
import type { Doubt } from "./doubts.ts";
import type { Fault } from "./faults.ts";
import type { LaidZone, Layout } from "./layout.ts";

const namesOf = (zones: readonly LaidZone[]) => (id: ZoneId) =>
  zones.find(({ zone }) => zone === id)?.name || id;

/** One sentence for each kind of fault and zone; gateways of one kind share theirs. */
export function faultTexts(
  faults: readonly Fault[],
  { zones }: Layout,
  nameOf: (gateway: GatewayId) => string,
): readonly string[] {
  const zoneText = namesOf(zones);
  const names = (kind: Fault["kind"]) =>
    faults.flatMap((each) => (each.kind === kind && "gateway" in each ? nameOf(each.gateway) : []));
  const shared = [
    ["no-zone", m.arrange_no_zone],
    ["not-placed", m.arrange_not_placed],
    ["far", m.arrange_far],
  ] as const;
  return [
    ...faults.flatMap((each) => {
      if (each.kind === "outline") return [`${zoneText(each.zone)}: ${outlineText(each.fault)}`];
      return each.kind === "no-name" ? [m.arrange_no_name({ zone: each.zone })] : [];
    }),
    ...shared.flatMap(([kind, text]) => {
      const of = names(kind);
      return of.length === 0 ? [] : [text({ names: listText(of), reach: numberText(PLAN_REACH) })];
    }),
  ];
}

/** One sentence for each. */
export function doubtText(doubt: Doubt, { zones }: Layout): string {
  const nameOf = namesOf(zones);
  if (doubt.kind === "drowned")
    return m.arrange_drowned({
      zone: nameOf(doubt.zone),
      others: listText(doubt.in.map(nameOf)),
    });
  const both = { first: nameOf(doubt.first), second: nameOf(doubt.second) };
  return doubt.kind === "covered"
    ? m.arrange_covered(both)
    : m.arrange_shared({ ...both, floor: numberText(Math.round(doubt.floor)) });
}

export const outlineText = (fault: OutlineFault): string =>
  ({
    few: m.arrange_few,
    many: () => m.arrange_many({ most: numberText(OUTLINE_CORNERS_MAX) }),
    far: () => m.arrange_corner_far({ reach: numberText(PLAN_REACH) }),
    crossing: m.arrange_crossing,
    thin: m.arrange_thin,
  })[fault]();
