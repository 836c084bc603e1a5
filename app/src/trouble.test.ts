import { durationMs, SESSION_LIFE } from "@sighej/protocol";
import { screen } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  arrive,
  choose,
  eventually,
  heading,
  leave,
  matcher,
  named,
  notices,
  PHRASE,
  pass,
  press,
  says,
  setUp,
  stored,
  tearDown,
  toInterests,
  toOpen,
} from "../test/page.ts";

beforeEach(setUp);
afterEach(tearDown);

test("a nudge that comes again after a cut is not shown again", async () => {
  arrive();
  await toOpen();
  const nudge = matcher.nudge(PHRASE);
  await heading(PHRASE);
  await press("Not now");
  matcher.cut();
  await says(/No connection to the venue/);
  await eventually(() => expect(matcher.connections).toBe(1));
  const before = matcher.shown.length;
  matcher.send({ type: "nudge", nudge });
  await eventually(() => expect(matcher.shown.length).toBeGreaterThan(before));
  expect(named("h1", "You are open to talk")).toBeTruthy();
  await eventually(() => expect(screen.queryByText(/No connection to the venue/)).toBeNull());
});

test("stopped out of reach, it is gone from the phone at once and from the matcher later", async () => {
  arrive();
  await toOpen();
  matcher.fails = "hang-up";
  await press("Stop and delete");
  await heading("Deleted from this phone");
  expect(stored()).toBe(0);
  matcher.fails = undefined;
  await heading("Deleted");
  expect(matcher.sessions.size).toBe(0);
});

test("a reload finds the session again, and starts no other", async () => {
  arrive();
  await toOpen();
  await leave();
  arrive();
  await heading("You are open to talk");
  expect(matcher.sessions.size).toBe(1);
  await eventually(() => expect(matcher.connections).toBe(1));
});

test("a session that is told of a stop while another takes its place goes on as that other one", async () => {
  arrive();
  await toOpen();
  const [before] = matcher.sessions.keys();
  matcher.endsAs = "stopped";
  pass(durationMs(SESSION_LIFE - 300_000));
  await press("Stay longer");
  await press("I agree, two more hours");
  await eventually(() => expect([...matcher.sessions.keys()]).not.toContain(before));
  await heading("You are open to talk");
  await eventually(() => expect(matcher.connections).toBe(1));
});

test.each(["hang-up", "silence"] as const)(
  "a reload without a network (%s) shows what the phone remembers, says so, and goes on by itself",
  async (fails) => {
    arrive();
    await toOpen();
    await leave();
    matcher.fails = fails;
    arrive();
    await heading("You are open to talk");
    expect(screen.getByText(/This is how it stood at/)).toBeTruthy();
    expect(screen.getByText(/No connection to the venue/)).toBeTruthy();
    expect(screen.getByText(/Test hall/)).toBeTruthy();
    expect(screen.getByText("DevOps, hardstyle")).toBeTruthy();
    expect(screen.queryByText(/Your badge did not answer/)).toBeNull();
    matcher.fails = undefined;
    await press("Try now");
    await eventually(() => expect(screen.queryByText(/No connection to the venue/)).toBeNull());
    await eventually(() => expect(screen.queryByText(/This is how it stood/)).toBeNull());
    await says(/by a demo badge/);
    expect(matcher.sessions.size).toBe(1);
  },
);

test("what a phone remembers ends by the matcher's clock without a network too", async () => {
  arrive();
  await toOpen();
  await leave();
  matcher.fails = "hang-up";
  arrive();
  await heading("You are open to talk");
  pass(SESSION_LIFE);
  await heading("Deleted");
  expect(stored()).toBe(0);
});

test("a session that ended meanwhile is over after a reload, and nothing of it is kept", async () => {
  arrive();
  await toOpen();
  const [session] = matcher.sessions.values();
  await leave();
  (matcher.sessions as Map<unknown, unknown>).delete(session?.bearer);
  const before = notices.gone;
  arrive();
  await heading("Deleted");
  expect(stored()).toBe(0);
  // Or the next session would have the subscription of this one, without having asked for any.
  expect(notices.gone).toBe(before + 1);
});

test("a session that ran out in a closed page leaves no subscription to the next one", async () => {
  arrive();
  await toOpen();
  await leave();
  const before = notices.gone;
  localStorage.clear();
  arrive();
  await heading("Say hi to someone who likes what you like");
  expect(notices.gone).toBe(before + 1);
  await leave();
  // An address that names no venue, as on the Home Screen, is an opening too.
  arrive("/");
  await heading("This link leads nowhere");
  expect(notices.gone).toBe(before + 2);
});

test("a session that goes on keeps its subscription", async () => {
  arrive();
  await toOpen();
  await leave();
  const before = notices.gone;
  arrive();
  await heading("You are open to talk");
  expect(notices.gone).toBe(before);
});

test("a session that the matcher has forgotten ends here too, at the next connection", async () => {
  arrive();
  await toOpen();
  (matcher.sessions as Map<unknown, unknown>).clear();
  matcher.cut();
  await heading("Deleted");
  expect(stored()).toBe(0);
});

test("when its time is over a session ends without being told", async () => {
  arrive();
  await toOpen();
  pass(SESSION_LIFE);
  await heading("Deleted");
  expect(screen.getByText(/Your two hours are over/)).toBeTruthy();
  expect(stored()).toBe(0);
});

test("a badge that does not answer is said, with one thing to do", async () => {
  matcher.badgeFails = true;
  arrive();
  await toOpen();
  await says(/Your badge did not answer/);
  matcher.badgeFails = false;
  await press("Try again");
  await says(/by a demo badge/);
});

test("a start that does not get through keeps the choice", async () => {
  arrive();
  await toInterests();
  await choose("Jazz");
  await press("Continue with 1 interest");
  matcher.fails = "hang-up";
  await press("Open");
  await says(/No connection to the venue. Your choice is still here/);
  matcher.fails = undefined;
  await press("Open");
  await heading("You are open to talk");
  expect(matcher.sessions.size).toBe(1);
});

test("a code that is none, and a venue that is unknown, are said apart", async () => {
  arrive("/v/abc");
  await heading("This link leads nowhere");
  await leave();
  arrive("/v/00000000-0000-4000-8000-000000000000");
  await heading("Nothing is on here");
});

test("a venue out of reach is tried until it is there", async () => {
  matcher.fails = "hang-up";
  arrive();
  await heading("No connection");
  matcher.fails = undefined;
  await heading("Say hi to someone who likes what you like");
});
