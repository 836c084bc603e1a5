import { AUDIT_PAGE, decodeAuditTrail, decodeSignedIn, hours, minutes } from "@sighej/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { otherVenue, sure, venue } from "../../../../../test/fixtures.ts";
import {
  adminCode,
  problemOf,
  startMatcher,
  type TestMatcher,
} from "../../../../../test/matcher.ts";
import {
  type Browser,
  cookieOf,
  digitsOf,
  firstOwner,
  newBrowser,
  newToken,
  PASSWORD,
  signIn,
  startFactor,
} from "../../../../../test/staff.ts";

const ADMIN = "/api/v1/admin";
let matcher: TestMatcher;
beforeAll(async () => {
  matcher = await startMatcher();
});
afterAll(() => matcher.stop());

type Options = Parameters<TestMatcher["call"]>[2];
const call = (method: string, path: string, options?: Options) =>
  matcher.call(method, ADMIN + path, options);
const me = (headers: Browser["headers"]) => call("GET", "/me", { headers });
const kindOf = async (answer: Response) => (await problemOf(answer)).type.replace("/problems/", "");
const tryToSignIn = (name: string, password: string, more: object = {}) =>
  call("POST", "/sign-in", { body: { name, password, ...more } });

describe("the first owner", () => {
  it("is made by the printed code, once, and is signed in", async () => {
    const own = await startMatcher({ adminCodeOnce: true });
    const needed = async (headers = {}) =>
      (await own.call("GET", `${ADMIN}/owner`, { headers })).json();
    expect(await needed()).toEqual({ needed: true, signedIn: false });
    const body = { code: `${adminCode}x`, name: "Eve", password: PASSWORD };
    expect(await kindOf(await own.call("POST", `${ADMIN}/owner`, { body }))).toBe("bad-admin-code");
    const withCode = () => own.call("GET", `${ADMIN}/accounts`, { bearer: adminCode });
    expect((await withCode()).status).toBe(200);

    const owner = await firstOwner(own);
    expect(owner.signedIn).toMatchObject({ kind: "account", role: "owner", venues: "all" });
    expect((await own.call("GET", `${ADMIN}/me`, { headers: owner.headers })).status).toBe(200);
    expect(await needed()).toEqual({ needed: false, signedIn: false });
    expect(await needed(owner.headers)).toEqual({ needed: false, signedIn: true });
    expect(await needed({ cookie: "sighej-staff=AAAA" })).toMatchObject({ signedIn: false });
    // Guessing at codes is for where guesses are counted.
    expect(await needed({ authorization: `Bearer ${adminCode}` })).toMatchObject({
      signedIn: false,
    });
    const again = { code: adminCode, name: "Eve", password: PASSWORD };
    expect(await kindOf(await own.call("POST", `${ADMIN}/owner`, { body: again }))).toBe(
      "owner-exists",
    );
    // The code was good once.
    expect((await withCode()).status).toBe(401);
    await own.stop();
  });

  it("needs a password of twelve characters", async () => {
    const own = await startMatcher();
    const body = { code: adminCode, name: "Olga", password: "elevenchars" };
    const answer = await own.call("POST", `${ADMIN}/owner`, { body });
    expect((await problemOf(answer)).detail).toContain("12 characters or more");
    await own.stop();
  });
});

