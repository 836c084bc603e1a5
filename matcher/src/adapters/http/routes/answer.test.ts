/**
 * Answers as two phones give and see them: a cue for both after two yeses, and nothing that could
 * tell a no from silence.
 */
import { once } from "node:events";
import {
  decodeMatcherMessage,
  decodeSessionView,
  encodePhoneMessage,
  LIVE_BEARER_PREFIX,
  LIVE_PROTOCOL,
  type MatcherMessage,
  NUDGE_LIFE,
  type SessionStarted,
  unixMs,
} from "@sighej/protocol";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { WebSocket } from "ws";
import { claimOf, freshNudge, nudgeOf, sideOf } from "../../../../test/contract/opened.ts";
import { sure, venue } from "../../../../test/fixtures.ts";
import { startMatcher, type TestMatcher } from "../../../../test/matcher.ts";
import { lapseNudges } from "../../../flows/lapse.ts";

let matcher: TestMatcher;
const sockets: WebSocket[] = [];
beforeEach(async () => {
  matcher = await startMatcher();
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate();
  await matcher.stop();
});

/** A phone that is connected, and everything that it hears after its greeting. */
async function phoneOf({ bearer }: SessionStarted) {
  const url = `${matcher.url.replace("http", "ws")}/api/v1/live`;
  const socket = new WebSocket(url, [LIVE_PROTOCOL, LIVE_BEARER_PREFIX + bearer]);
  sockets.push(socket);
  const heard: MatcherMessage[] = [];
  socket.on("message", (bytes) => heard.push(sure(decodeMatcherMessage(String(bytes)))));
  await once(socket, "message");
  return { socket, heard };
}

async function twoNudged() {
  const [a, b] = [await matcher.open(), await matcher.open()];
  const phones = [await phoneOf(a), await phoneOf(b)] as const;
  const [one, other] = await Promise.all(
    [a, b].map(({ session }) => matcher.ports.sessions.find(venue, session)),
  );
  if (one === undefined || other === undefined) throw new Error("both are live");
  const expiresAt = unixMs(matcher.now() + NUDGE_LIFE);
  const sides = [one, other].map((each) => sideOf(each, freshNudge(expiresAt)));
  const claim = claimOf(one, other, { now: matcher.now(), sides });
  expect(await matcher.ports.nudges.claim(claim)).toBe("nudged");
  for (const { heard } of phones)
    await vi.waitFor(() => expect(heard.map(({ type }) => type)).toContain("nudge"));
  return { a, b, phones, nudges: [nudgeOf(claim, 0).id, nudgeOf(claim, 1).id] as const };
}

const answer = (nudge: string, { bearer }: SessionStarted, body: unknown) =>
  matcher.call("POST", `/api/v1/nudge/${nudge}/answer`, { bearer, body });

describe("two who were nudged", () => {
  it("see the same cue after both said hi, one by HTTP and one on the connection", async () => {
    const { a, phones, nudges } = await twoNudged();
    const taken = await answer(nudges[0], a, { answer: "hi" });
    expect(taken.status).toBe(202);
    expect(await taken.text()).toBe("");
    phones[1].socket.send(encodePhoneMessage({ type: "answer", nudge: nudges[1], answer: "hi" }));
    const cues = await Promise.all(
      phones.map(({ heard }) =>
        vi.waitFor(() => {
          const [cue] = heard.flatMap((each) => (each.type === "cue" ? [each.cue] : []));
          if (cue === undefined) throw new Error("not yet");
          return cue;
        }),
      ),
    );
    expect(cues[0]).toMatchObject({ nudge: nudges[0], spot: "hall" });
    expect({ ...cues[0], nudge: nudges[1] }).toEqual(cues[1]);
    const again = await phoneOf(a);
    await vi.waitFor(() => expect(again.heard.map(({ type }) => type)).toEqual(["ready", "cue"]));
    expect(matcher.counts()["people-met"]).toBe(2);
    for (const [at, session] of [[0, a]] as const)
      expect((await answer(nudges[at], session, { answer: "talked" })).status).toBe(202);
    phones[1].socket.send(
      encodePhoneMessage({ type: "answer", nudge: nudges[1], answer: "talked" }),
    );
    await vi.waitFor(() => expect(matcher.counts()["people-hello"]).toBe(2));
  });

  it("cannot tell a no, a block, a stop and silence from each other", async () => {
    const seen: string[] = [];
    for (const deed of ["silence", "not-now", "not-this-person", "stop"] as const) {
      const { a, b, phones, nudges } = await twoNudged();
      const replies = [await answer(nudges[0], a, { answer: "hi" })];
      if (deed === "stop") await matcher.call("DELETE", "/api/v1/session", { bearer: b.bearer });
      else if (deed !== "silence") await answer(nudges[1], b, { answer: deed });
      const before = phones[0].heard.length;
      const view = await matcher.call("GET", "/api/v1/session", { bearer: a.bearer });
      const { editsLeft, pausedUntil, open } = sure(decodeSessionView(await view.json()));
      matcher.pass(NUDGE_LIFE);
      await lapseNudges(matcher.ports);
      // By then every message of before has arrived: a connection keeps its order.
      matcher.ports.hub.send(a.session, { type: "ended", reason: "stopped" });
      await vi.waitFor(() => expect(phones[0].heard.at(-1)?.type).toBe("ended"));
      replies.push(await answer(nudges[0], a, { answer: "hi" }));
      const late = replies.map(({ status }) => status);
      const types = phones[0].heard.map(({ type }) => type);
      const headers = replies.map((each) => [...each.headers.keys()].sort());
      seen.push(JSON.stringify({ types, late, headers, before, editsLeft, pausedUntil, open }));
    }
    expect(new Set(seen).size).toBe(1);
    expect(JSON.parse(seen[0] ?? "")).toMatchObject({
      types: ["ready", "nudge", "ended"],
      late: [202, 202],
    });
  });

  it("may not answer for each other, nor what was never asked", async () => {
    const { a, nudges } = await twoNudged();
    for (const nudge of [nudges[1], "A".repeat(22), "x", "%00"])
      expect((await answer(nudge, a, { answer: "hi" })).status).toBe(404);
    for (const body of [{}, { answer: "yes" }, { answer: "hi", note: "x" }, []])
      expect((await answer(nudges[0], a, body)).status).toBe(422);
    const stranger = { ...a, bearer: "A".repeat(43) } as unknown as SessionStarted;
    expect((await answer(nudges[0], stranger, { answer: "hi" })).status).toBe(401);
  });

  it("may report one that was not right, and staff learn where, when and which", async () => {
    const { a, nudges } = await twoNudged();
    const report = (nudge: string) =>
      matcher.call("POST", "/api/v1/report", { bearer: a.bearer, body: { nudge } });
    expect((await report(nudges[0])).status).toBe(202);
    expect((await report(nudges[1])).status).toBe(404);
    expect((await report("x")).status).toBe(422);
    const kept = await matcher.ports.answers.complaints(venue, matcher.now());
    expect(kept).toEqual([
      { zone: "hall", at: expect.any(Number), nudge: nudges[0], handled: false },
    ]);
    expect(matcher.counts().complaint).toBe(1);
  });
});
