import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { venue } from "../../../test/fixtures.ts";
import { problemOf, startMatcher, type TestMatcher } from "../../../test/matcher.ts";

/** Long enough to be worth compressing. */
const SCRIPT = "export const greeting = 1;\n".repeat(100);

let matcher: TestMatcher;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sighej-app-"));
  await mkdir(join(folder, "assets"));
  await writeFile(join(folder, "index.html"), "<!doctype html><title>SigHej</title>");
  await writeFile(join(folder, "assets", "app-1a2b.js"), SCRIPT);
  await writeFile(join(folder, ".secret"), "no");
  matcher = await startMatcher({
    appFolder: folder,
    adminFolder: folder,
    mounts: [
      {
        path: "/demo",
        handler: (_request, response) => {
          response.send("mounted");
        },
      },
    ],
  });
});
afterAll(async () => {
  await matcher.stop();
  await rm(folder, { recursive: true });
});

describe("the site", () => {
  it("answers unknown paths and methods of the API with a problem", async () => {
    expect((await problemOf(await matcher.call("GET", "/api/v1/nothing"))).status).toBe(404);
    expect((await problemOf(await matcher.call("GET", "/api/v2/session"))).status).toBe(404);
    expect((await problemOf(await matcher.call("PUT", "/api/v1/session"))).status).toBe(405);
    expect((await problemOf(await matcher.call("GET", "/nowhere"))).status).toBe(404);
    expect((await problemOf(await matcher.call("GET", "/api/v1/venue/%E0%A4%A"))).status).toBe(400);
  });

  it("lets a page load nothing from elsewhere, on every answer", async () => {
    for (const path of ["/healthz", "/", `/v/${venue}`, "/api/v1/session", "/nowhere", "/demo"]) {
      const { headers } = await matcher.call("GET", path);
      expect(headers.get("content-security-policy")).toContain("default-src 'self'");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("referrer-policy")).toBe("no-referrer");
      expect(headers.get("x-powered-by")).toBeNull();
    }
  });

  it("serves the app's page for a venue and leads to the only venue", async () => {
    const home = await matcher.call("GET", "/");
    expect(home.status).toBe(302);
    expect(home.headers.get("location")).toBe(`/v/${venue}`);
    const page = await matcher.call("GET", `/v/${venue}`);
    expect(page.status).toBe(200);
    expect(page.headers.get("content-type")).toContain("text/html");
    expect(page.headers.get("cache-control")).toBe("no-cache");
    const asset = await matcher.call("GET", "/assets/app-1a2b.js");
    expect(asset.headers.get("cache-control")).toContain("immutable");
  });

  it("serves the dashboard's page for every screen of it, and its files beside that", async () => {
    for (const path of ["/admin", "/admin/", "/admin/accounts", `/admin/venue/${venue}/live`]) {
      const page = await matcher.call("GET", path);
      expect(page.status, path).toBe(200);
      expect(page.headers.get("content-type")).toContain("text/html");
      expect(page.headers.get("cache-control")).toBe("no-cache");
    }
    const asset = await matcher.call("GET", "/admin/assets/app-1a2b.js");
    expect(asset.headers.get("cache-control")).toContain("immutable");
    for (const path of ["/admin/assets/app-0000.js", "/admin/assets/gone", "/admin/.secret"])
      expect((await matcher.call("GET", path)).status, path).toBe(404);
    expect((await matcher.call("POST", "/admin/accounts")).status).toBe(404);
    expect((await matcher.call("GET", "/administrator")).status).toBe(404);
  });

  it("compresses the app's files, and never an answer of the API", async () => {
    const headers = { "accept-encoding": "gzip" };
    const asset = await matcher.call("GET", "/assets/app-1a2b.js", { headers });
    expect(asset.headers.get("content-encoding")).toBe("gzip");
    expect(await asset.text()).toBe(SCRIPT);
    const document = await matcher.call("GET", "/api/v1/openapi.json", { headers });
    expect(document.headers.get("content-encoding")).toBeNull();
  });

  it("serves nothing that is hidden or outside its folder", async () => {
    for (const path of ["/.secret", "/..%2f..%2fetc%2fpasswd", "/assets/", "/assets/none.js"])
      expect((await matcher.call("GET", path)).status).toBeGreaterThanOrEqual(400);
  });

  it("mounts what a deployment brings along", async () => {
    expect(await (await matcher.call("GET", "/demo/any")).text()).toBe("mounted");
  });

  it("says that it is well", async () => {
    expect(await (await matcher.call("GET", "/healthz")).json()).toEqual({ status: "ok" });
  });

  it("says which port is in use", async () => {
    await expect(
      startMatcher({ http: { host: "127.0.0.1", port: matcher.port } }),
    ).rejects.toMatchObject({
      code: "port-in-use",
      message: expect.stringContaining(`${matcher.port}`),
    });
  });
});
