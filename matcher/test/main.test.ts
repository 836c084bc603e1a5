import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));

it("main names every fault of its configuration on a line and ends with 2", async () => {
  const child = spawn(process.execPath, ["--conditions=@sighej/source", "--import", "tsx", main], {
    env: { PATH: process.env.PATH, SIGHEJ_HTTP_PORT: "x", SIGHEJ_TYPO: "1" },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (text: Buffer) => {
    said += text.toString();
  });
  const [code] = await once(child, "close");
  expect(code).toBe(2);
  const lines = said.trim().split("\n");
  for (const key of [
    "SIGHEJ_HTTP_PORT",
    "SIGHEJ_TYPO",
    "SIGHEJ_BROKER_URL",
    "SIGHEJ_BROKER_SECRET",
  ])
    expect(lines.filter((line) => line.startsWith(`matcher: ${key}: `)).length).toBeGreaterThan(0);
}, 30_000);
