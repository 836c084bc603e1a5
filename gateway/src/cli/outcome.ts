/** Outcome: how a command ends, and where it writes. */

/** Exit codes, as in the help text. */
export const DONE = 0;
export const FAILED = 1;
export const MISUSED = 2;

export interface Terminal {
  /** One line to standard output. */
  readonly say: (line: string) => void;
  /** One line to standard error. */
  readonly complain: (line: string) => void;
}
