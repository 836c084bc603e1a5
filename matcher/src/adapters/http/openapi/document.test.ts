import { readFile } from "node:fs/promises";
import { Validator } from "@seriousme/openapi-schema-validator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expressRoutes } from "../../../../test/express-routes.ts";
import { startMatcher, type TestMatcher } from "../../../../test/matcher.ts";
import { openApiDocument } from "./document.ts";
import { operations } from "./operations.ts";

const document = openApiDocument();

let matcher: TestMatcher;
beforeAll(async () => {
  matcher = await startMatcher();
});
afterAll(() => matcher.stop());

describe("the OpenAPI document", () => {
  it("is valid OpenAPI 3.1", async () => {
    const result = await new Validator().validate(structuredClone(document));
    expect(result.errors).toBeUndefined();
    expect(result.valid).toBe(true);
  });

  it("has every route that Express has, and no other", () => {
    const documented = operations.map(({ method, path }) => `${method} ${path}`);
    expect(documented.toSorted()).toEqual(expressRoutes(matcher.app).toSorted());
    expect(new Set(operations.map(({ id }) => id)).size).toBe(operations.length);
  });

  it("names no schema that it does not have, and has none that nothing names", () => {
    const named = [...JSON.stringify(document.paths).matchAll(/#\/components\/schemas\/(\w+)/g)];
    const { schemas } = document.components as { readonly schemas: object };
    expect([...new Set(named.map(([, name]) => name))].toSorted()).toEqual(
      Object.keys(schemas).toSorted(),
    );
  });

  it("is served as it is", async () => {
    const answer = await matcher.call("GET", "/api/v1/openapi.json");
    expect(answer.headers.get("content-type")).toContain("application/json");
    expect(await answer.json()).toEqual(document);
  });

  it("is in docs as it is: npm run documents -w @sighej/matcher", async () => {
    const kept = new URL("../../../../../docs/openapi.json", import.meta.url);
    expect(JSON.parse(await readFile(kept, "utf8"))).toEqual(document);
  });
});
