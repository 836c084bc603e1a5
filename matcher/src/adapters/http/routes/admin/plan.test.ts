/**
 * Floor plans by HTTP: what is taken, and everything that is sent to do harm. The pictures are made by
 * hand here, and what comes back is read by another implementation than the one that drew it.
 */
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32, deflateSync, gzipSync, inflateSync } from "node:zlib";
import { PLAN_PIXELS_MAX } from "@sighej/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { venue } from "../../../../../test/fixtures.ts";
import { adminCode, startMatcher, type TestMatcher } from "../../../../../test/matcher.ts";

const AT_MOST_MS = 60_000;
const path = `/api/v1/admin/venue/${venue}/plan`;
let matcher: TestMatcher;
beforeAll(async () => {
  matcher = await startMatcher();
});
afterAll(() => matcher.stop());

const bearer = adminCode;
const text = (of: string) => new TextEncoder().encode(of);
const send = (bytes: Uint8Array, type: string) =>
  matcher.call("PUT", `${path}/picture`, { bearer, file: { type, bytes: Uint8Array.from(bytes) } });
const sendSvg = (inside: string, before = "") =>
  send(
    text(
      `${before}<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ` +
        `width="200" height="100">${inside}</svg>`,
    ),
    "image/svg+xml",
  );
const problem = async (answer: Response) => {
  const { type, detail } = (await answer.json()) as { type: string; detail?: string };
  return [answer.status, type.replace("/problems/", ""), detail ?? ""] as const;
};
const drawn = async () =>
  Buffer.from(await (await matcher.call("GET", `${path}/picture`, { bearer })).arrayBuffer());

/** Chunks of a PNG (PNG §5.3). */
function chunksOf(png: Buffer): readonly (readonly [string, Buffer])[] {
  expect(png.subarray(0, 8).toString("hex")).toBe("89504e470d0a1a0a");
  const chunks: [string, Buffer][] = [];
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    chunks.push([png.toString("latin1", at + 4, at + 8), png.subarray(at + 8, at + 8 + length)]);
    at += length + 12;
  }
  return chunks;
}

/** Colours that a PNG with a palette has anywhere, as hexadecimal RGB. */
function coloursOf(png: Buffer): ReadonlySet<string> {
  const chunks = chunksOf(png);
  const of = (type: string) => Buffer.concat(chunks.filter(([t]) => t === type).map(([, d]) => d));
  const [palette, header] = [of("PLTE"), of("IHDR")];
  const [width, depth] = [header.readUInt32BE(0), header[8] ?? 0];
  expect(header[9]).toBe(3);
  const row = Math.ceil((width * depth) / 8) + 1;
  const pixels = inflateSync(of("IDAT"));
  const seen = new Set<string>();
  for (let at = 0; at < pixels.length; at += row) {
    // Drawings come without a filter, so that a byte is what it says.
    expect(pixels[at]).toBe(0);
    for (let x = 0; x < width; x++) {
      const byte = pixels[at + 1 + Math.floor((x * depth) / 8)] ?? 0;
      const index = (byte >> (8 - depth - ((x * depth) % 8))) & (2 ** depth - 1);
      seen.add(palette.toString("hex", index * 3, index * 3 + 3));
    }
  }
  return seen;
}

const chunk = (type: string, data: Buffer) => {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
};
/** A black picture of one bit a pixel, as small as it can be packed. */
function blackPng(width: number, height: number, more: readonly Buffer[] = []): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 1;
  const rows = deflateSync(Buffer.alloc((Math.ceil(width / 8) + 1) * height));
  return Buffer.concat([
    Buffer.from("89504e470d0a1a0a", "hex"),
    ...[chunk("IHDR", header), ...more, chunk("IDAT", rows), chunk("IEND", Buffer.alloc(0))],
  ]);
}

