/**
 * Schema: the tables as kysely sees them. Types only; `migrations/` makes them.
 *
 * Everything here is about cells of a venue: no row is about a person, a session or a pair.
 */
import type { Axis, Metric } from "../../domain/aggregate/cells.ts";

export interface Schema {
  /** One row for every bucket that was released: that is what makes it happen once. */
  readonly released_bucket: {
    readonly venue: string;
    readonly axis: Axis;
    readonly opened_at: Date;
    readonly closed_at: Date;
  };
  readonly released_count: {
    readonly venue: string;
    readonly axis: Axis;
    /** As in its bucket. */
    readonly opened_at: Date;
    readonly closed_at: Date;
    readonly metric: Metric;
    /** A zone id, or an interest id. */
    readonly subject: string;
    /** Count plus noise; may be negative. */
    readonly value: number;
    /** What the noise was made for. */
    readonly clamp: number;
    readonly epsilon_tenths: number;
  };
}
