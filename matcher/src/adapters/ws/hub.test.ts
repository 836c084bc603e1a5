import { once } from "node:events";
import { connect as connectTcp } from "node:net";
import {
  decodeMatcherMessage,
  encodePhoneMessage,
  LIVE_BEARER_PREFIX,
  LIVE_PROTOCOL,
  type MatcherMessage,
  type NudgeId,
  SESSION_LIFE,
  type SessionStarted,
} from "@sighej/protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { claimOf, nudgeOf, until } from "../../../test/contract/opened.ts";
import { sure, venue } from "../../../test/fixtures.ts";
import { startMatcher, type TestMatcher } from "../../../test/matcher.ts";

let matcher: TestMatcher;
const phones: WebSocket[] = [];
beforeEach(async () => {
  matcher = await startMatcher();
});
afterEach(async () => {
  for (const phone of phones.splice(0)) phone.terminate();
  await matcher.stop();
});

interface Phone {
  readonly socket: WebSocket;
  /** The next message not taken yet. */
  next(): Promise<MatcherMessage>;
  readonly closed: Promise<number>;
}

const dial = (bearer: string, headers?: Record<string, string>): WebSocket =>
  dialAs([LIVE_PROTOCOL, LIVE_BEARER_PREFIX + bearer], headers);

function dialAs(
  protocols: string[],
  headers: Record<string, string> = {},
  path = "/api/v1/live",
): WebSocket {
  const socket = new WebSocket(matcher.url.replace("http", "ws") + path, protocols, { headers });
  // A refused upgrade that is cut off says so once more.
  socket.on("error", () => {});
  phones.push(socket);
  return socket;
}

function connect({ bearer }: Pick<SessionStarted, "bearer">): Phone {
  const socket = dial(bearer);
  const inbox: MatcherMessage[] = [];
  const waiting: ((message: MatcherMessage) => void)[] = [];
  socket.on("message", (bytes) => {
    const message = sure(decodeMatcherMessage(String(bytes)));
    const taker = waiting.shift();
    if (taker === undefined) inbox.push(message);
    else taker(message);
  });
  return {
    socket,
    next: () => {
      const message = inbox.shift();
      return message === undefined
        ? new Promise((resolve) => waiting.push(resolve))
        : Promise.resolve(message);
    },
    closed: once(socket, "close").then(([code]) => Number(code)),
  };
}

/** The status that an upgrade is refused with. */
async function refusal(socket: WebSocket): Promise<number | undefined> {
  const [, response] = (await once(socket, "unexpected-response")) as [
    unknown,
    { statusCode: number },
  ];
  return response.statusCode;
}

/** Nudges two sessions about each other; the id of the first one's. */
async function nudge(one: SessionStarted, two: SessionStarted): Promise<NudgeId> {
  const { sessions, nudges } = matcher.ports;
  const a = await sessions.find(venue, one.session);
  const b = await sessions.find(venue, two.session);
  if (a === undefined || b === undefined) throw new Error("both are live");
  const claim = claimOf(a, b, { now: matcher.now() });
  expect(await nudges.claim(claim)).toBe("nudged");
  return nudgeOf(claim, 0).id;
}

