/**
 * Check: turns an unknown value into a typed one by a valibot schema, as `Decoded`. Pure.
 *
 * For JSON at the edges only; packed frames check themselves. The first fault is named by its path.
 */
import * as v from "valibot";
import { type Decoded, decoded, refused, type TextParser } from "./decoded.ts";

export function check<T>(schema: v.GenericSchema<unknown, T>, value: unknown): Decoded<T> {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return decoded(result.output);
  const [issue] = result.issues;
  const path = v.getDotPath(issue) ?? "the whole";
  // valibot names the value it received, which may be personal: only what it expected is passed on.
  return refused("bad-field", `${path}: expected ${wordsOf(issue)}`);
}

/** A pattern is for machines: where its schema has words for it, they are told. */
function wordsOf({ type, expected, message }: v.BaseIssue<unknown>): string {
  // Without words of its own valibot says "Invalid format", with the value.
  const isOurs = type === "regex" && !message.startsWith("Invalid ");
  return isOurs ? message : (expected ?? message);
}

/** JSON text to a typed value; text that is no JSON is `bad-json`. */
export function checkJson<T>(schema: v.GenericSchema<unknown, T>, text: string): Decoded<T> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refused("bad-json", "expected JSON");
  }
  return check(schema, value);
}

/** Schemas by the name that documents give them. */
export type NamedSchemas = Readonly<Record<string, v.GenericSchema>>;

/**
 * A schema of what `parse` takes: ids and tokens have one parser, here as everywhere. What it says
 * of itself as metadata is for documents, which cannot call it.
 */
export const parsedBy = <T>(parse: TextParser<T>, expected: string) =>
  v.pipe(
    v.unknown(),
    v.metadata({
      type: "string",
      description: expected,
      ...(parse.pattern === undefined ? {} : { pattern: parse.pattern }),
    }),
    v.rawTransform<unknown, T>(({ dataset, addIssue, NEVER }) => {
      const result = parse(dataset.value);
      if (result.ok) return result.value;
      addIssue({ expected, message: result.problem.detail });
      return NEVER;
    }),
  );
