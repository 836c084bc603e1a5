/**
 * Problem details: what every refused HTTP request is answered with (RFC 9457). Pure.
 */
import * as v from "valibot";
import { check, type NamedSchemas } from "./check.ts";
import type { Decoded } from "./decoded.ts";

export const PROBLEM_MEDIA_TYPE = "application/problem+json";

const details = v.object({
  /** A stable word for programs, as a relative URI reference. */
  type: v.string(),
  /** The same for every occurrence of the type. */
  title: v.string(),
  status: v.pipe(v.number(), v.integer(), v.minValue(400), v.maxValue(599)),
  /** What is wrong with this request and how to mend it; never the value itself. */
  detail: v.optional(v.string()),
});

export const problemSchemas: NamedSchemas = { ProblemDetails: details };

export type ProblemDetails = v.InferOutput<typeof details>;

export const decodeProblemDetails = (body: unknown): Decoded<ProblemDetails> =>
  check(details, body);
