import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

/** Starting a process under tsx, on a busy machine. */
const SLOW = 20_000;
const main = fileURLToPath(new URL("./main.ts", import.meta.url));

it("ends with code 2 and one line per fault on a bad configuration", {
  timeout: SLOW,
}, async () => {
  const child = spawn(process.execPath, ["--conditions=@sighej/source", "--import", "tsx", main], {
    stdio: ["ignore", "ignore", "pipe"],
    env: { PATH: process.env.PATH, SIGHEJ_GATEWAY: "door", SIGHEJ_GATWAY_SECRET: "typo" },
  });
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (part: string) => {
    errors += part;
  });
  const [exit] = await once(child, "close");
  expect(exit).toBe(2);
  expect(errors.trim().split("\n")).toEqual([
    "SIGHEJ_GATWAY_SECRET is not a setting of the gateway",
    expect.stringMatching(/^SIGHEJ_BROKER_URL /),
    expect.stringMatching(/^SIGHEJ_VENUE /),
    expect.stringMatching(/^SIGHEJ_GATEWAY_SECRET /),
  ]);
});
