/**
 * Floor plan: a hall, its size and where its gateways are; what a venue is set up from. Pure.
 */
import { type GatewayId, type Metres, metres, parseGatewayId } from "@sighej/protocol";
import type { GatewayPlace } from "./radio/propagation.ts";
import type { Recording } from "./replay/recording.ts";

export interface FloorPlan {
  readonly name: string;
  /** Along x. */
  readonly width: Metres;
  /** Along y. */
  readonly depth: Metres;
  /** From the corner x = 0, y = 0. */
  readonly gateways: readonly GatewayPlace[];
}

/**
 * The made-up hall: 16 × 12 m with a gateway over the middle of each sixth, 32 m² each, for nearness
 * is offered from one gateway per 45 m² on.
 */
export const smallHall: FloorPlan = {
  name: "The small hall",
  width: metres(16),
  depth: metres(12),
  gateways: [
    { id: gatewayId("south-west"), x: metres(2.7), y: metres(3) },
    { id: gatewayId("south"), x: metres(8), y: metres(3) },
    { id: gatewayId("south-east"), x: metres(13.3), y: metres(3) },
    { id: gatewayId("north-west"), x: metres(2.7), y: metres(9) },
    { id: gatewayId("north"), x: metres(8), y: metres(9) },
    { id: gatewayId("north-east"), x: metres(13.3), y: metres(9) },
  ],
};

/** The hall of a recording: its receivers are the gateways, by alias, and the spots lie inside it. */
export function floorPlanOf({ receivers, spots }: Recording): FloorPlan {
  const furthest = (axis: "x" | "y"): Metres =>
    metres(Math.ceil(Math.max(...[...receivers, ...spots].map((each) => each[axis]))));
  return {
    name: "The recorded hall",
    width: furthest("x"),
    depth: furthest("y"),
    gateways: receivers.map(({ alias, x, y }) => ({ id: gatewayId(alias), x, y })),
  };
}

function gatewayId(text: string): GatewayId {
  const id = parseGatewayId(text);
  if (!id.ok) throw new RangeError(id.problem.detail);
  return id.value;
}