describe("signing in", () => {
  it("gives a cookie that no script reads and no other site sends", async () => {
    const { name } = await newBrowser(matcher, "host");
    const [cookie = ""] = (await tryToSignIn(name, PASSWORD)).headers.getSetCookie();
    expect(cookie).toMatch(/^sighej-staff=[\w-]{43}; Max-Age=43200; Path=\/; Expires=[^;]+;/);
    expect(cookie).toMatch(/; HttpOnly; SameSite=Strict$/);
  });

  it("gives one that is bound to this host and to TLS, where TLS is", async () => {
    const own = await startMatcher({ proxies: 1 });
    await firstOwner(own);
    const headers = { "x-forwarded-proto": "https" };
    const body = { name: "olga", password: PASSWORD };
    const answer = await own.call("POST", `${ADMIN}/sign-in`, { body, headers });
    const [cookie = ""] = answer.headers.getSetCookie();
    expect(cookie).toMatch(/^__Host-sighej-staff=/);
    expect(cookie).toContain("; Secure");
    const sent = { ...headers, cookie: cookieOf(answer) };
    expect((await own.call("GET", `${ADMIN}/me`, { headers: sent })).status).toBe(200);
    await own.stop();
  });

  it("answers a wrong name, a wrong password and a disabled account alike", async () => {
    const { name } = await newBrowser(matcher, "host");
    const gone = await newBrowser(matcher, "host");
    await edit(gone.name, { disabled: true });
    const answers = await Promise.all([
      tryToSignIn("nobody of ours", PASSWORD),
      tryToSignIn(name, "wrong horse battery"),
      tryToSignIn(gone.name, PASSWORD),
    ]);
    const bodies = await Promise.all(answers.map((each) => each.text()));
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401]);
    expect(new Set(bodies).size).toBe(1);
  });

  it("slows down whoever guesses: by address, and for one name from any address", async () => {
    const own = await startMatcher({ proxies: 1 });
    await firstOwner(own);
    const guess = (from: number, password: string) => {
      const headers = { "x-forwarded-for": `10.1.0.${from}` };
      return own.call("POST", `${ADMIN}/sign-in`, { body: { name: "OLGA", password }, headers });
    };
    const statuses: number[] = [];
    for (let at = 0; at < 11; at++) statuses.push((await guess(1, `wrong number ${at}`)).status);
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 401), 429]);
    for (let at = 2; at < 12; at++) expect((await guess(at, "wrong as well")).status).toBe(401);
    // Elsewhere, and right: but this name has been guessed at too often.
    expect((await guess(99, PASSWORD)).status).toBe(429);
    own.pass(minutes(2));
    expect((await guess(99, PASSWORD)).status).toBe(200);
    await own.stop();
  }, 30_000);

  it("ends after an hour without use, after twelve hours, and by signing out", async () => {
    const own = await startMatcher();
    const owner = await firstOwner(own);
    const asks = async ({ headers }: Browser) =>
      (await own.call("GET", `${ADMIN}/me`, { headers })).status;
    own.pass(minutes(59));
    expect(await asks(owner)).toBe(200);
    own.pass(minutes(59));
    expect(await asks(owner)).toBe(200);
    own.pass(minutes(61));
    expect(await asks(owner)).toBe(401);
    const second = await signIn(own, owner.name);
    for (let hour = 0; hour < 13; hour++) {
      expect(await asks(second)).toBe(own.now() < (second.signedIn.expiresAt ?? 0) ? 200 : 401);
      own.pass(minutes(55));
    }
    own.pass(hours(1));
    expect(await asks(second)).toBe(401);
    const third = await signIn(own, owner.name);
    const out = await own.call("POST", `${ADMIN}/sign-out`, { headers: third.headers });
    expect(out.status).toBe(204);
    expect(cookieOf(out)).toBe("sighej-staff=");
    expect(await asks(third)).toBe(401);
    await own.stop();
  });
});

/** What an owner changes about an account. */
async function edit(name: string, body: object): Promise<number> {
  const list = await (await call("GET", "/accounts", { bearer: adminCode })).json();
  const { accounts } = list as { accounts: readonly { id: string; name: string }[] };
  const id = accounts.find((each) => each.name === name)?.id;
  return (await call("PATCH", `/accounts/${id}`, { bearer: adminCode, body })).status;
}

