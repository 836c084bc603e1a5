import {
  CONSENT_VERSION,
  type MatcherMessage,
  type NudgeId,
  type SessionStarted,
} from "@sighej/protocol";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { certain, interestIds, venue } from "../test/made-up.ts";
import { type MatcherDouble, startMatcherDouble } from "../test/matcher-double.ts";
import { openApi } from "./api.ts";
import { type Live, openLive } from "./live.ts";

let matcher: MatcherDouble;
let session: SessionStarted;
let live: Live;
let messages: MatcherMessage[];
let links: string[];

beforeEach(async () => {
  matcher = await startMatcherDouble();
  session = certain(
    await openApi(matcher.origin).start({
      venue: venue.venue,
      interests: interestIds.slice(0, 1),
      consent: { version: CONSENT_VERSION, given: true },
      language: "en",
      open: true,
    }),
  );
  messages = [];
  links = [];
});
afterEach(async () => {
  live.close();
  await matcher.stop();
});

function listen(): void {
  live = openLive({
    origin: matcher.origin,
    bearer: session.bearer,
    random: () => 0,
    onMessage: (message) => messages.push(message),
    onLink: (link) => links.push(link),
  });
}
const nudges = (): readonly NudgeId[] =>
  messages.flatMap((message) => (message.type === "nudge" ? [message.nudge.id] : []));

test("a nudge comes, and what was shown is acknowledged", async () => {
  listen();
  await vi.waitFor(() => expect(links).toEqual(["live"]));
  const { id } = matcher.nudge("Someone nearby also enjoys jazz.");
  await vi.waitFor(() => expect(nudges()).toEqual([id]));
  live.acknowledge(id);
  await vi.waitFor(() => expect(matcher.shown).toEqual([id]));
});

test("twenty cuts in a row lose no nudge", async () => {
  listen();
  const sent: NudgeId[] = [];
  for (let cut = 1; cut <= 20; cut++) {
    await vi.waitFor(() => expect(matcher.connections).toBe(1));
    matcher.cut();
    sent.push(matcher.nudge(`Someone nearby has the number ${cut}.`).id);
    await vi.waitFor(() => expect(nudges()).toContain(sent.at(-1)), 5_000);
    for (const id of nudges()) live.acknowledge(id);
    await vi.waitFor(() => expect(matcher.shown).toContain(sent.at(-1)));
  }
  expect(new Set(nudges())).toEqual(new Set(sent));
  expect(links.filter((link) => link === "away").length).toBeGreaterThanOrEqual(20);
}, 20_000);

test("what was shown without a connection is acknowledged once there is one", async () => {
  listen();
  await vi.waitFor(() => expect(links).toEqual(["live"]));
  const { id } = matcher.nudge("Someone nearby also enjoys jazz.");
  await vi.waitFor(() => expect(nudges()).toEqual([id]));
  matcher.fails = "hang-up";
  matcher.cut();
  await vi.waitFor(() => expect(links.at(-1)).toBe("away"));
  live.acknowledge(id);
  matcher.fails = undefined;
  await vi.waitFor(() => expect(matcher.shown).toEqual([id]), 5_000);
});

test("a woken connection is a new one", async () => {
  listen();
  await vi.waitFor(() => expect(links).toEqual(["live"]));
  live.wake(false);
  live.wake(true);
  await vi.waitFor(() => expect(links).toEqual(["live", "live"]));
  await vi.waitFor(() => expect(matcher.connections).toBe(1));
});

test("what is no message of ours is dropped", async () => {
  listen();
  await vi.waitFor(() => expect(links).toEqual(["live"]));
  matcher.sendText("no JSON");
  matcher.sendText(JSON.stringify({ type: "gossip" }));
  matcher.sendText(" ".repeat(5_000));
  const { id } = matcher.nudge("Someone nearby also enjoys jazz.");
  await vi.waitFor(() => expect(nudges()).toEqual([id]));
  expect(messages.map(({ type }) => type)).toEqual(["ready", "nudge"]);
});

test("a closed one stays closed", async () => {
  listen();
  await vi.waitFor(() => expect(links).toEqual(["live"]));
  live.close();
  await vi.waitFor(() => expect(matcher.connections).toBe(0));
  expect(links).toEqual(["live"]);
});
