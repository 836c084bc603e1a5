import { NUDGE_LIFE } from "@sighej/protocol";
import { fireEvent, screen } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, test } from "vitest";
import { venue } from "../test/made-up.ts";
import {
  arrive,
  box,
  choose,
  eventually,
  heading,
  matcher,
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

test("four presses lead from the link to open, and nothing is asked for but interests", async () => {
  arrive();
  await heading("Say hi to someone who likes what you like");
  expect(screen.getByText("Test hall")).toBeTruthy();
  await toInterests();
  const fields = document.querySelectorAll("input:not([type=checkbox]), textarea, select");
  expect([...fields].map((field) => field.getAttribute("type"))).toEqual(["search"]);
  await choose("DevOps", "Hardstyle");
  expect(screen.getByText(PHRASE)).toBeTruthy();
  await press("Continue with 2 interests");
  await press("Open");
  await heading("You are open to talk");
  await says(/by a demo badge/);
  expect(matcher.asked).toContain("POST /demo/badge");
});

test("whoever declines leaves nothing behind, here or there", async () => {
  arrive();
  await press("Start");
  await press("Not now");
  await heading("That is fine");
  expect(stored()).toBe(0);
  expect(matcher.asked).toEqual([`GET /api/v1/venue/${venue.venue}`]);
});

test("nothing is stored before a session has started", async () => {
  arrive();
  await toInterests();
  await choose("Jazz");
  expect(stored()).toBe(0);
});

test("with eight chosen the ninth cannot be pressed, and the page says why", async () => {
  arrive();
  await toInterests();
  await choose("DevOps", "Jazz", "Chess", "Coffee", "Tea", "Running", "Films", "Cats");
  expect(screen.getByText(/That is eight, the most/).getAttribute("role")).toBe("status");
  expect(box("Dogs").disabled).toBe(true);
  await choose("Cats");
  expect(box("Dogs").disabled).toBe(false);
});

test("a search that finds nothing says so and can be cleared", async () => {
  arrive();
  await toInterests();
  const field = screen.getByRole("searchbox");
  await fireEvent.input(field, { target: { value: "zzz" } });
  expect(screen.getByText("Not on the list. Try a wider word.")).toBeTruthy();
  await press("Clear the search");
  expect(document.activeElement).toBe(field);
  expect(document.querySelectorAll("[type=checkbox]")).toHaveLength(venue.interests.length);
});

test("a nudge is announced politely, shown alone, acknowledged, and put away", async () => {
  arrive();
  await toOpen();
  const { id } = matcher.nudge(PHRASE);
  const sentence = await heading(PHRASE);
  expect(document.activeElement).toBe(sentence);
  const region = document.querySelector(".phone > [aria-live=polite]");
  expect(region?.textContent).toBe(PHRASE);
  expect(document.title).not.toContain("DevOps");
  await eventually(() => expect(matcher.shown).toEqual([id]));
  await press("Not now");
  await eventually(() => expect(matcher.said).toEqual([[id, "not-now"]]));
  await heading("You are open to talk");
  expect(region?.textContent).toBe("");
});

test("a nudge that runs out leaves by itself, without reproach", async () => {
  arrive();
  await toOpen();
  matcher.nudge(PHRASE);
  await heading(PHRASE);
  pass(NUDGE_LIFE);
  await heading("You are open to talk");
  await says("That one slipped by. No harm done.");
  await press("Fine");
  expect(screen.queryByText(/slipped by/)).toBeNull();
});

test("a pause has an end, and can be ended before", async () => {
  arrive();
  await toOpen();
  const [session] = matcher.sessions.keys();
  const until = () => session && matcher.sessions.get(session)?.pausedUntil;
  await press("Pause");
  expect(document.activeElement?.textContent).toBe("Pause for how long?");
  await press("30 min");
  await heading("Paused");
  await says(/You are open again at/);
  await eventually(() => expect(until()).toBeGreaterThan(Date.now()));
  await press("Open again");
  await heading("You are open to talk");
  await eventually(() => expect(until()).toBe(0));
});

test("interests can be changed while open", async () => {
  arrive();
  await toOpen();
  await press("Change interests");
  await choose("Jazz");
  await press("Keep 3 interests");
  await heading("You are open to talk");
  await says("DevOps, hardstyle, jazz");
  await eventually(() =>
    expect([...matcher.sessions.values()].map(({ interests }) => interests)).toEqual([
      ["devops", "hardstyle", "jazz"],
    ]),
  );
});

test("stop and delete deletes here, there and on the badge", async () => {
  arrive();
  await toOpen();
  expect(stored()).toBeGreaterThan(0);
  await press("Stop and delete");
  expect(stored()).toBe(0);
  const over = await heading("Deleted");
  expect(document.activeElement).toBe(over);
  expect(matcher.sessions.size).toBe(0);
  expect(matcher.asked).toContain("DELETE /demo/badge");
  await eventually(() => expect(matcher.connections).toBe(0));
});

test("everything can be reached and pressed by keyboard: native controls, in reading order", async () => {
  arrive();
  await toInterests();
  const controls = [...document.querySelectorAll<HTMLElement>("main input, main button")];
  expect(controls).toHaveLength(venue.interests.length + 2);
  expect(controls.every(({ tabIndex }) => tabIndex === 0)).toBe(true);
  expect(document.querySelectorAll("[onclick], [tabindex]:not(h1), [role=button]")).toHaveLength(0);
});

test("notices are asked for after a press that explains, and a no is one sentence", async () => {
  matcher.more = { pushKey: "B".repeat(87) };
  notices.answer = "refused";
  arrive();
  await toOpen();
  await says(/Get a short notice/);
  await press("Let me know");
  await says(/Notices are off for this page/);
  const before = notices.gone;
  await press("Stop and delete");
  await eventually(() => expect(notices.gone).toBe(before + 1));
});

test("both said hi: the cue, then the question, and nothing of it again", async () => {
  arrive();
  await toOpen();
  const { id, expiresAt } = matcher.nudge(PHRASE);
  await heading(PHRASE);
  await press("Say hi");
  await heading("You said hi");
  await eventually(() => expect(matcher.said).toEqual([[id, "hi"]]));
  const cue = { nudge: id, shape: "wave", colour: "yellow", word: "mango", spot: "Bar", expiresAt };
  matcher.send({ type: "cue", cue });
  await heading("Yellow wave");
  await press("Put the phone away");
  await heading("Did you two talk?");
  await press("We talked");
  await heading("You are open to talk");
  matcher.send({ type: "cue", cue });
  await eventually(() => expect(matcher.said).toContainEqual([id, "talked"]));
  expect(screen.queryByText("Yellow wave")).toBeNull();
});
