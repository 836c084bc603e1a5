/**
 * Write documents: `npm run documents -w @sighej/matcher` writes docs/openapi.json and
 * docs/asyncapi.json as the code is now. A test fails when they are not.
 */
import { writeFile } from "node:fs/promises";
import { openApiDocument } from "./adapters/http/openapi/document.ts";
import { asyncApiDocument } from "./adapters/mqtt/asyncapi.ts";

const docs = new URL("../../docs/", import.meta.url);
const write = (name: string, document: unknown) =>
  writeFile(new URL(name, docs), `${JSON.stringify(document, null, 2)}\n`);

await write("openapi.json", openApiDocument());
await write("asyncapi.json", asyncApiDocument());