describe("a change", () => {
  it("needs the word of its session: a cookie alone, as another site would send it, is refused", async () => {
    const { headers } = await newBrowser(matcher, "owner");
    const { cookie = "" } = headers;
    const other = await newBrowser(matcher, "owner");
    for (const csrf of ["", "wrong", other.signedIn.csrf ?? ""]) {
      const forged = { cookie, "x-csrf-token": csrf };
      const answer = await call("POST", "/sign-out", { headers: forged });
      expect(await kindOf(answer)).toBe("bad-csrf");
    }
    expect((await call("GET", "/me", { headers: { cookie } })).status).toBe(200);
    expect((await call("POST", "/sign-out", { headers })).status).toBe(204);
  });

  it("is in the audit trail: who, what, when and where, and no secret", async () => {
    const own = await startMatcher();
    const owner = await firstOwner(own);
    const { headers } = owner;
    const quiet = `${ADMIN}/venue/${venue}/zone/bar/quiet`;
    await own.call("PUT", quiet, { headers, body: { quiet: true } });
    await own.call("PUT", quiet, { headers, body: { quiet: "yes" } });
    const secrets = ["correct horse battery", "wrong password here"];
    const password = { current: secrets[0], next: secrets[1] };
    await own.call("PUT", `${ADMIN}/me/password`, { headers, body: password });
    await own.call("POST", `${ADMIN}/sign-in`, { body: { name: "Olga", password: secrets[0] } });
    const text = await (await own.call("GET", `${ADMIN}/audit`, { headers })).text();
    const { entries } = sure(decodeAuditTrail(JSON.parse(text)));
    for (const secret of secrets) expect(text).not.toContain(secret);
    expect(entries.map(({ at: _, ...entry }) => entry)).toEqual([
      { by: "Olga", what: "signIn", fields: ["refused"] },
      { by: "Olga", what: "changePassword", fields: ["current", "next"] },
      { by: "Olga", what: "switchQuiet", venue, about: "bar", fields: ["quiet=true"] },
      { by: "Olga", what: "createOwner", fields: [] },
    ]);
    for (const { at } of entries) expect(Math.abs(at - own.now())).toBeLessThan(minutes(1));
    await own.stop();
  });

  it("can be read back page by page", async () => {
    const own = await startMatcher();
    const { headers } = await firstOwner(own);
    const note = { at: own.now(), by: "Olga", what: "switchQuiet", fields: [] };
    for (let at = 0; at < AUDIT_PAGE; at++) await own.ports.staff.note(note);
    const page = async (query: string) =>
      sure(decodeAuditTrail(await (await own.call("GET", ADMIN + query, { headers })).json()));
    const first = await page("/audit");
    expect(first.entries).toHaveLength(AUDIT_PAGE);
    const rest = await page(`/audit?before=${first.next}`);
    expect([rest.entries.length, rest.next]).toEqual([1, undefined]);
    expect((await own.call("GET", `${ADMIN}/audit?before=0`, { headers })).status).toBe(422);
    await own.stop();
  });
});

describe("a password", () => {
  it("is changed by who knows it; other browsers are signed out", async () => {
    const first = await newBrowser(matcher, "viewer");
    const second = await signIn(matcher, first.name);
    const change = (current: string) =>
      call("PUT", "/me/password", {
        headers: first.headers,
        body: { current, next: "another phrase 12" },
      });
    expect((await change("not my password")).status).toBe(401);
    expect((await change(PASSWORD)).status).toBe(204);
    expect([(await me(first.headers)).status, (await me(second.headers)).status]).toEqual([
      200, 401,
    ]);
    expect((await tryToSignIn(first.name, PASSWORD)).status).toBe(401);
    expect((await tryToSignIn(first.name, "another phrase 12")).status).toBe(200);
  });
});

