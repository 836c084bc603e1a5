import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { seconds } from "@sighej/protocol";
import { afterEach, describe, expect, it } from "vitest";
import type { OutsideRequest } from "../../outside-ports.ts";
import { askerOutside } from "./ask.ts";

const MB = 2 ** 20;
const servers: Server[] = [];
afterEach(() => {
  for (const each of servers.splice(0)) {
    each.closeAllConnections();
    each.close();
  }
});
async function serving(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
const near = askerOutside({ local: true });
const far = askerOutside({ local: false });
const get = (url: string, from: Partial<OutsideRequest> = {}): OutsideRequest => ({
  ...{ method: "GET", url, headers: {}, most: MB, within: seconds(5), redirects: 3 },
  ...from,
});

describe("asking outside", () => {
  it("answers with what was there, packed or not, and follows so many redirects", async () => {
    const url = await serving((request, response) => {
      if (request.url === "/") return void response.writeHead(302, { location: "/there" }).end();
      response.writeHead(200, { "content-type": "text/calendar", "content-encoding": "gzip" });
      response.end(gzipSync("BEGIN"));
    });
    const answer = await near(get(url));
    expect(answer).toMatchObject({ ok: true, status: 200, type: "text/calendar" });
    expect(answer.ok && Buffer.from(answer.body).toString()).toBe("BEGIN");
    expect(await near(get(url, { redirects: 0 }))).toEqual({
      ...{ ok: false, why: "too-many-redirects" },
    });
  });

  it("stops reading at so many bytes: announced, sent without end, or packed small", async () => {
    let sent = 0;
    const url = await serving((request, response) => {
      if (request.url === "/announced") {
        response.writeHead(200, { "content-length": 200 * MB });
        return void response.write("x");
      }
      if (request.url === "/bomb") {
        response.writeHead(200, { "content-encoding": "gzip" });
        return void response.end(gzipSync(Buffer.alloc(200 * MB)));
      }
      const part = Buffer.alloc(64 * 1024);
      const more = (): void => {
        while (!response.destroyed && response.write(part)) sent += part.length;
        response.once("drain", more);
      };
      more();
    });
    for (const path of ["/announced", "/bomb", "/endless"])
      expect([path, await near(get(url + path))]).toEqual([path, { ok: false, why: "too-large" }]);
    expect(sent).toBeLessThan(20 * MB);
  });

  it("does not wait for ever, and says what else is wrong", async () => {
    const url = await serving((request, response) => {
      if (request.url === "/broken") {
        response.writeHead(200, { "content-encoding": "gzip" });
        return void response.end("not packed at all");
      }
      if (request.url === "/strange") {
        return void response.writeHead(200, { "content-encoding": "zstd-of-mine" }).end("x");
      }
      if (request.url === "/loop") return void response.writeHead(301, { location: "/loop" }).end();
      response.writeHead(200);
      response.write("and then");
    });
    const why = async (path: string) => {
      const answer = await near(get(url + path, { within: seconds(1) }));
      return answer.ok ? "ok" : answer.why;
    };
    expect(await why("/slow")).toBe("no-answer");
    expect(await why("/broken")).toBe("bad-encoding");
    expect(await why("/strange")).toBe("bad-encoding");
    expect(await why("/loop")).toBe("too-many-redirects");
    expect(await near(get("http://127.0.0.1:1"))).toEqual({ ok: false, why: "unreachable" });
    expect(await near(get("https://nobody.invalid"))).toEqual({ ok: false, why: "no-address" });
    expect(await near(get("file:///etc/passwd"))).toEqual({ ok: false, why: "bad-address" });
    expect(await near(get("what"))).toEqual({ ok: false, why: "bad-address" });
  });

  it("reaches nothing that only we can reach: by scheme, address, name or redirect", async () => {
    const why = async (url: string) => {
      const answer = await far(get(url));
      return answer.ok ? "ok" : answer.why;
    };
    expect(await why(await serving((_, response) => response.end()))).toBe("not-https");
    for (const host of ["127.0.0.1", "[::1]", "10.0.0.1", "169.254.169.254", "[::ffff:7f00:1]"])
      expect([host, await why(`https://${host}/`)]).toEqual([host, "private-address"]);
    expect(await why("https://localhost/")).toBe("private-address");
    // A number that is an address, as some write it.
    expect(await why("https://2130706433/")).toBe("private-address");
    // Where redirects lead is judged as what was asked for: over plain http, not at all.
    const url = await serving((_, response) =>
      response.writeHead(302, { location: "file:///etc/passwd" }).end(),
    );
    expect(await near(get(url))).toEqual({ ok: false, why: "bad-address" });
  });
});
