import { decodeStaffPasskeys, minutes, PASSKEYS_MAX } from "@sighej/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  addPasskey,
  adminOrigin,
  challengeToMake,
  challengeToShow,
  newAuthenticator,
  type Wrong,
} from "../../../../../test/authenticator.ts";
import { sure } from "../../../../../test/fixtures.ts";
import {
  adminCode,
  problemOf,
  startMatcher,
  type TestMatcher,
} from "../../../../../test/matcher.ts";
import {
  type Browser,
  cookieOf,
  newBrowser,
  PASSWORD,
  startFactor,
} from "../../../../../test/staff.ts";

const ADMIN = "/api/v1/admin";
let matcher: TestMatcher;
beforeAll(async () => {
  matcher = await startMatcher({ proxies: 1, adminOrigin });
});
afterAll(() => matcher.stop());

let asked = 0;
/** From an address of its own: wrong answers are counted. */
const from = () => ({
  "x-forwarded-for": `10.4.${++asked >> 8}.${asked & 255}`,
});
const call = (method: string, path: string, body?: unknown, browser?: Browser) =>
  matcher.call(method, ADMIN + path, {
    headers: { ...from(), ...browser?.headers },
    ...(body === undefined ? {} : { body }),
  });
const kindOf = async (answer: Response) => (await problemOf(answer)).type.replace("/problems/", "");
const outcomeOf = async (answer: Response) => (answer.ok ? "done" : kindOf(answer));
const toShow = () => challengeToShow(matcher, from());
const show = async (credential: unknown) =>
  outcomeOf(await call("POST", "/sign-in/passkey", { credential }));
const kept = async (browser: Browser) =>
  sure(decodeStaffPasskeys(await (await call("GET", "/me/passkeys", undefined, browser)).json()))
    .passkeys;

