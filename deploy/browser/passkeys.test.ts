/**
 * Passkeys of staff in a real browser: what Chromium's own authenticator makes and signs at the page
 * of a real matcher, by the name that the browser has found it at.
 */
import { decodeStaffPasskeys } from "@sighej/protocol";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sure } from "../../matcher/test/fixtures.ts";
import { startMatcher, type TestMatcher } from "../../matcher/test/matcher.ts";
import { type Browser, newBrowser, PASSWORD } from "../../matcher/test/staff.ts";
import { type Chromium, openChromium } from "./chromium.ts";
import { securityKey } from "./security-key.ts";

const ADMIN = "/api/v1/admin";
let chromium: Chromium;
let matcher: TestMatcher;
beforeAll(async () => {
  matcher = await startMatcher();
  chromium = await openChromium();
}, 60_000);
afterAll(async () => {
  await chromium?.stop();
  await matcher?.stop();
});

/** A page from the matcher, by its name; any does, for the browser asks where it is, not what. */
async function openPage(): Promise<Page> {
  const page = await chromium.browser.newPage();
  await page.goto(`${matcher.url.replace("127.0.0.1", "localhost")}/api/v1/openapi.json`);
  return page;
}

interface Answered {
  readonly status: number;
  readonly type: string;
}

/** Asks for a challenge, lets the browser answer it, and sends the answer, all in the page. */
const inPage = (page: Page, kind: "create" | "get", asked: object, more: object, csrf = "") =>
  page.evaluate(
    async ([kind, asked, more, csrf, admin]): Promise<Answered> => {
      const post = async (path: string, body?: object) => {
        const answer = await fetch(admin + path, {
          method: "POST",
          headers: { "content-type": "application/json", "x-csrf-token": csrf },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        return { status: answer.status, json: await answer.json() };
      };
      const makes = kind === "create";
      const challenge = makes
        ? await post("/me/passkeys/challenge", asked)
        : await post("/sign-in/challenge");
      const { publicKey } = challenge.json;
      try {
        const credential = makes
          ? await navigator.credentials.create({
              publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey),
            })
          : await navigator.credentials.get({
              publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey),
            });
        const body = { ...more, credential: (credential as PublicKeyCredential).toJSON() };
        const answer = await post(makes ? "/me/passkeys" : "/sign-in/passkey", body);
        return { status: answer.status, type: answer.json.type ?? "" };
      } catch (cause) {
        return { status: 0, type: (cause as Error).name };
      }
    },
    [kind, asked, more, csrf, ADMIN] as const,
  );

/** Signed in at that page with a password. */
async function signIn(page: Page, { name }: Pick<Browser, "name">): Promise<string> {
  return page.evaluate(
    async ([admin, name, password]) => {
      const headers = { "content-type": "application/json" };
      const body = JSON.stringify({ name, password });
      const answer = await fetch(`${admin}/sign-in`, { method: "POST", headers, body });
      return (await answer.json()).csrf ?? "";
    },
    [ADMIN, name, PASSWORD] as const,
  );
}
const enrol = (page: Page, csrf: string, name: string) =>
  inPage(page, "create", { password: PASSWORD }, { name }, csrf);
const enter = (page: Page) => inPage(page, "get", {}, {});
const me = (page: Page) =>
  page.evaluate(async (admin) => (await (await fetch(`${admin}/me`)).json()).name, ADMIN);
const kept = async (page: Page) =>
  sure(
    decodeStaffPasskeys(
      await page.evaluate(async (admin) => (await fetch(`${admin}/me/passkeys`)).json(), ADMIN),
    ),
  ).passkeys.map(({ name }) => name);

describe("a passkey in a browser", () => {
  it("is made at the page and signs in there, without a name typed", async () => {
    const anna = await newBrowser(matcher, "host");
    const page = await openPage();
    const key = await securityKey(page);
    const csrf = await signIn(page, anna);
    expect(await enrol(page, csrf, "This laptop")).toEqual({ status: 201, type: "" });
    expect(await kept(page)).toEqual(["This laptop"]);
    await page.context().clearCookies();
    expect(await me(page)).toBeUndefined();
    expect(await enter(page)).toEqual({ status: 200, type: "" });
    expect(await me(page)).toBe(anna.name);
    const [held] = await key.credentials();
    expect(held).toMatchObject({ rpId: "localhost", isResidentCredential: true });
    await page.close();
  });

  it("is not made twice on one key", async () => {
    const page = await openPage();
    await securityKey(page);
    const csrf = await signIn(page, await newBrowser(matcher, "host"));
    expect((await enrol(page, csrf, "One")).status).toBe(201);
    expect(await enrol(page, csrf, "Two")).toEqual({ status: 0, type: "InvalidStateError" });
    expect(await kept(page)).toEqual(["One"]);
    await page.close();
  });

  it("lets nobody in who only has the key in the hand", async () => {
    const page = await openPage();
    const key = await securityKey(page, "usb");
    const csrf = await signIn(page, await newBrowser(matcher, "host"));
    expect((await enrol(page, csrf, "Key")).status).toBe(201);
    await page.context().clearCookies();
    await key.verifies(false);
    expect(await enter(page)).toEqual({ status: 0, type: "NotAllowedError" });
    await key.verifies(true);
    expect((await enter(page)).status).toBe(200);
    await page.close();
  });

  it("that was copied is refused once the one that it was copied from has been used", async () => {
    const page = await openPage();
    const key = await securityKey(page);
    const csrf = await signIn(page, await newBrowser(matcher, "host"));
    await enrol(page, csrf, "Key");
    const [copy] = await key.credentials();
    if (copy === undefined) throw new Error("one was made");
    expect((await enter(page)).status).toBe(200);
    await key.put(copy);
    expect(await enter(page)).toEqual({ status: 401, type: "/problems/passkey-refused" });
    // The one that went on counting still lets in.
    await key.put({ ...copy, signCount: copy.signCount + 2 });
    expect((await enter(page)).status).toBe(200);
    await page.close();
  });
});