describe("a floor plan", { timeout: AT_MOST_MS }, () => {
  it("is a drawing, then has a scale, and is gone when it is removed", async () => {
    const view = async () => (await matcher.call("GET", path, { bearer })).json();
    expect(await view()).toEqual({});
    expect((await matcher.call("GET", `${path}/picture`, { bearer })).status).toBe(404);
    const scale = {
      ...{ from: { x: 0, y: 0 }, to: { x: 2_048, y: 0 } },
      ...{ metres: 20, origin: { x: 0, y: 0 } },
    };
    const set = (body: unknown) => matcher.call("PUT", `${path}/scale`, { bearer, body });
    expect(await problem(await set(scale))).toEqual([404, "no-plan", ""]);
    const sent = await sendSvg('<rect width="100" height="100" fill="#1b4a4b"/>');
    expect(sent.status).toBe(200);
    // As large as is kept, for a drawing has no pixels.
    const picture = { width: PLAN_PIXELS_MAX, height: PLAN_PIXELS_MAX / 2 };
    expect(await sent.json()).toEqual({ picture: { ...picture, madeAt: expect.any(Number) } });
    expect(coloursOf(await drawn())).toEqual(new Set(["1b4a4b", "ffffff"]));
    expect(await (await set(scale)).json()).toMatchObject({ scale });
    expect(await problem(await set({ ...scale, origin: { x: 5, y: 1_500 } }))).toEqual([
      ...[422, "bad-field", "origin: expected a point of the picture"],
    ]);
    expect(await view()).toMatchObject({ picture, scale });
    await sendSvg("<path/>");
    expect(await view()).not.toHaveProperty("scale");
    expect((await matcher.call("DELETE", `${path}/picture`, { bearer })).status).toBe(204);
    expect((await matcher.call("DELETE", `${path}/picture`, { bearer })).status).toBe(404);
    expect(await view()).toEqual({});
  });

  it("is served as a picture and as nothing else", async () => {
    await sendSvg("<path/>");
    const { headers } = await matcher.call("GET", `${path}/picture`, { bearer });
    expect(headers.get("content-type")).toBe("image/png");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("content-security-policy")).toContain("sandbox");
    expect(headers.get("cache-control")).toBe("no-store");
  });

  it("notes who replaced it, and nothing of what is on it", async () => {
    await sendSvg("<!-- nobody's business --><path/>");
    const answer = await matcher.call("GET", "/api/v1/admin/audit", { bearer });
    const text = await answer.text();
    expect(text).toContain('"what":"replacePlanPicture"');
    expect(text).not.toContain("business");
  });

  it("keeps pixels only: no text of a PNG, and nothing that hangs on at its end", async () => {
    const secret = chunk("tEXt", Buffer.from("Comment\0Anna was here"));
    const polyglot = Buffer.concat([blackPng(30, 20, [secret]), text("<script>alert(1)</script>")]);
    expect((await send(polyglot, "image/png")).status).toBe(200);
    const png = await drawn();
    expect(chunksOf(png).map(([type]) => type)).not.toContain("tEXt");
    expect(png.includes("Anna")).toBe(false);
    expect(png.includes("script")).toBe(false);
    expect(png.readUInt32BE(16)).toBe(30);
    expect(coloursOf(png)).toEqual(new Set(["000000"]));
  });

  it("draws a picture by what it is, whatever it is called", async () => {
    expect((await send(blackPng(30, 20), "image/webp")).status).toBe(200);
    for (const [name, bytes] of [
      ["a GIF", Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64")],
      ["a page", text("<!doctype html><script>alert(1)</script>")],
      ["a PDF", text("%PDF-1.7\n1 0 obj\n<<>>\nendobj")],
      ["half a PNG", blackPng(300, 200).subarray(0, 50)],
      ["nothing", new Uint8Array()],
    ] as const)
      expect([name, ...(await problem(await send(bytes, "image/png")))]).toEqual([
        ...[name, 422, "bad-picture"],
        "it cannot be read: send a whole PNG, JPEG, WebP or SVG",
      ]);
    expect((await send(blackPng(3, 2), "text/html")).status).toBe(415);
    expect((await send(blackPng(3, 2), "application/pdf")).status).toBe(415);
  });
});

