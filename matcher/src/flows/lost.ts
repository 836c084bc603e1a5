/**
 * Lost: brings a venue's floor in line with what staff have noted as lost.
 */
import type { StockNotes } from "../stock-ports.ts";
import type { Venue } from "./venues.ts";

/** What is lost binds and lets in no more, on this replica from now on. */
export async function applyStock(
  { stockNotes }: { readonly stockNotes: StockNotes },
  { setup, floor }: Venue,
): Promise<void> {
  const { lost } = floor.plan.stock;
  const notes = await stockNotes.read(setup.id);
  lost.clear();
  for (const [id, { state }] of notes) if (state === "lost") lost.add(id);
}
