import { decodeOidcStarted, decodeStaffAccounts, hours, minutes } from "@sighej/protocol";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { adminOrigin } from "../../../../../test/authenticator.ts";
import { sure, venue } from "../../../../../test/fixtures.ts";
import {
  adminCode,
  problemOf,
  startMatcher,
  type TestMatcher,
} from "../../../../../test/matcher.ts";
import {
  CLIENT_ID,
  CLIENT_SECRET,
  type OidcServer,
  startOidcServer,
} from "../../../../../test/oidc-server.ts";
import { cookieOf, firstOwner, newBrowser, PASSWORD } from "../../../../../test/staff.ts";
import { parseRoleMapping } from "../../../../domain/staff/role-mapping.ts";

const ADMIN = "/api/v1/admin";
const back = `${adminOrigin}/admin/signed-in`;
const roles = parseRoleMapping(`admins=owner, crew=host@${venue}`) ?? [];

let server: OidcServer;
let matcher: TestMatcher;
const configOf = ({ issuer }: Pick<OidcServer, "issuer">) => ({
  proxies: 1,
  adminOrigin,
  oidc: {
    ...{ issuer, clientId: CLIENT_ID, clientSecret: CLIENT_SECRET },
    ...{ scope: "openid profile", roleClaim: "groups", roles },
  },
});
beforeAll(async () => {
  server = await startOidcServer(back);
  matcher = await startMatcher(configOf(server));
  await firstOwner(matcher);
});
afterAll(async () => {
  await matcher?.stop();
  await server?.stop();
});
beforeEach(() => {
  server.lies = {};
});

const octets = (length: number) => Buffer.alloc(length, 4).toString("base64url");
let asked = 0;
const from = () => ({ "x-forwarded-for": `10.5.${++asked >> 8}.${asked & 255}` });

/** A browser that has been sent out: its cookie, and where to. */
async function goOut(at = matcher) {
  const answer = await at.call("POST", `${ADMIN}/oidc`, { headers: from() });
  const cookie = cookieOf(answer);
  return {
    cookie,
    answer,
    ...(answer.ok ? sure(decodeOidcStarted(await answer.json())) : { url: "" }),
  };
}
const comeBack = (cookie: string, came: string, at = matcher) =>
  at.call("POST", `${ADMIN}/oidc/sign-in`, {
    headers: { ...from(), cookie },
    body: { answer: new URL(came).search },
  });
const outcomeOf = async (answer: Response) =>
  answer.ok ? "done" : (await problemOf(answer)).type.replace("/problems/", "");

/** Somebody of these groups, who signs in there and comes back. */
async function signIn(subject: string, groups: readonly string[], name = subject, at = matcher) {
  server.people.set(subject, { name, groups, email: `${subject}@private.example` });
  server.signedIn = subject;
  const { cookie, url } = await goOut(at);
  return comeBack(cookie, await server.follow(url), at);
}
const meOf = async (answer: Response) => {
  const headers = {
    cookie: answer.headers
      .getSetCookie()
      .map((each) => each.split(";")[0])
      .join("; "),
  };
  const me = await matcher.call("GET", `${ADMIN}/me`, { headers });
  return { status: me.status, headers, body: await me.json() };
};
const accounts = async () => {
  const listed = await matcher.call("GET", `${ADMIN}/accounts`, { bearer: adminCode });
  return sure(decodeStaffAccounts(await listed.json())).accounts;
};

