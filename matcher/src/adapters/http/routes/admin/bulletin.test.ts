/**
 * Bulletins from a gateway that falls silent to a real webhook receiver and a real mail server.
 */
import {
  decodeBulletinDeliveries,
  decodeBulletinTargetStarted,
  decodeBulletinTargets,
  hours,
  seconds,
} from "@sighej/protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { gateway, sure, venue } from "../../../../../test/fixtures.ts";
import { type MailServer, startMailServer } from "../../../../../test/mail-server.ts";
import {
  adminCode,
  problemOf,
  startMatcher,
  type TestMatcher,
} from "../../../../../test/matcher.ts";
import {
  startWebhookReceiver,
  type WebhookReceiver,
} from "../../../../../test/webhook-receiver.ts";
import { RETRY_AFTER } from "../../../../bulletin-ports.ts";

const VENUE = `/api/v1/admin/venue/${venue}`;
/** A round comes every second or two. */
const SOON = { timeout: 10_000 };
const door = gateway("bar-1");
let [receiver, mails]: [WebhookReceiver, MailServer] = [] as never;
let matcher: TestMatcher;

beforeEach(async () => {
  [receiver, mails] = [await startWebhookReceiver(), await startMailServer()];
  const smtp = { url: mails.url, from: "SigHej <hej@example.org>" };
  matcher = await startMatcher({ outside: { local: true, smtp } });
});
afterEach(async () => {
  await matcher?.stop();
  await receiver?.stop();
  await mails?.stop();
});

const ask = (method: string, path: string, body?: unknown) =>
  matcher.call(method, VENUE + path, {
    bearer: adminCode,
    ...(body === undefined ? {} : { body }),
  });
const all = ["gateway.late", "gateway.silent", "gateway.recovered", "aggregates.released"];
async function addTarget(kind: string, address: string, topics: readonly string[] = all) {
  const answer = await ask("POST", "/targets", { kind, address, topics });
  const target = sure(decodeBulletinTargetStarted(await answer.json()));
  if (target.secret !== undefined) receiver.secret = target.secret;
  return target;
}
const deliveries = async () =>
  sure(decodeBulletinDeliveries(await (await ask("GET", "/deliveries")).json())).deliveries;
const heard = async () => {
  matcher.watching.heard(venue, door);
  await matcher.watching.turn();
};
const silentFor = async (time: number) => {
  matcher.pass(time);
  await matcher.watching.turn();
};
const types = () => receiver.received.map(({ message }) => message.type);

describe("a gateway that falls silent", () => {
  it("is told to a webhook once late, once silent, once back, each signed; by e-mail as asked", async () => {
    await addTarget("webhook", receiver.url);
    await addTarget("email", "anna@example.org", ["gateway.silent", "gateway.recovered"]);
    await heard();
    for (let look = 0; look < 3; look++) await silentFor(seconds(20));
    await expect.poll(types, SOON).toEqual(["gateway.late"]);
    for (let look = 0; look < 8; look++) await silentFor(seconds(20));
    await expect.poll(types, SOON).toEqual(["gateway.late", "gateway.silent"]);
    await heard();
    await heard();
    await expect.poll(types, SOON).toEqual(["gateway.late", "gateway.silent", "gateway.recovered"]);
    expect(receiver.faults).toEqual([]);
    const { id, message } = receiver.received[0] ?? {};
    expect(id).toMatch(/-late$/);
    expect(message?.data).toMatchObject({ venue, name: "Vindue", gateway: "bar-1", level: "late" });

    await expect.poll(() => mails.received.length, SOON).toBe(2);
    const [silent, back] = mails.received;
    expect(silent?.to).toEqual(["anna@example.org"]);
    expect(silent?.text).toContain("Subject: [Vindue] Gateway bar-1 is silent");
    expect(silent?.text).toContain("er tavs");
    expect(back?.text).toContain("Gateway bar-1 is back");
    await expect
      .poll(async () => (await deliveries()).map(({ state }) => state), SOON)
      .toEqual(["arrived", "arrived", "arrived", "arrived", "arrived"]);
  });

  it("is told to nobody while it is muted", async () => {
    await addTarget("webhook", receiver.url);
    await ask("PUT", "/gateways/bar-1/mute", { minutes: 10 });
    await heard();
    await silentFor(seconds(200));
    await heard();
    expect(await deliveries()).toEqual([]);
  });
});

