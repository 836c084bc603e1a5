/**
 * Texts of staff that are scripts or formulas, in every field of every operation that takes one: what
 * the matcher keeps of them is shown as text on every screen, runs nowhere, and is no formula in any
 * file for spreadsheets.
 */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { addPasskey, adminOrigin } from "../../../matcher/test/authenticator.ts";
import { venue } from "../../../matcher/test/fixtures.ts";
import { adminCode } from "../../../matcher/test/matcher.ts";
import { operationOf, pathOf, type Subject } from "../../../matcher/test/requests.ts";
import { type Browser, newBrowser, newToken } from "../../../matcher/test/staff.ts";
import { type Chromium, openChromium } from "../chromium.ts";
import { crawl } from "./crawl.ts";
import { hostileRequests, payloads } from "./hostile.ts";
import { type House, openHouse } from "./house.ts";

/** Hundreds of requests, and every screen. */
const AT_MOST_MS = 300_000;
/** Below this much, fewer fields take any text than are known to: names of accounts and tokens. */
const LEAST_KEPT = 4;

let chromium: Chromium;
let house: House;
beforeAll(async () => {
  chromium = await openChromium();
  house = await openHouse({ counting: true, adminCodeOnce: false, adminOrigin, proxies: 1 });
}, AT_MOST_MS);
afterAll(async () => {
  await house?.stop();
  await chromium?.stop();
});

/** What requests are about. Who is asked to change their own account is somebody else than who looks. */
async function subjectOf(owner: Browser): Promise<Subject> {
  const { matcher } = house;
  const other = await newBrowser(matcher, "host");
  const accounts = await matcher.ports.staff.accounts();
  await newToken(matcher, ["report:read"]);
  const [token] = await matcher.ports.staff.tokens(matcher.now());
  await addPasskey(matcher, owner);
  const listed = await matcher.call("GET", "/api/v1/admin/me/passkeys", { headers: owner.headers });
  const { passkeys } = (await listed.json()) as { readonly passkeys: readonly { id: string }[] };
  await matcher.call("POST", `/api/v1/admin/venue/${venue}/gateways`, {
    ...{ bearer: adminCode, body: { gateway: "made" } },
  });
  const schedule = "AAAAAAAAAAAAAAAA";
  const url = "https://a.example/schedule.ics";
  await matcher.ports.schedules.add({ id: schedule, venue, url, timeZone: "Etc/UTC" });
  return {
    ...{ owner, host: other, code: "none", digits: "000000", nudge: "none", bearer: "", claim: "" },
    account: accounts.find(({ name }) => name === other.name)?.id ?? "",
    token: token?.id ?? "",
    passkey: passkeys[0]?.id ?? "",
    gateway: "made",
    screen: { id: "none", code: "", cookie: "" },
    ...{ schedule, draft: venue, proposal: "none" },
  } as unknown as Subject;
}

/** Fields of a file for spreadsheets (RFC 4180). */
const fieldsOf = (csv: string): readonly string[] =>
  [...csv.replace("\uFEFF", "").matchAll(/(?:^|[,\n])(?:"((?:[^"]|"")*)"|([^",\r\n]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? "",
  );

it("runs no text of staff, on no screen and in no file", { timeout: AT_MOST_MS }, async () => {
  const desk = await house.desk(chromium.browser);
  const { matcher } = house;
  const subject = await subjectOf(await newBrowser(matcher, "owner"));
  const document = await (await matcher.call("GET", "/api/v1/openapi.json")).json();
  const requests = hostileRequests(document, subject);
  const kept = new Set<string>();
  let at = 0;
  for (const { operation, method, path: _, body, field } of requests) {
    const headers = {
      ...subject.owner.headers,
      "x-forwarded-for": `10.8.${++at >> 8}.${at & 255}`,
    };
    matcher.pass(100);
    const path = pathOf(operationOf(operation), subject);
    const answer = await matcher.call(method, path, { headers, body });
    expect([operation, field, answer.status < 500]).toEqual([operation, field, true]);
    if (answer.ok) kept.add(`${operation} ${field}`);
  }
  expect(new Set(requests.map(({ operation }) => operation)).size).toBeGreaterThan(15);
  expect([...kept]).toEqual(expect.arrayContaining(["createAccount name", "createToken name"]));
  expect(kept.size).toBeGreaterThanOrEqual(LEAST_KEPT);

  const ran: string[] = [];
  desk.page.on("dialog", (dialog) => {
    ran.push(dialog.message());
    void dialog.dismiss();
  });
  const violated: string[] = [];
  await desk.page.exposeFunction("violated", (what: string) => void violated.push(what));
  await desk.page.addInitScript(() => {
    addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
      (globalThis as unknown as { violated(what: string): void }).violated(
        `${violatedDirective} ${blockedURI}`,
      ),
    );
  });
  const shown = new Set<string>();
  let files = 0;
  const seen = await crawl(desk, ["/", `/venue/${venue}`], async (address) => {
    const text = await desk.page.locator("body").innerText();
    for (const payload of payloads) if (text.includes(payload)) shown.add(payload);
    expect(await desk.page.locator("img[src='x'], svg[onload]").count(), address).toBe(0);
    const downloads = desk.button("download_csv").and(desk.page.locator(":enabled"));
    for (const each of await downloads.all()) {
      const waits = desk.page.waitForEvent("download");
      await each.click();
      const csv = await readFile(await (await waits).path(), "utf8");
      for (const field of fieldsOf(csv)) expect(field, address).not.toMatch(/^\s*[=+@]|^\s*-\D/);
      files++;
    }
  });
  expect(ran).toEqual([]);
  expect(violated).toEqual([]);
  expect(desk.faults).toEqual([]);
  expect([...shown].toSorted()).toEqual(payloads.toSorted());
  expect(files).toBeGreaterThan(0);

  // Every screen of the whole house was among them; those of a venue as they are linked.
  const routes = await readFile(
    fileURLToPath(new URL("../../../admin/src/routes.ts", import.meta.url)),
    "utf8",
  );
  const paths = [...routes.matchAll(/path: "(\/[^":]*)"/g)].map(([, path = ""]) => path);
  expect(paths.length).toBeGreaterThan(3);
  for (const path of paths) expect(seen).toContain(path);
});
