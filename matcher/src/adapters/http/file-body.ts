/**
 * File body: reads a request's body as the bytes of a file, up to a size. Anything that says it is of
 * another kind is refused before it is read.
 */
import { type RequestHandler, raw } from "express";
import { sendProblem } from "./problem.ts";

/** `most`: bytes, also of what is sent compressed. */
export function fileBodyOf(most: number, mediaTypes: readonly string[]): RequestHandler {
  const types = [...mediaTypes];
  // Nothing is unpacked: a file is as it is, and what unpacks may be larger than it looks.
  const parse = raw({ limit: most, type: types, inflate: false });
  return (request, response, next) => {
    if (request.is(types) === false || request.is(types) === null)
      return sendProblem(response, "not-file-type", `it may be ${types.join(", ")}`);
    parse(request, response, next);
  };
}