describe("what does not arrive", () => {
  it("is tried again ever later, given up after half a day, and sent once a person asks for it", async () => {
    receiver.answers = 503;
    const { id } = await addTarget("webhook", receiver.url);
    expect((await ask("POST", `/targets/${id}/test`)).status).toBe(204);
    const tries = async () => (await deliveries())[0]?.tries;
    for (const [at, wait] of RETRY_AFTER.entries()) {
      await expect.poll(tries, SOON).toBe(at + 1);
      await expect.poll(async () => (await deliveries())[0]?.why, SOON).toBe("http-503");
      matcher.pass(wait);
    }
    await expect
      .poll(async () => (await deliveries())[0], SOON)
      .toMatchObject({ state: "failed", why: "http-503", tries: RETRY_AFTER.length + 1 });
    matcher.pass(hours(48));
    receiver.answers = 204;
    const [failed] = await deliveries();
    expect((await ask("POST", `/deliveries/${failed?.id}/retry`)).status).toBe(204);
    await expect.poll(async () => (await deliveries())[0]?.state, SOON).toBe("arrived");
  }, 60_000);

  it("is an e-mail too, when the mail server is busy", async () => {
    const { id } = await addTarget("email", "anna@example.org");
    mails.refuseOnce(451);
    await ask("POST", `/targets/${id}/test`);
    await expect.poll(async () => (await deliveries())[0]?.why, SOON).toBe("smtp-451");
    matcher.pass(seconds(5));
    await expect.poll(() => mails.received.length, SOON).toBe(1);
  });
});

describe("a target", () => {
  it("is shown without its secret, and told nothing once it is removed", async () => {
    const { id, secret } = await addTarget("webhook", receiver.url);
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const text = await (await ask("GET", "/targets")).text();
    expect(text).not.toContain("whsec");
    expect(sure(decodeBulletinTargets(JSON.parse(text)))).toMatchObject({ mail: true });
    expect((await ask("DELETE", `/targets/${id}`)).status).toBe(204);
    expect(
      sure(decodeBulletinTargets(await (await ask("GET", "/targets")).json())).targets,
    ).toEqual([]);
  });

  it("has to be a public https address, unless whoever runs the machine allows others", async () => {
    const strict = await startMatcher();
    const add = (body: unknown) =>
      strict.call("POST", `${VENUE}/targets`, { bearer: adminCode, body });
    const topics = ["gateway.late"];
    const plain = await add({ kind: "webhook", address: "http://a.example/", topics });
    expect((await problemOf(plain)).detail).toContain("expected https://");
    const password = { kind: "webhook", address: "https://a:b@a.example/", topics };
    expect((await add(password)).status).toBe(422);
    const mail = await add({ kind: "email", address: "anna@example.org", topics });
    expect((await problemOf(mail)).detail).toContain("SIGHEJ_SMTP_URL");
    const made = await add({ kind: "webhook", address: "https://127.0.0.1:9/", topics });
    const { id } = sure(decodeBulletinTargetStarted(await made.json()));
    await strict.call("POST", `${VENUE}/targets/${id}/test`, { bearer: adminCode });
    const why = async () => {
      const answer = await strict.call("GET", `${VENUE}/deliveries`, { bearer: adminCode });
      return sure(decodeBulletinDeliveries(await answer.json())).deliveries[0]?.why;
    };
    await expect.poll(why, SOON).toBe("private-address");
    await strict.stop();
  });
});
