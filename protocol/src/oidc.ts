/**
 * OIDC: how staff sign in at an OpenID provider: what the dashboard is told to go to, and what it came
 * back with. Pure.
 */
import * as v from "valibot";
import { check, type NamedSchemas } from "./check.ts";
import type { Decoded } from "./decoded.ts";

/** Where the provider sends browsers back to, below the dashboard's origin; registered there. */
export const OIDC_RETURN_PATH = "/admin/signed-in";
/** A code and a state of some hundred characters each, and what a provider adds. */
const ANSWER_MAX_LENGTH = 4_096;

const started = v.strictObject({
  /** Of the provider; good for five minutes, in this browser. */
  url: v.string(),
});
const returned = v.strictObject({
  /** What stood behind the question mark when the browser came back. */
  answer: v.pipe(
    v.string(),
    v.maxLength(ANSWER_MAX_LENGTH),
    v.regex(/^[\x21-\x7e]+$/, "the query of an address"),
  ),
});

/** Bodies and answers, for the OpenAPI document. */
export const oidcSchemas: NamedSchemas = { OidcStarted: started, OidcReturned: returned };

export type OidcStarted = v.InferOutput<typeof started>;

export const decodeOidcStarted = (body: unknown): Decoded<OidcStarted> => check(started, body);
export const decodeOidcReturned = (body: unknown) => check(returned, body);