describe("a passkey", () => {
  it("signs in by itself, as often as one likes, each time to another challenge", async () => {
    const anna = await newBrowser(matcher, "host");
    const key = await addPasskey(matcher, anna);
    for (let time = 0; time < 3; time++) {
      const credential = key.show(await toShow());
      const answer = await call("POST", "/sign-in/passkey", { credential });
      expect(answer.status).toBe(200);
      const headers = { cookie: cookieOf(answer) };
      const me = await matcher.call("GET", `${ADMIN}/me`, { headers });
      expect(await me.json()).toMatchObject({ kind: "account", name: anna.name, role: "host" });
    }
    const [passkey] = await kept(anna);
    expect(passkey?.usedAt).toBeDefined();
  });

  it("is a second factor from then on: a password alone does not let in", async () => {
    const anna = await newBrowser(matcher, "host");
    const signIn = (more: object = {}) =>
      call("POST", "/sign-in", { name: anna.name, password: PASSWORD, ...more });
    expect(await outcomeOf(await signIn())).toBe("done");
    const key = await addPasskey(matcher, anna);
    expect(await kindOf(await signIn())).toBe("passkey-needed");
    expect(await outcomeOf(await signIn({ passkey: key.show(await toShow()) }))).toBe("done");
    // Somebody else's is none, however right it is.
    const others = await addPasskey(matcher, await newBrowser(matcher, "owner"));
    expect(await kindOf(await signIn({ passkey: others.show(await toShow()) }))).toBe(
      "bad-credentials",
    );
    const wrong = call("POST", "/sign-in", { name: anna.name, password: "wrong horse battery" });
    expect(await kindOf(await wrong)).toBe("bad-credentials");
    const [passkey] = await kept(anna);
    await call("DELETE", `/me/passkeys/${passkey?.id}`, undefined, anna);
    expect(await outcomeOf(await signIn())).toBe("done");
  });

  it("stands in for six digits where there are both", async () => {
    const anna = await newBrowser(matcher, "host");
    await startFactor(matcher, anna);
    const [account] = (await matcher.ports.staff.accounts()).filter(
      ({ name }) => name === anna.name,
    );
    const factor = account?.newFactor ?? "";
    await matcher.ports.staff.editAccount(account?.id ?? "", { factor });
    const key = await addPasskey(matcher, anna);
    const right = { name: anna.name, password: PASSWORD };
    expect(await kindOf(await call("POST", "/sign-in", right))).toBe("factor-needed");
    const passkey = key.show(await toShow());
    expect(await outcomeOf(await call("POST", "/sign-in", { ...right, passkey }))).toBe("done");
  });

  it("is named, listed and removed by its holder alone, and each of that is in the trail", async () => {
    const [anna, bo] = [await newBrowser(matcher, "host"), await newBrowser(matcher, "owner")];
    await addPasskey(matcher, anna);
    const [passkey] = await kept(anna);
    const at = `/me/passkeys/${passkey?.id}`;
    expect(passkey).toMatchObject({ name: "A key", createdAt: expect.any(Number) });
    expect(await kept(bo)).toEqual([]);
    expect(await kindOf(await call("PATCH", at, { name: "Mine" }, bo))).toBe("unknown-passkey");
    expect(await kindOf(await call("DELETE", at, undefined, bo))).toBe("unknown-passkey");
    expect(await outcomeOf(await call("PATCH", at, { name: "My phone" }, anna))).toBe("done");
    expect((await kept(anna)).map(({ name }) => name)).toEqual(["My phone"]);
    expect(await outcomeOf(await call("DELETE", at, undefined, anna))).toBe("done");
    expect(await kept(anna)).toEqual([]);
    const trail = await matcher.ports.staff.audit(50);
    const own = trail.filter(({ by }) => by === anna.name).map(({ what }) => what);
    expect(own).toEqual([
      "removePasskey",
      "editPasskey",
      "createPasskey",
      "startPasskey",
      "signIn",
    ]);
  });

  it("is asked for with the password again, so that an unlocked laptop gets none", async () => {
    const anna = await newBrowser(matcher, "host");
    const asked = call("POST", "/me/passkeys/challenge", { password: "wrong horse battery" }, anna);
    expect(await kindOf(await asked)).toBe("bad-credentials");
  });

  it("goes with the second factor when an owner helps whoever is locked out", async () => {
    const anna = await newBrowser(matcher, "host");
    const key = await addPasskey(matcher, anna);
    const listed = await matcher.call("GET", `${ADMIN}/accounts`, { bearer: adminCode });
    const { accounts } = (await listed.json()) as {
      readonly accounts: { readonly id: string; readonly name: string; secondFactor: boolean }[];
    };
    const account = accounts.find(({ name }) => name === anna.name);
    expect(account?.secondFactor).toBe(true);
    const edit = { bearer: adminCode, body: { secondFactor: false } };
    await matcher.call("PATCH", `${ADMIN}/accounts/${account?.id}`, edit);
    expect(await show(key.show(await toShow()))).toBe("passkey-refused");
    const answer = await call("POST", "/sign-in", { name: anna.name, password: PASSWORD });
    expect(answer.status).toBe(200);
  });

  it("lets nobody in whose account is disabled", async () => {
    const anna = await newBrowser(matcher, "host");
    const key = await addPasskey(matcher, anna);
    const [account] = (await matcher.ports.staff.accounts()).filter(
      ({ name }) => name === anna.name,
    );
    await matcher.ports.staff.editAccount(account?.id ?? "", { disabled: true }, {});
    expect(await show(key.show(await toShow()))).toBe("passkey-refused");
  });

  it("is one of ten at most", async () => {
    const anna = await newBrowser(matcher, "host");
    for (let at = 0; at < PASSKEYS_MAX; at++) await addPasskey(matcher, anna);
    const credential = newAuthenticator(adminOrigin).make(await challengeToMake(matcher, anna));
    const more = await call("POST", "/me/passkeys", { name: "One more", credential }, anna);
    expect(await kindOf(more)).toBe("too-many-passkeys");
  }, 60_000);
});

