/**
 * JSON schemas: turns the schemas that input is checked by into JSON Schema, for documents. Pure.
 *
 * The input side is described: what is on the wire, before ids and times get their types. A check
 * that is a function of ours has no counterpart in JSON Schema and is left out, so a document never
 * refuses what the matcher takes.
 */
import type { NamedSchemas } from "@sighej/protocol";
import { type JsonSchema, toJsonSchema } from "@valibot/to-json-schema";

export const jsonSchemasOf = (schemas: NamedSchemas): Readonly<Record<string, JsonSchema>> =>
  Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => {
      // The document says once which dialect all of its schemas are in.
      const { $schema: _, ...described } = toJsonSchema(schema, {
        target: "draft-2020-12",
        typeMode: "input",
        errorMode: "ignore",
      });
      return [name, described];
    }),
  );
