/**
 * Join code: what lets people into a venue that asks for one. Pure.
 */

/** From a ticket, a badge or a screen. A disabled one stays listed, so that staff can undo it. */
export interface JoinCode {
  readonly code: string;
  readonly disabled?: boolean | undefined;
  /** What staff call those that were made with it. */
  readonly batch?: string | undefined;
}

/** Codes are typed from paper: their case and the blanks around them say nothing. */
export const codeKey = (code: string): string => code.trim().toUpperCase();