describe("somebody who signs in at the provider", () => {
  it("is let in with the role that their group has, as an account of theirs alone", async () => {
    const answer = await signIn("crew-1", ["crew", "choir"], "Anna Friis");
    expect(answer.status).toBe(200);
    expect((await meOf(answer)).body).toMatchObject({
      ...{ kind: "account", name: "Anna Friis", role: "host", venues: [venue] },
      csrf: expect.any(String),
    });
    await signIn("crew-1", ["crew"], "Anna Friis");
    const own = (await accounts()).filter(({ name }) => name === "Anna Friis");
    expect(own).toMatchObject([{ role: "host", issuer: server.issuer, secondFactor: false }]);
  });

  it("leaves a name here, and nothing else of themselves", async () => {
    await signIn("crew-2", ["crew"], "Bo Dam");
    const kept = (await matcher.ports.staff.accounts()).find(({ name }) => name === "Bo Dam");
    expect(kept).toEqual({
      ...{ id: expect.any(String), name: "Bo Dam", role: "host", venues: [venue] },
      elsewhere: { issuer: server.issuer, subject: "crew-2" },
      ...{ disabled: false, createdAt: expect.any(Number) },
    });
    expect(JSON.stringify(await matcher.ports.staff.audit(200))).not.toContain("private.example");
  });

  it("is told from a namesake, whoever had the name first", async () => {
    const local = await newBrowser(matcher, "viewer");
    expect(await outcomeOf(await signIn("crew-3", ["crew"], local.name))).toBe("done");
    expect(await outcomeOf(await signIn("crew-4", ["crew"], local.name.toUpperCase()))).toBe(
      "done",
    );
    const names = (await accounts()).map(({ name }) => name.toLowerCase());
    for (const suffix of ["", " 2", " 3"])
      expect(names).toContain(local.name.toLowerCase() + suffix);
    // And the name opens nothing: the local account's password is its own.
    const body = { name: `${local.name} 2`, password: PASSWORD };
    const guess = await matcher.call("POST", `${ADMIN}/sign-in`, { body, headers: from() });
    expect(await outcomeOf(guess)).toBe("bad-credentials");
  });

  it("has a name that fits a line, whatever it is there", async () => {
    await signIn("odd", ["crew"], ` \u202eEvil\u0000\n name ${"x".repeat(300)} `);
    const kept = (await matcher.ports.staff.accounts()).find(
      ({ elsewhere }) => elsewhere?.subject === "odd",
    );
    expect(kept?.name).toMatch(/^Evil name x{40,50}$/);
  });

  it("has no role where nothing says so, and no account either", async () => {
    expect(await outcomeOf(await signIn("guest", []))).toBe("no-role");
    expect(await outcomeOf(await signIn("choir", ["choir", "Crew", "owner"]))).toBe("no-role");
    const subjects = (await matcher.ports.staff.accounts()).map(
      ({ elsewhere }) => elsewhere?.subject,
    );
    expect(subjects).not.toContain("guest");
    expect(subjects).not.toContain("choir");
  });

  it("has another role at the next sign-in when it is another one there", async () => {
    const first = await meOf(await signIn("mover", ["admins"]));
    expect(first.body).toMatchObject({ role: "owner", venues: "all" });
    const second = await meOf(await signIn("mover", ["crew"]));
    expect(second.body).toMatchObject({ role: "host", venues: [venue] });
    const old = await matcher.call("GET", `${ADMIN}/me`, { headers: first.headers });
    expect(old.status).toBe(401);
  });

  it("is out in every browser once a role was taken away and they come again", async () => {
    const before = await meOf(await signIn("leaver", ["crew"]));
    expect(before.status).toBe(200);
    expect(await outcomeOf(await signIn("leaver", []))).toBe("no-role");
    const { headers } = before;
    expect((await matcher.call("GET", `${ADMIN}/me`, { headers })).status).toBe(401);
  });

  it("is pushed no report any more once a role was taken away and they come again", async () => {
    const { headers, body } = await meOf(await signIn("listener", ["crew"]));
    const listens = () => matcher.ports.alerts.listening(matcher.now());
    const subscribed = await matcher.call("PUT", `${ADMIN}/me/alerts`, {
      headers: { ...headers, "x-csrf-token": (body as { csrf: string }).csrf },
      body: {
        endpoint: "https://push.example/one",
        keys: { p256dh: octets(65), auth: octets(16) },
      },
    });
    expect([subscribed.status, (await listens()).length]).toEqual([204, 1]);
    expect(await outcomeOf(await signIn("listener", []))).toBe("no-role");
    expect(await listens()).toEqual([]);
  });

  it("stays out once an owner has disabled the account, whatever the provider says", async () => {
    await signIn("barred", ["crew"], "Barred");
    const account = (await accounts()).find(({ name }) => name === "Barred");
    const edit = (body: object) =>
      matcher.call("PATCH", `${ADMIN}/accounts/${account?.id}`, { bearer: adminCode, body });
    expect((await edit({ disabled: true })).status).toBe(204);
    expect(await outcomeOf(await signIn("barred", ["admins"], "Barred"))).toBe("no-role");
    // What the provider gives is not given here: it would be gone at the next sign-in.
    for (const body of [{ role: "owner" }, { password: PASSWORD }, { venues: "all" }])
      expect(await outcomeOf(await edit(body))).toBe("signs-in-elsewhere");
  });

  it("gets no password, digits or passkey here, which would outlast the role", async () => {
    const answer = await signIn("keen", ["crew"]);
    const { headers, body } = await meOf(answer);
    const sent = { ...headers, "x-csrf-token": (body as { csrf: string }).csrf };
    const asks = [
      ["PUT", "/me/password", { current: PASSWORD, next: PASSWORD }],
      ["POST", "/me/factor", { password: PASSWORD }],
      ["POST", "/me/passkeys/challenge", { password: PASSWORD }],
    ] as const;
    for (const [method, path, body] of asks) {
      const refused = await matcher.call(method, ADMIN + path, {
        headers: { ...sent, ...from() },
        body,
      });
      expect(await outcomeOf(refused)).toBe("signs-in-elsewhere");
    }
  });
});

