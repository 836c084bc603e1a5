import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const project = fileURLToPath(new URL("../..", import.meta.url));

it("names a test that is there for every threat", () => {
  const text = readFileSync(join(project, "docs/security.md"), "utf8");
  const [, table = ""] = text.split("| threat | what stands against it | test |\n");
  const rows = table.split("\n\n")[0]?.split("\n").slice(1) ?? [];
  expect(rows.length).toBeGreaterThan(15);
  for (const row of rows) {
    const named = [...(row.split("|")[3] ?? "").matchAll(/`([^`]+\.test\.ts)`/g)];
    expect(named.length, row).toBeGreaterThan(0);
    for (const [, path = ""] of named) expect(existsSync(join(project, path)), path).toBe(true);
  }
});