describe("a second factor", () => {
  it("is asked for once its first digits were seen, and each digits are good once", async () => {
    const own = await startMatcher();
    const owner = await firstOwner(own);
    const { headers } = owner;
    const prove = (digits: string) =>
      own.call("PUT", `${ADMIN}/me/factor`, { headers, body: { digits } });
    expect(await kindOf(await prove("000000"))).toBe("no-factor");
    const secret = await startFactor(own, owner);
    const enter = (more: object = {}) => {
      const body = { name: "Olga", password: PASSWORD, ...more };
      return own.call("POST", `${ADMIN}/sign-in`, { body });
    };
    expect((await enter()).status).toBe(200);
    const digits = digitsOf(secret, own.now());
    const wrong = digits === "123456" ? "654321" : "123456";
    expect((await prove(wrong)).status).toBe(401);
    expect((await prove(digits)).status).toBe(204);

    expect(await kindOf(await enter())).toBe("factor-needed");
    expect(await kindOf(await enter({ digits: wrong }))).toBe("bad-credentials");
    expect(await kindOf(await enter({ digits }))).toBe("bad-credentials");
    const later = own.pass(minutes(1));
    const entered = await enter({ digits: digitsOf(secret, later) });
    expect(sure(decodeSignedIn(await entered.json())).secondFactor).toBe(true);
    await own.stop();
  });

  it("is begun with the password only, and taken away by an owner", async () => {
    const browser = await newBrowser(matcher, "operator");
    const { headers, name } = browser;
    const begin = await call("POST", "/me/factor", {
      headers,
      body: { password: "not it at all" },
    });
    expect(begin.status).toBe(401);
    const secret = await startFactor(matcher, browser);
    const body = { digits: digitsOf(secret, matcher.now()) };
    expect((await call("PUT", "/me/factor", { headers, body })).status).toBe(204);
    expect(await kindOf(await tryToSignIn(name, PASSWORD))).toBe("factor-needed");
    expect(await edit(name, { secondFactor: false })).toBe(204);
    expect((await tryToSignIn(name, PASSWORD)).status).toBe(200);
  });
});

describe("an account", () => {
  it("has what an owner gives it, from the next request on", async () => {
    const { headers, name } = await newBrowser(matcher, "owner");
    expect((await call("GET", "/accounts", { headers })).status).toBe(200);
    expect(await edit(name, { role: "viewer", venues: [otherVenue] })).toBe(204);
    expect((await me(headers)).status).toBe(401);
    const again = await signIn(matcher, name);
    expect(again.signedIn).toMatchObject({ role: "viewer", venues: [otherVenue] });
    expect((await call("GET", "/accounts", { headers: again.headers })).status).toBe(403);
  });

  it("is one by name, and the last owner stays", async () => {
    const own = await startMatcher();
    const { headers } = await firstOwner(own);
    const body = { name: "OLGA", password: PASSWORD, role: "host", venues: "all" };
    const taken = await own.call("POST", `${ADMIN}/accounts`, { headers, body });
    expect(await kindOf(taken)).toBe("name-taken");
    const [olga] = await own.ports.staff.accounts();
    const demote = await own.call("PATCH", `${ADMIN}/accounts/${olga?.id}`, {
      headers,
      body: { role: "viewer" },
    });
    expect(await kindOf(demote)).toBe("last-owner");
    await own.stop();
  });
});

describe("a token", () => {
  it("lets a script into its scopes until it is over or revoked, and is told once", async () => {
    const own = await startMatcher();
    const bearer = await newToken(own, ["quiet:read"]);
    const ask = (path: string) => own.call("GET", `${ADMIN}${path}`, { bearer });
    expect(bearer).toMatch(/^sgh_[\w-]{43}$/);
    expect((await ask(`/venue/${venue}/quiet`)).status).toBe(200);
    expect((await ask(`/venue/${venue}/complaints`)).status).toBe(403);
    expect((await ask("/accounts")).status).toBe(403);
    expect(await (await ask("/me")).json()).toMatchObject({
      kind: "token",
      scopes: ["quiet:read"],
    });
    const list = await own.call("GET", `${ADMIN}/tokens`, { bearer: adminCode });
    const text = await list.text();
    expect(text).not.toContain(bearer);
    const [{ id } = { id: "" }] = (JSON.parse(text) as { tokens: readonly { id: string }[] })
      .tokens;
    const revoke = await own.call("DELETE", `${ADMIN}/tokens/${id}`, { bearer: adminCode });
    expect(revoke.status).toBe(204);
    expect((await ask("/me")).status).toBe(401);
    const second = await newToken(own, ["quiet:read"]);
    own.pass(hours(24));
    const over = await own.call("GET", `${ADMIN}/me`, { bearer: second });
    expect(over.status).toBe(401);
    await own.stop();
  });
});
