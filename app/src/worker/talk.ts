/**
 * Talk: what page and worker say to each other. Pure.
 */
import type { NudgeId } from "@sighej/protocol";

/** Page to a worker that waits: take the place of the older one. */
export const TAKE_OVER = "take-over";

/** Worker to a page: has it shown this nudge? Answered by a boolean on the port that comes along. */
export interface KnowsQuestion {
  readonly knows: NudgeId;
}