describe("a sign-in elsewhere is refused", () => {
  beforeAll(() => {
    server.people.set("crew", { name: "Crew", groups: ["crew"] });
  });
  beforeEach(() => {
    server.signedIn = "crew";
  });

  it("with another state than was given", async () => {
    const { cookie, url } = await goOut();
    const came = new URL(await server.follow(url));
    came.searchParams.set("state", "0".repeat(64));
    expect(await outcomeOf(await comeBack(cookie, came.href))).toBe("oidc-refused");
  });

  it("in a browser that did not begin it, or began another one", async () => {
    const [mine, others] = [await goOut(), await goOut()];
    const came = await server.follow(others.url);
    expect(await outcomeOf(await comeBack("", came))).toBe("oidc-refused");
    expect(await outcomeOf(await comeBack(mine.cookie, came))).toBe("oidc-refused");
    // With its code in the place of one's own, PKCE is what stands in the way.
    const [again, stolen] = [await goOut(), await goOut()];
    const own = new URL(await server.follow(again.url));
    const code = new URL(await server.follow(stolen.url)).searchParams.get("code") ?? "";
    own.searchParams.set("code", code);
    expect(await outcomeOf(await comeBack(again.cookie, own.href))).toBe("oidc-refused");
  });

  it("when its code is played again", async () => {
    const { cookie, url } = await goOut();
    const came = await server.follow(url);
    expect(await outcomeOf(await comeBack(cookie, came))).toBe("done");
    expect(await outcomeOf(await comeBack(cookie, came))).toBe("oidc-refused");
  });

  it("five minutes after it was begun", async () => {
    const { cookie, url } = await goOut();
    const came = await server.follow(url);
    matcher.pass(minutes(5));
    expect(await outcomeOf(await comeBack(cookie, came))).toBe("oidc-refused");
  });

  it("when the person said no there", async () => {
    const { cookie, url } = await goOut();
    const state = new URL(url).searchParams.get("state");
    const came = `${back}?error=access_denied&state=${state}&iss=${encodeURIComponent(server.issuer)}`;
    expect(await outcomeOf(await comeBack(cookie, came))).toBe("oidc-refused");
  });

  const hour = () => Math.floor((Date.now() - hours(1)) / 1_000);
  const lies: Readonly<Record<string, () => OidcServer["lies"]>> = {
    "made for another audience": () => ({ claims: { aud: "another-client" } }),
    "made for several, and for us by none": () => ({
      claims: { aud: ["sighej", "other"], azp: "other" },
    }),
    "of another issuer": () => ({ claims: { iss: "https://evil.example" } }),
    "with another nonce": () => ({ claims: { nonce: "another" } }),
    "without a nonce": () => ({ claims: { nonce: undefined } }),
    "that is over": () => ({ claims: { exp: hour(), iat: hour() - 60 } }),
    "without a subject": () => ({ claims: { sub: undefined } }),
    "signed by a key that is not the provider's": () => ({ foreignKey: true }),
    "signed by nobody": () => ({ unsigned: true }),
  };
  it.each(Object.entries(lies))("by an ID token %s", async (_, lie) => {
    const { cookie, url } = await goOut();
    const came = await server.follow(url);
    server.lies = lie();
    expect(await outcomeOf(await comeBack(cookie, came))).toBe("oidc-refused");
  });

  it("and who goes on trying is slowed down", async () => {
    const headers = { "x-forwarded-for": "10.6.0.1" };
    const outcomes: string[] = [];
    for (let at = 0; at < 11; at++) {
      const options = { headers, body: { answer: "?code=guessed&state=guessed" } };
      outcomes.push(await outcomeOf(await matcher.call("POST", `${ADMIN}/oidc/sign-in`, options)));
    }
    expect(outcomes.at(0)).toBe("oidc-refused");
    expect(outcomes.at(-1)).toBe("too-many-tries");
  });
});

