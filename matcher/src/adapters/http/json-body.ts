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
    if (request.is("application/json") === "application/json") parse(request, response, next);
    else sendProblem(response, "not-json-type");
  };
}
