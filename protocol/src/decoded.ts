/**
 * Decoded: what a decoder returns, for bad input is normal on the air and is counted, not thrown.
 * Pure.
 */

/**
 * What is wrong with an input. Metrics count by this word, so the list is closed and names no value.
 * `truncated`, `overlong`: length; `unknown-version`: a later or foreign format; `not-ours`: a valid
 * frame of somebody else's; `bad-field`: a value out of its range; `bad-json`: not JSON at all.
 */
export type ProblemKind =
  | "truncated"
  | "overlong"
  | "unknown-version"
  | "not-ours"
  | "bad-field"
  | "bad-json";

export interface Problem {
  readonly kind: ProblemKind;
  /** The field at fault and what it should be, in words for a person; never the value itself. */
  readonly detail: string;
}

export type Decoded<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: Problem };

/** A parser of texts. `pattern` is the ECMA-262 expression of what it takes, for documents. */
export interface TextParser<T> {
  (text: unknown): Decoded<T>;
  readonly pattern?: string;
}

export const decoded = <T>(value: T): Decoded<T> => ({ ok: true, value });

export const refused = (kind: ProblemKind, detail: string): Decoded<never> => ({
  ok: false,
  problem: { kind, detail },
});
