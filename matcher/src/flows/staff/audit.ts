/**
 * Audit: turns a change that was made into a note of who made it, and to what.
 */
import { parseVenueId } from "@sighej/protocol";
import type { StaffOperation } from "../../domain/staff/access.ts";
import type { LetIn, StaffPorts } from "./ports.ts";

/** Fields of one note: more than any body has. */
const MAX_FIELDS = 24;

/**
 * Where what a body says is where somebody stands: who it was and when is in the note, and the three
 * together would be where a member of staff was. The trail tells that they marked, not where.
 */
const placesSomebody: readonly StaffOperation[] = ["markSpot"];

export interface Change {
  readonly operation: StaffOperation;
  /** Ids of the path. */
  readonly params: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** What was answered: the id of something new is in it. */
  readonly answer: object | undefined;
}

export async function noteChange(
  { staff, clock }: Pick<StaffPorts, "staff" | "clock">,
  { staff: who }: LetIn,
  { operation, params, body, answer }: Change,
): Promise<void> {
  const { venue: venueText, ...others } = params;
  const venue = parseVenueId(venueText);
  const ids = Object.values(others);
  const about = ids.length > 0 ? ids.join("/") : idIn(answer);
  await staff.note({
    at: clock(),
    by: who.kind === "account" ? who.name : `${who.kind}: ${who.name}`,
    what: operation,
    ...(venue.ok ? { venue: venue.value } : {}),
    ...(about === undefined ? {} : { about }),
    fields: fieldsOf(body, !placesSomebody.includes(operation)),
  });
}

/** Names of fields; a value only where it can't be a secret or a text. */
function fieldsOf(body: unknown, withValues: boolean): readonly string[] {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return [];
  return Object.entries(body)
    .slice(0, MAX_FIELDS)
    .map(([name, value]) =>
      withValues && (typeof value === "boolean" || typeof value === "number")
        ? `${name}=${value}`
        : name,
    );
}

const idIn = (answer: object | undefined): string | undefined =>
  answer !== undefined && "id" in answer && typeof answer.id === "string" ? answer.id : undefined;
