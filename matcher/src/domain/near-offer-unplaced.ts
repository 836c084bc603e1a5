/**
 * Near offer without places: what nearness can be expected to do in a venue of which nobody knows where
 * gateways hang, and the words for it. Pure.
 *
 * Nothing can be foretold of a layout that is not known. What can be said is what was measured in the
 * recorded hall (tetam set_1, 365 m²) with so many gateways and their coordinates unused, positions
 * that were judged left out of the fit: truly within 7.5 m of those taken for near, and taken for near
 * of those within 3 m, at one moment.
 */
const MEASURED = [
  { gateways: 12, precision: 0.94, recall: 0.34 },
  { gateways: 8, precision: 0.9, recall: 0.32 },
  { gateways: 6, precision: 0.85, recall: 0.24 },
] as const;
const HALL = 365;
/** As few say too little of anybody, wherever they hang. */
const FEWER = { precision: 0, recall: 0 } as const;

export interface Expected {
  readonly offered: boolean;
  readonly precision: number;
  readonly recall: number;
  readonly why: string;
}

/** `gateways`: how many the venue has. */
export function expectedOf(gateways: number): Expected {
  const known = MEASURED.find((each) => gateways >= each.gateways);
  if (known === undefined)
    return {
      offered: false,
      ...FEWER,
      why: `Near is not offered: where gateways hang is not known, and ${gateways} are too few to tell by what they hear alone; six at least are enough. Being in the zone together counts instead. With the coordinates of all gateways it could be said what this layout supports.`,
    };
  const { precision, recall } = known;
  return {
    offered: true,
    precision,
    recall,
    why: `Near is offered by how alike two are heard, since where gateways hang is not known. Nothing can be foretold of this layout; in a hall of ${HALL} m² with ${known.gateways} gateways, of ten pairs who talk some ${Math.round(10 * recall)} were noticed at any moment, and of ten who were taken for near ${Math.round(10 * precision)} were. In a larger hall it is worse. With the coordinates of all gateways it could be said, and measured by a calibration.`,
  };
}
