/**
 * Hostile: turns the OpenAPI document into requests of staff that carry a script or a formula in each
 * text that a body may have, one text at a time.
 */
import { bodyOf, operationOf, type Subject } from "../../../matcher/test/requests.ts";

type Json = Readonly<Record<string, unknown>>;

/** Short enough for every name. What runs says so by `alert`, which tests listen to. */
export const payloads = [
  "<img src=x onerror=alert(1)>",
  '"><svg onload=alert(1)>',
  "=1+alert(1)",
] as const;

export interface Hostile {
  readonly operation: string;
  readonly path: string;
  readonly method: string;
  readonly body: unknown;
  readonly field: string;
}

interface Described {
  readonly operationId: string;
  readonly "x-role"?: string;
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly schema: Json }>>;
  };
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Json>> };
}

type Path = readonly (string | number)[];

/** Every text of every body that staff send, with each payload in it. */
export function hostileRequests(document: unknown, subject: Subject): readonly Hostile[] {
  const { paths, components } = document as Document;
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { operationId, requestBody, ...rest }]) => {
      const schema = requestBody?.content["application/json"]?.schema;
      if (schema === undefined || rest["x-role"] === undefined) return [];
      const right = bodyOf(operationOf(operationId), subject);
      return textsIn(schema, components.schemas).flatMap((field) =>
        payloads.map((payload) => ({
          ...{ operation: operationId, path, method: method.toUpperCase() },
          ...{ field: field.join("."), body: withText(right, field, payload) },
        })),
      );
    }),
  );
}

/** Where a body of this schema has texts that may be anything; in lists, the first of each. */
function textsIn(
  schema: Json,
  named: Readonly<Record<string, Json>>,
  at: Path = [],
): readonly Path[] {
  const { $ref, type, properties, items, anyOf, oneOf, allOf } = schema;
  if (typeof $ref === "string")
    return textsIn(named[$ref.split("/").at(-1) ?? ""] ?? {}, named, at);
  const choices = [anyOf, oneOf, allOf].flatMap((each) => (Array.isArray(each) ? each : []));
  if (choices.length > 0) return choices.flatMap((each: Json) => textsIn(each, named, at));
  if (typeof properties === "object" && properties !== null)
    return Object.entries(properties).flatMap(([name, each]) =>
      textsIn(each as Json, named, [...at, name]),
    );
  if (typeof items === "object" && items !== null) return textsIn(items as Json, named, [...at, 0]);
  return type === "string" && at.length > 0 ? [at] : [];
}

/** A copy of `value` with the text at that place, which is made where it is missing. */
function withText(value: unknown, [name, ...rest]: Path, text: string): unknown {
  if (name === undefined) return text;
  if (typeof name === "number") {
    const list = Array.isArray(value) ? value : [];
    return [withText(list[0], rest, text), ...list.slice(1)];
  }
  const object = typeof value === "object" && value !== null ? (value as Json) : {};
  return { ...object, [name]: withText(object[name], rest, text) };
}
