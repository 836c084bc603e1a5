/**
 * Form props: what a form in a dialog over a venue's screen is given. Types only.
 */
import type { VenueId } from "@sighej/protocol";

export interface FormProps {
  readonly venue: VenueId;
  readonly onclose: () => void;
  /** It was done; a dialog stays for what it tells once. */
  readonly ondone: () => void;
}