describe("the live connection", () => {
  it("stands, with the protocol and never the bearer named in the answer", async () => {
    const session = await matcher.open();
    const phone = connect(session);
    expect(await phone.next()).toMatchObject({ type: "ready", expiresAt: session.expiresAt });
    expect(phone.socket.protocol).toBe(LIVE_PROTOCOL);
    expect(phone.socket.extensions).toBe("");
  });

  it("brings a nudge to both", async () => {
    const [one, two] = [await matcher.open(), await matcher.open()];
    const [a, b] = [connect(one), connect(two)];
    await Promise.all([a.next(), b.next()]);
    const id = await nudge(one, two);
    expect(await a.next()).toMatchObject({ type: "nudge", nudge: { id } });
    expect(await b.next()).toMatchObject({ type: "nudge", nudge: { zone: "hall" } });
  });

  it("brings a nudge on the next connection, again until it was shown, then no more", async () => {
    const [one, two] = [await matcher.open(), await matcher.open()];
    const id = await nudge(one, two);
    for (let time = 0; time < 2; time++) {
      const phone = connect(one);
      expect(await phone.next()).toMatchObject({ type: "ready" });
      expect(await phone.next()).toMatchObject({ type: "nudge", nudge: { id } });
      phone.socket.close();
      await phone.closed;
    }
    const phone = connect(one);
    await phone.next();
    await phone.next();
    phone.socket.send(encodePhoneMessage({ type: "shown", nudge: id }));
    await until(
      () => matcher.ports.nudges.pending(venue, one.session, matcher.now()),
      (pending) => pending.length === 0,
    );
    const last = connect(one);
    expect(await last.next()).toMatchObject({ type: "ready" });
    const other = await matcher.open();
    matcher.pass(60_000);
    const fresh = await nudge(one, other);
    expect(await last.next()).toMatchObject({ type: "nudge", nudge: { id: fresh } });
  });

  it("says that a session was stopped, and closes", async () => {
    const session = await matcher.open();
    const [phone, tablet] = [connect(session), connect(session)];
    await Promise.all([phone.next(), tablet.next()]);
    await matcher.call("DELETE", "/api/v1/session", { bearer: session.bearer });
    for (const each of [phone, tablet]) {
      expect(await each.next()).toEqual({ type: "ended", reason: "stopped" });
      expect(await each.closed).toBe(1_000);
    }
  });

  it("says that a session is over, and closes", async () => {
    const phone = connect(await matcher.open());
    await phone.next();
    matcher.pass(SESSION_LIFE);
    expect(await phone.next()).toEqual({ type: "ended", reason: "expired" });
    expect(await phone.closed).toBe(1_000);
  });

  it("is refused to strangers, to pages from elsewhere and without its protocol", async () => {
    const { bearer, session } = await matcher.open();
    expect(await refusal(dial("A".repeat(43)))).toBe(401);
    expect(await refusal(dial("x"))).toBe(401);
    expect(await refusal(dial(bearer, { origin: "https://example.org" }))).toBe(403);
    expect(await refusal(dial(bearer, { origin: "null" }))).toBe(403);
    const proof = LIVE_BEARER_PREFIX + bearer;
    expect(await refusal(dialAs([proof]))).toBe(400);
    expect(await refusal(dialAs([LIVE_PROTOCOL]))).toBe(401);
    expect(await refusal(dialAs([LIVE_PROTOCOL, proof], {}, "/live"))).toBe(404);
    expect([...matcher.ports.hub.connected()].map((each) => each.session)).not.toContain(session);
  });

  it("lets go of a refused connection whose other side never closes", async () => {
    const { hostname: host, port } = new URL(matcher.url);
    const caller = connectTcp({ host, port: Number(port), allowHalfOpen: true });
    const gone = new Promise<void>((resolve) => caller.once("close", () => resolve()));
    // A reset, which is what shall come.
    caller.on("error", () => {});
    caller.write(
      "GET /live HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
    );
    caller.resume();
    await once(caller, "end");
    // Nobody who is still there answers this.
    const more = setInterval(() => caller.write("x"), 20);
    await gone;
    clearInterval(more);
  });

  it("is open to a page that came from here", async () => {
    const { bearer } = await matcher.open();
    const socket = dial(bearer, { origin: matcher.url });
    await once(socket, "open");
    expect(socket.readyState).toBe(WebSocket.OPEN);
  });

  it("keeps four connections of a session and lets the oldest go for a fifth", async () => {
    const session = await matcher.open();
    const first = connect(session);
    await first.next();
    for (let more = 0; more < 3; more++) await connect(session).next();
    const fifth = connect(session);
    expect(await fifth.next()).toMatchObject({ type: "ready" });
    expect(await first.closed).toBe(1_008);
  });

  it.each([
    ["too large", "x".repeat(3_000), 1_009],
    ["no message", "{}", 1_008],
    ["no JSON", "hello", 1_008],
    ["binary", Buffer.from([1, 2]), 1_003],
  ])("closes on what is %s", async (_, payload, code) => {
    const phone = connect(await matcher.open());
    await phone.next();
    phone.socket.send(payload);
    expect(await phone.closed).toBe(code);
  });

  it("says good-bye when the matcher stops, also to a phone that does not listen", async () => {
    const own = await startMatcher();
    const session = await own.open();
    const url = `${own.url.replace("http", "ws")}/api/v1/live`;
    const socket = new WebSocket(url, [LIVE_PROTOCOL, LIVE_BEARER_PREFIX + session.bearer]);
    const deaf = new WebSocket(url, [LIVE_PROTOCOL, LIVE_BEARER_PREFIX + session.bearer]);
    await Promise.all([once(socket, "open"), once(deaf, "open")]);
    deaf.pause();
    const closed = once(socket, "close");
    await own.stop();
    expect((await closed)[0]).toBe(1_001);
    deaf.terminate();
  });

  it("closes on a flood of messages", async () => {
    const [one, two] = [await matcher.open(), await matcher.open()];
    const phone = connect(one);
    await phone.next();
    const id = await nudge(one, two);
    for (let time = 0; time < 100; time++)
      phone.socket.send(encodePhoneMessage({ type: "shown", nudge: id }));
    expect(await phone.closed).toBe(1_008);
  });
});
