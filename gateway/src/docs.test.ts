/** docs/gateway.md lists every field of the status and every setting, and no other. */
import { readFile } from "node:fs/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { settingNames } from "./config.ts";
import { isRecord } from "./settings.ts";
import { onlineStatus } from "./testing/status.ts";

let text: string;
beforeAll(async () => {
  text = await readFile(new URL("../../docs/gateway.md", import.meta.url), "utf8");
});

/** Cells of the table under a heading, without its own two lines of heading. */
function tableUnder(heading: string): readonly (readonly string[])[] {
  const [, section = ""] = text.split(`\n## ${heading}\n`);
  const lines = section.split("\n## ")[0]?.split("\n") ?? [];
  const rows = lines.filter((line) => line.startsWith("| "));
  return rows.slice(2).map((row) => row.slice(2, -2).split(" | "));
}
const codes = (cell = ""): readonly string[] =>
  [...cell.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code);

/** Counted by words that grow: their keys are no fields. */
const counts = new Set(["refused", "commandsRefused", "recoveries"]);
function fieldsOf(value: unknown, path: string): readonly string[] {
  if (Array.isArray(value)) return fieldsOf(value[0], `${path}[]`);
  if (!isRecord(value) || counts.has(path)) return [path];
  const below = path === "" ? "" : `${path}.`;
  return Object.entries(value).flatMap(([key, each]) => fieldsOf(each, below + key));
}

describe("the gateway's manual", () => {
  it("explains every field of the status", () => {
    const explained = tableUnder("What the status says").flatMap(([cell]) => codes(cell));
    expect(explained.toSorted()).toEqual(fieldsOf(onlineStatus, "").toSorted());
  });

  it("explains every setting, in the file and in the environment", () => {
    const explained = tableUnder("What it is set to").map(([file, env]) =>
      [...codes(file), ...codes(env)].join(),
    );
    expect(explained.toSorted()).toEqual(settingNames.map((names) => names.join()).toSorted());
  });
});
