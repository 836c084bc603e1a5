import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { durationMs } from "@sighej/protocol";
import express from "express";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { listen } from "./listen.ts";
import { type Turnstile, turnstile } from "./turnstile.ts";

let gate: Turnstile;
let server: Server;
let url: string;
let finish: () => void;
let entered: Promise<void>;

beforeEach(async () => {
  gate = turnstile();
  const app = express();
  app.use(gate.handler);
  entered = new Promise((enter) => {
    app.get("/", (_request, response) => {
      finish = () => response.end("done");
      enter();
    });
  });
  server = createServer(app);
  url = `http://127.0.0.1:${await listen(server, { host: "127.0.0.1", port: 0 })}/`;
});
afterEach(async () => {
  const closed = once(server, "close");
  server.close();
  server.closeAllConnections();
  await closed;
});

const LONG = durationMs(60_000);

describe("the turnstile", () => {
  it("is empty at once when nobody is inside", async () => {
    await gate.empty(LONG);
  });

  it("waits for who is inside, lets nobody in, and is empty when the last has left", async () => {
    const answer = fetch(url);
    await entered;
    gate.shut();
    const empty = gate.empty(LONG);
    expect((await fetch(url)).status).toBe(503);
    finish();
    expect(await (await answer).text()).toBe("done");
    await empty;
  });

  it("waits no longer than it is told to", async () => {
    const hanging = fetch(url).catch(() => "cut");
    await entered;
    gate.shut();
    await gate.empty(durationMs(10));
    server.closeAllConnections();
    expect(await hanging).toBe("cut");
  });
});
