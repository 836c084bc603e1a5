import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { deedText } from "./audit-words.ts";

interface OpenApi {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly operationId: string }>>>
  >;
}

/** What only asks, or only begins what another operation ends: nothing is noted of it. */
const UNNOTED = ["challengePasskey", "startOidc"];

test("every change that staff can make has words", async () => {
  const text = await readFile(new URL("../../../docs/openapi.json", import.meta.url), "utf8");
  const changes = Object.entries((JSON.parse(text) as OpenApi).paths)
    .filter(([path]) => path.startsWith("/api/v1/admin/"))
    .flatMap(([, methods]) => Object.entries(methods))
    .filter(([method]) => method !== "get")
    .map(([, { operationId }]) => operationId)
    .filter((operation) => !UNNOTED.includes(operation));
  expect(changes.length).toBeGreaterThan(60);
  expect(changes.filter((operation) => deedText(operation) === operation)).toEqual([]);
});

test("an operation that is new here is shown by its name", () => {
  expect(deedText("paintWalls")).toBe("paintWalls");
});
