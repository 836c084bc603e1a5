/**
 * Conforms: holds a real answer against what the OpenAPI document says of its operation.
 */
import { Ajv2020 } from "ajv/dist/2020.js";
import { openApiDocument } from "../src/adapters/http/openapi/document.ts";
import type { Operation } from "../src/adapters/http/openapi/operation.ts";

interface Described {
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema?: object }>> }>
  >;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

const document = openApiDocument() as unknown as Document;
const ajv = new Ajv2020({ strict: false, allErrors: true });
for (const [name, schema] of Object.entries(document.components.schemas))
  ajv.addSchema(schema, `#/components/schemas/${name}`);

/** The body, as JSON or undefined for an empty one. Throws when it is not as the document says. */
export async function conforming(operation: Operation, answer: Response): Promise<unknown> {
  const what = `${operation.method} ${operation.path} ${answer.status}`;
  const described = document.paths[operation.path]?.[operation.method]?.responses[answer.status];
  if (described === undefined) throw new Error(`${what} is not in the document`);
  const [[mediaType, content] = [], ...others] = Object.entries(described.content ?? {});
  if (mediaType !== undefined && !mediaType.endsWith("json"))
    return fileIn(answer, mediaType, what);
  const text = await answer.text();
  if (others.length > 0) throw new Error(`${what} has more than one media type`);
  if (content === undefined || mediaType === undefined) {
    if (text !== "") throw new Error(`${what} should be empty`);
    return undefined;
  }
  if (answer.headers.get("content-type")?.split(";")[0] !== mediaType)
    throw new Error(`${what} should be ${mediaType}`);
  const body: unknown = JSON.parse(text);
  if (!ajv.validate(content.schema ?? {}, body)) throw new Error(`${what}: ${ajv.errorsText()}`);
  return body;
}

async function fileIn(answer: Response, mediaType: string, what: string): Promise<Uint8Array> {
  if (answer.headers.get("content-type") !== mediaType)
    throw new Error(`${what} should be ${mediaType}`);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  if (bytes.length === 0) throw new Error(`${what} should not be empty`);
  return bytes;
}
