/**
 * JSON body: reads a request's body as JSON, up to a size. Anything that says it is something else
 * is refused before it is read.
 */
import { json, type RequestHandler } from "express";
import { sendProblem } from "./problem.ts";

/** `most`: as body-parser writes sizes, such as "16kb". */
export function jsonBodyOf(most: string): RequestHandler {
  const parse = json({ limit: most, type: "application/json", strict: false });
  return (request, response, next) => {
    if (request.is("application/json") !== "application/json")
      return sendProblem(response, "not-json-type");
    parse(request, response, (cause?: unknown) => {
      // A list without fields would pass for an object without fields.
      if (cause === undefined && Array.isArray(request.body))
        sendProblem(response, "bad-field", "the whole: expected an object");
      else next(cause);
    });
  };
}
