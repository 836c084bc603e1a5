/**
 * Faults: what is wrong with a layout, as the matcher would find it, before it is sent. Pure.
 */
import {
  type GatewayId,
  isInReach,
  type OutlineFault,
  outlineFault,
  type ZoneId,
} from "@sighej/protocol";
import type { Layout } from "./layout.ts";

export type Fault =
  | { readonly kind: "no-zone" | "not-placed" | "far"; readonly gateway: GatewayId }
  | { readonly kind: "outline"; readonly zone: ZoneId; readonly fault: OutlineFault }
  | { readonly kind: "no-name"; readonly zone: ZoneId };

export function faultsOf({ gateways, zones }: Layout): readonly Fault[] {
  const needsPlaces =
    gateways.some(({ x }) => x !== undefined) || zones.some(({ outline }) => outline !== undefined);
  return [
    ...zones.flatMap(({ zone, name, outline }): Fault[] => {
      const fault = outline && outlineFault(outline);
      return [
        ...(name.trim() === "" ? [{ kind: "no-name", zone } as const] : []),
        ...(fault === undefined ? [] : [{ kind: "outline", zone, fault } as const]),
      ];
    }),
    ...gateways.flatMap(({ gateway, zone, x, y }): Fault[] => [
      ...(zone === undefined ? [{ kind: "no-zone", gateway } as const] : []),
      ...(x === undefined || y === undefined
        ? needsPlaces
          ? [{ kind: "not-placed", gateway } as const]
          : []
        : isInReach({ x, y })
          ? []
          : [{ kind: "far", gateway } as const]),
    ]),
  ];
}
