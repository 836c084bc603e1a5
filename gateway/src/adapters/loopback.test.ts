import { request } from "node:http";
import type { GatewayOnline } from "@sighej/protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { statusLines } from "../cli/status.ts";
import { onlineStatus } from "../testing/status.ts";
import { askLoopback, type Loopback, loopbackAnswers, serveLoopback } from "./loopback.ts";

let status: GatewayOnline;
let loopback: Loopback;
beforeEach(async () => {
  status = onlineStatus;
  loopback = await serveLoopback(0, () => new Map([["door", status]]));
});
afterEach(() => loopback.stop());

function get(path: string, host?: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const headers = host === undefined ? {} : { host };
    request({ host: "127.0.0.1", port: loopback.port, path, headers }, (response) => {
      let body = "";
      response.on("data", (part) => {
        body += part;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
    })
      .on("error", reject)
      .end();
  });
}

describe("the loopback endpoint", () => {
  it("serves metrics, health and status", async () => {
    expect(await get("/metrics")).toMatchObject({
      status: 200,
      body: expect.stringContaining('sighej_gateway_info{gateway="door",version="0.1.0"} 1'),
    });
    expect(await get("/healthz")).toEqual({ status: 200, body: "scanning\n" });
    expect((await askLoopback(loopback.port)).get("door")).toEqual(onlineStatus);
    expect(await get("/")).toMatchObject({ status: 404 });
  });

  it.each([
    ["quiet", 200],
    ["silent", 503],
    ["off", 503],
    ["needs-power-cycle", 503],
  ] as const)("answers a supervisor about a radio that is %s with %i", async (radio, code) => {
    status = { ...onlineStatus, radio };
    expect(await get("/healthz")).toEqual({ status: code, body: `${radio}\n` });
  });

  it("tells nothing to a web page that reaches it by a name of its own", async () => {
    expect(await get("/status", "evil.example")).toEqual({
      status: 421,
      body: "ask for 127.0.0.1\n",
    });
    expect(await get("/status", `localhost:${loopback.port}`)).toMatchObject({ status: 200 });
  });

  it("says when no gateway runs, and when another has its port", async () => {
    const { port } = loopback;
    await expect(serveLoopback(port, () => new Map())).rejects.toMatchObject({
      code: "loopback-taken",
    });
    expect(await loopbackAnswers(port)).toBe(true);
    await loopback.stop();
    expect(await loopbackAnswers(port)).toBe(false);
    await expect(askLoopback(port)).rejects.toMatchObject({ code: "not-running" });
    loopback = await serveLoopback(0, () => new Map());
  });

  it("has every field of a status in what a person reads", () => {
    const text = statusLines("door", onlineStatus).join("\n");
    for (const part of [
      ...["scanning", "hci0", "15/s", "2 truncated", "55 sent", "4 waiting", "1 lost"],
      ...["2 silence", "usb-reset of hci0", "it is not on USB", "offered", "version 3", "older"],
      ...["1 bad-json", "-12 ms", "3 ms", "80 MB", "48.3 °C", "undervoltage", "CSR8510", "6.12"],
      ...["0.1.0, up 60.0 s"],
    ])
      expect(text, part).toContain(part);
  });
});
