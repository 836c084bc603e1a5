import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { badgeProxy } from "./badge-proxy.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function serve(handler: RequestListener): Promise<URL> {
  const server = createServer(handler).listen(0, "127.0.0.1");
  servers.push(server);
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return new URL(`http://127.0.0.1:${address.port}/badge`);
}

describe("the badge proxy", () => {
  it("passes a binding on and the answer back, whatever it is", async () => {
    const badge = await serve((incoming, outgoing) => {
      incoming.on("data", (body) => {
        const seen = `${incoming.method} ${incoming.url} ${incoming.headers["content-type"]} ${body}`;
        outgoing.writeHead(422, { "content-type": "application/problem+json" }).end(seen);
      });
    });
    const proxy = await serve(badgeProxy(badge));
    const headers = { "content-type": "application/json" };
    const answer = await fetch(proxy, { method: "DELETE", headers, body: "{}" });
    expect(answer.status).toBe(422);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(await answer.text()).toBe("DELETE /badge application/json {}");
  });

  it("takes nothing but bindings", async () => {
    const proxy = await serve(badgeProxy(new URL("http://127.0.0.1:9/badge")));
    expect((await fetch(proxy)).status).toBe(405);
  });

  it("says that there is no badge when the simulator is gone", async () => {
    const proxy = await serve(badgeProxy(new URL("http://127.0.0.1:9/badge")));
    expect((await fetch(proxy, { method: "POST", body: "{}" })).status).toBe(502);
  });
});