describe("the way out", () => {
  it("ties the answer to this browser by a cookie that no script and no other site gets", async () => {
    const headers = { ...from(), "x-forwarded-proto": "https" };
    const answer = await matcher.call("POST", `${ADMIN}/oidc`, { headers });
    const [cookie = ""] = answer.headers.getSetCookie();
    expect(cookie).toMatch(/^__Host-sighej-oidc=[\w-]{43}; Max-Age=300; Path=\//);
    expect(cookie).toMatch(/HttpOnly; Secure; SameSite=Strict$/);
  });

  it("asks for a code with PKCE, and tells the provider nothing of the secret", async () => {
    const { cookie, url } = await goOut();
    const { searchParams } = new URL(url);
    expect(Object.fromEntries(searchParams)).toEqual({
      ...{ client_id: CLIENT_ID, response_type: "code", scope: "openid profile" },
      ...{ redirect_uri: back, code_challenge_method: "S256" },
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[0-9a-f]{64}$/),
      nonce: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(url).not.toContain(cookie.split("=")[1]);
  });

  it("is named to whoever is about to sign in, and is not there without a provider", async () => {
    const entrance = await matcher.call("GET", `${ADMIN}/owner`);
    expect(await entrance.json()).toEqual({
      needed: false,
      signedIn: false,
      oidc: new URL(server.issuer).host,
    });
    const own = await startMatcher();
    expect(await (await own.call("GET", `${ADMIN}/owner`)).json()).toEqual({
      needed: true,
      signedIn: false,
    });
    expect(await outcomeOf(await own.call("POST", `${ADMIN}/oidc`))).toBe("no-oidc");
    await own.stop();
  });

  it("is closed until there is a first owner, who has a password", async () => {
    const own = await startMatcher(configOf(server));
    expect(await outcomeOf(await signIn("early", ["admins"], "Early", own))).toBe("owner-needed");
    await firstOwner(own);
    expect(await outcomeOf(await signIn("early", ["admins"], "Early", own))).toBe("done");
    await own.stop();
  });
});

describe("while the provider is down", () => {
  it("says so in a sentence, and lets local accounts in", async () => {
    const gone = await startOidcServer(back);
    const own = await startMatcher(configOf(gone));
    const { name } = await firstOwner(own);
    const out = await goOut(own);
    gone.people.set("late", { name: "Late", groups: ["crew"] });
    gone.signedIn = "late";
    const came = await gone.follow(out.url);
    await gone.stop();
    const problem = await problemOf(await comeBack(out.cookie, came, own));
    expect(problem).toMatchObject({
      status: 503,
      title: expect.stringContaining("does not answer"),
    });
    const body = { name, password: PASSWORD };
    expect((await own.call("POST", `${ADMIN}/sign-in`, { body })).status).toBe(200);
    await own.stop();

    const never = await startMatcher(configOf(gone));
    expect(await outcomeOf((await goOut(never)).answer)).toBe("oidc-unreachable");
    await never.stop();
  });
});