describe("an answer of an authenticator is refused", () => {
  const wrongs: Readonly<Record<string, Wrong>> = {
    "that was made for a page elsewhere": { origin: "https://evil.example" },
    "that was made on another port": { origin: `${adminOrigin}:8443` },
    "that was made for another site": { site: "evil.example" },
    "without anybody's finger, face or PIN": { unverified: true },
    "to a challenge that was never given": { challenge: Buffer.alloc(32, 7).toString("base64url") },
    "of the other kind": { type: "payment.get" },
  };

  it.each(Object.entries(wrongs))("%s", async (_, wrong) => {
    const anna = await newBrowser(matcher, "host");
    const key = await addPasskey(matcher, anna);
    expect(await show(key.show(await toShow(), wrong))).toBe("passkey-refused");
    expect(await show(key.show(await toShow()))).toBe("done");
    const other = newAuthenticator(adminOrigin);
    const credential = other.make(await challengeToMake(matcher, anna), wrong);
    const added = await call("POST", "/me/passkeys", { name: "Other", credential }, anna);
    expect(await kindOf(added)).toBe("passkey-refused");
    expect(await kept(anna)).toHaveLength(1);
  });

  it("that is played again, and once five minutes are over", async () => {
    const anna = await newBrowser(matcher, "host");
    const key = await addPasskey(matcher, anna);
    const credential = key.show(await toShow());
    expect(await show(credential)).toBe("done");
    expect(await show(credential)).toBe("passkey-refused");
    const late = key.show(await toShow());
    matcher.pass(minutes(5));
    expect(await show(late)).toBe("passkey-refused");
  });

  it("whose counter has not grown, as a copy's has not, but not where none is counted", async () => {
    const anna = await newBrowser(matcher, "host");
    const key = await addPasskey(matcher, anna);
    expect(await show(key.show(await toShow(), { counter: 41 }))).toBe("done");
    expect(await show(key.show(await toShow(), { counter: 41 }))).toBe("passkey-refused");
    expect(await show(key.show(await toShow(), { counter: 0 }))).toBe("passkey-refused");
    expect(await show(key.show(await toShow(), { counter: 42 }))).toBe("done");
    const synced = newAuthenticator(adminOrigin, false);
    const credential = synced.make(await challengeToMake(matcher, anna));
    await call("POST", "/me/passkeys", { name: "Synced", credential }, anna);
    for (let time = 0; time < 2; time++)
      expect(await show(synced.show(await toShow()))).toBe("done");
  });

  it("to a challenge that was given for somebody else's new passkey", async () => {
    const [anna, bo] = [await newBrowser(matcher, "host"), await newBrowser(matcher, "host")];
    const key = newAuthenticator(adminOrigin);
    const credential = key.make(await challengeToMake(matcher, anna));
    const stolen = await call("POST", "/me/passkeys", { name: "Stolen", credential }, bo);
    expect(await kindOf(stolen)).toBe("passkey-refused");
    // A challenge to sign in makes no passkey either.
    const crossed = newAuthenticator(adminOrigin).make(await toShow());
    const added = await call("POST", "/me/passkeys", { name: "Crossed", credential: crossed }, bo);
    expect(await kindOf(added)).toBe("passkey-refused");
  });

  it("with a certificate, whose addresses nobody is asked at", async () => {
    const anna = await newBrowser(matcher, "host");
    const key = newAuthenticator(adminOrigin);
    const made = key.make(await challengeToMake(matcher, anna), {
      certificate: new Uint8Array([48, 3, 2, 1, 1]),
    });
    const added = await call("POST", "/me/passkeys", { name: "Tracked", credential: made }, anna);
    expect(await kindOf(added)).toBe("passkey-refused");
  });

  it("and whoever goes on with wrong ones is slowed down", async () => {
    const own = await startMatcher({ adminOrigin });
    const key = newAuthenticator(adminOrigin);
    const outcomes: string[] = [];
    for (let at = 0; at < 11; at++) {
      const credential = key.show(await challengeToShow(own));
      const options = { body: { credential } };
      outcomes.push(await kindOf(await own.call("POST", `${ADMIN}/sign-in/passkey`, options)));
    }
    expect(outcomes).toEqual([
      ...Array.from({ length: 10 }, () => "passkey-refused"),
      "too-many-tries",
    ]);
    await own.stop();
  });
});

describe("where the dashboard is", () => {
  it("is where a browser has found it, by a name and not by an address", async () => {
    const own = await startMatcher();
    const begin = (url: string) => fetch(`${url}${ADMIN}/sign-in/challenge`, { method: "POST" });
    const named = await begin(own.url.replace("127.0.0.1", "localhost"));
    expect(await named.json()).toMatchObject({ publicKey: { rpId: "localhost" } });
    expect((await problemOf(await begin(own.url))).title).toContain("open the dashboard by one");
    await own.stop();
  });

  it("is what the setting says, where there is one, whatever a request says", async () => {
    const challenge = await toShow();
    expect(challenge).toMatchObject({ publicKey: { rpId: "venue.example" } });
  });
});

describe("whoever floods with begun sign-ins", () => {
  it("is told to wait, and others are not", async () => {
    const begin = async (address: string) => {
      const options = { headers: { "x-forwarded-for": address } };
      return (await matcher.call("POST", `${ADMIN}/sign-in/challenge`, options)).status;
    };
    const statuses: number[] = [];
    for (let at = 0; at < 70; at++) statuses.push(await begin("10.9.9.9"));
    expect(statuses.filter((each) => each === 201).length).toBeGreaterThanOrEqual(60);
    expect(statuses.at(-1)).toBe(429);
    expect(await begin("10.9.9.10")).toBe(201);
  });
});
