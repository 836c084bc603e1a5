/**
 * Operation: one route in words, with what it asks, answers and refuses. Types, and answers that many
 * share.
 */
import type { ProblemWord } from "../problem.ts";

export interface Operation {
  readonly method: "get" | "post" | "put" | "patch" | "delete";
  /** With parameters in braces. */
  readonly path: string;
  readonly id: string;
  readonly summary: string;
  /** Whose bearer it wants; nobody's if absent. */
  readonly of?: "session" | "staff" | "gateway" | "screen";
  /** Name of the body's schema. */
  readonly body?: string;
  /** Media types of a file that is the body, in the place of JSON. */
  readonly file?: readonly string[];
  readonly query?: readonly Query[];
  readonly answer: {
    readonly status: 200 | 201 | 202 | 204;
    readonly says: string;
    /** A name, or a schema that is used only here; none: empty. */
    readonly schema?: string | Readonly<Record<string, unknown>>;
    /** Media type of a file that is the answer, in the place of JSON. */
    readonly file?: string;
    /** What an empty 204 says, where there may be nothing to tell and that is no fault. */
    readonly none?: string;
  };
  /** Besides those that follow from `of` and `body`. */
  readonly problems?: readonly ProblemWord[];
}

interface Query {
  readonly name: string;
  readonly required: boolean;
  readonly description: string;
  readonly schema: Readonly<Record<string, unknown>>;
}

export const nothing = { status: 204, says: "Done." } as const;