describe("a drawing that is meant to do harm", { timeout: AT_MOST_MS }, () => {
  it("leaves its scripts behind", async () => {
    const answer = await sendSvg(
      '<script>document.title="x"</script><rect width="9" height="9" onload="alert(1)"/>' +
        '<foreignObject><iframe src="javascript:alert(1)"/></foreignObject>',
    );
    expect(answer.status).toBe(200);
    const png = (await drawn()).toString("latin1");
    for (const word of ["script", "onload", "alert", "iframe"]) expect(png).not.toContain(word);
  });

  it("reaches no other machine and no file of this one", async () => {
    let asked = 0;
    const server = createServer((_request, response) => {
      asked++;
      response.end(blackPng(4, 4));
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as { port: number };
    const file = join(tmpdir(), `sighej-plan-${process.pid}.png`);
    await writeFile(file, blackPng(4, 4));
    for (const href of [`http://127.0.0.1:${port}/a.png`, `file://${file}`, file]) {
      const image = `<image width="200" height="100" href="${href}" xlink:href="${href}"/>`;
      const style = `<style>@import url("${href}"); rect { fill: url("${href}#a") }</style>`;
      const other = `<use href="${href}#a"/>`;
      await sendSvg(image + style + other);
      // Black would be what it was to fetch.
      expect(coloursOf(await drawn())).toEqual(new Set(["ffffff"]));
    }
    server.close();
    expect(asked).toBe(0);
    // What the drawing brings along itself is drawn: that it is missing above is no accident.
    const inline = `data:image/png;base64,${blackPng(4, 4).toString("base64")}`;
    await sendSvg(`<image width="200" height="100" preserveAspectRatio="none" href="${inline}"/>`);
    expect(coloursOf(await drawn())).toContain("000000");
  });

  it("reads nothing by an entity, and does not laugh a billion times", async () => {
    const laughs = Array.from({ length: 12 }, (_, at) =>
      at === 0 ? '<!ENTITY a0 "lol">' : `<!ENTITY a${at} "${`&a${at - 1};`.repeat(10)}">`,
    ).join("");
    for (const [doctype, inside] of [
      ['<!ENTITY x SYSTEM "file:///etc/passwd">', "<text>&x;</text>"],
      [laughs, "<text>&a11;</text>"],
    ] as const) {
      const answer = await sendSvg(inside, `<!DOCTYPE svg [${doctype}]>`);
      expect(await problem(answer)).toEqual([422, "bad-picture", expect.any(String)]);
    }
  });

  it("is refused when it says that it is larger than a hall needs", async () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="90000" height="90000"/>';
    const answer = await problem(await send(text(svg), "image/svg+xml"));
    expect(answer.slice(0, 2)).toEqual([422, "bad-picture"]);
  });
});

describe("a bomb", { timeout: AT_MOST_MS }, () => {
  it("of 30,000 by 30,000 pixels is refused before it is unpacked", async () => {
    const bomb = blackPng(30_000, 30_000);
    expect(bomb.length).toBeLessThan(1_000_000);
    expect(await problem(await send(bomb, "image/png"))).toEqual([
      ...[422, "bad-picture", "it has more than 64 million pixels: make it smaller first"],
    ]);
  });

  it("of 50 MB is refused, and the next picture is taken", async () => {
    const answer = await send(new Uint8Array(50_000_000), "image/png").catch(() => undefined);
    // The matcher may hang up before it has all been sent.
    if (answer !== undefined)
      expect((await problem(answer)).slice(0, 2)).toEqual([413, "body-too-large"]);
    expect((await send(blackPng(3, 2), "image/png")).status).toBe(200);
  });

  it("that is packed is not unpacked, be it the body or the drawing", async () => {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><!--${" ".repeat(200_000_000)}--></svg>`;
    const bytes = gzipSync(svg);
    expect(bytes.length).toBeLessThan(1_000_000);
    const body = await matcher.call("PUT", `${path}/picture`, {
      ...{ bearer, file: { type: "image/svg+xml", bytes: Uint8Array.from(bytes) } },
      headers: { "content-encoding": "gzip" },
    });
    expect(body.status).toBe(415);
    const packed = await problem(await send(bytes, "image/svg+xml"));
    expect(packed.slice(0, 2)).toEqual([422, "bad-picture"]);
  });
});
