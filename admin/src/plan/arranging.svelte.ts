/**
 * Arranging: a venue's layout while somebody changes it, as runes: its steps back and forth, whether it
 * may be saved, and saving it as one change, also after somebody else was first.
 *
 * It outlives its screen, so that a look at gateways loses nothing; a venue file, or another venue, ends
 * it.
 */
import type { VenueId, VenueSetupView } from "@sighej/protocol";
import { viewPlaces } from "../api/plan.ts";
import { editVenue } from "../api/venue.ts";
import type { Trouble } from "../trouble.ts";
import { faultsOf } from "./faults.ts";
import { historyOf, redone, stepTo, undone } from "./history.ts";
import { editOf, type Layout, layoutOf } from "./layout.ts";
import { rebased, same } from "./rebase.ts";

export interface Arranging {
  readonly venue: VenueId;
  readonly layout: Layout;
  readonly isChanged: boolean;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  readonly isBusy: boolean;
  readonly trouble: Trouble | undefined;
  /** What both sides had changed when changes were last carried over. */
  readonly both: readonly string[] | undefined;
  /** `joins`: part of the step before. */
  change(next: Layout, joins?: boolean): void;
  undo(): void;
  redo(): void;
  /** As one change of the version that it was made from; true when it is kept. */
  save(): Promise<boolean>;
  /** Carries the changes over to how the venue is now. Undoing that shows it as it is. */
  carryOver(): Promise<void>;
}

/** Changes to the venue as it is shown here; undefined where it has no version to change. */
export function arranging(view: VenueSetupView): Arranging | undefined {
  const { venue } = view;
  if (view.version === undefined) return undefined;
  let version = view.version;
  let base = $state.raw(layoutOf(view));
  let history = $state.raw(historyOf(layoutOf(view)));
  let isBusy = $state(false);
  let trouble = $state.raw<Trouble | undefined>(undefined);
  let both = $state.raw<readonly string[] | undefined>(undefined);
  const isChanged = $derived(!same(history.present, base));

  return {
    venue,
    get layout() {
      return history.present;
    },
    get isChanged() {
      return isChanged;
    },
    get canUndo() {
      return history.past.length > 0;
    },
    get canRedo() {
      return history.future.length > 0;
    },
    get isBusy() {
      return isBusy;
    },
    get trouble() {
      return trouble;
    },
    get both() {
      return both;
    },
    change: (next, joins) => {
      history = stepTo(history, next, joins);
    },
    undo: () => {
      history = undone(history);
    },
    redo: () => {
      history = redone(history);
    },
    save: async () => {
      if (faultsOf(history.present).length > 0) return false;
      isBusy = true;
      const answer = await editVenue(venue, { version, ...editOf(history.present) });
      isBusy = false;
      trouble = answer.ok ? undefined : answer.trouble;
      return answer.ok;
    },
    carryOver: async () => {
      isBusy = true;
      const answer = await viewPlaces(venue);
      isBusy = false;
      if (!answer.ok || answer.value.version === undefined) {
        trouble = answer.ok ? trouble : answer.trouble;
        return;
      }
      const theirs = layoutOf(answer.value);
      const over = rebased(base, history.present, theirs);
      version = answer.value.version;
      [base, history] = [theirs, stepTo(historyOf(theirs), over.layout)];
      [trouble, both] = [undefined, over.both];
    },
  };
}

let kept: Arranging | undefined = $state.raw();

/** The one arranging of the page, kept while other screens are looked at. */
export const keptArranging = {
  of: (venue: VenueId): Arranging | undefined => (kept?.venue === venue ? kept : undefined),
  keep: (next: Arranging | undefined): void => {
    kept = next;
  },
};
