/** Place: which adapter offers check-in and which scan, or why none can offer it. Pure. */
import type { GatewayConfig } from "../config.ts";
import type { AdapterListing } from "../management.ts";

export type CheckInPlace =
  /** Numbers as in hci1; `scanning` are addresses. */
  | { readonly ok: true; readonly adapter: number; readonly scanning: readonly string[] }
  | { readonly ok: false; readonly why: "no-adapter" | "one-adapter" };

/**
 * Scanning comes first: an adapter that does both does neither, for noble and bleno end each other's
 * work. `there` is what the system has now; undefined where it cannot say.
 */
export function checkInPlace(
  { adapters, checkInAdapter }: Pick<GatewayConfig, "adapters" | "checkInAdapter">,
  there: readonly AdapterListing[] | undefined,
): CheckInPlace {
  const found = there?.find(
    ({ index, address }) => address === checkInAdapter || `hci${index}` === checkInAdapter,
  );
  const others = (there ?? []).filter((each) => each !== found);
  if (found === undefined) return { ok: false, why: "no-adapter" };
  if (others.length === 0) return { ok: false, why: "one-adapter" };
  const [first] = others;
  const scanning = adapters.length > 0 || first === undefined ? adapters : [first.address];
  return { ok: true, adapter: found.index, scanning };
}
