/**
 * Which interests may be chosen at a venue, over HTTP: hidden, proposed by one account and approved by
 * another, and then what attendees choose, share and are told.
 */
import {
  ALIASES_MAX,
  decodeInterestPreview,
  decodeTaxonomy,
  decodeVenueView,
  MAX_OWN_INTERESTS,
} from "@sighej/protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { otherVenue, setup, sure, venue } from "../../../../../test/fixtures.ts";
import { makeVenue } from "../../../../../test/made-venue.ts";
import {
  adminCode,
  problemOf,
  startBody,
  startMatcher,
  type TestMatcher,
} from "../../../../../test/matcher.ts";
import { type Browser, newBrowser } from "../../../../../test/staff.ts";
import { stand } from "../../../../../test/stand.ts";

const at = `/api/v1/admin/venue/${venue}/taxonomy`;
const robots = {
  label: { en: "Robot garden", da: "Robothave" },
  x: { en: "the robot garden", da: "robothaven" },
  phrase: "is_into",
};
const ID = `v:${venue.slice(0, 8)}:robot-garden`;

let matcher: TestMatcher;
let anna: Browser;
let bo: Browser;
beforeEach(async () => {
  matcher = await startMatcher({ venues: [{ ...setup, id: otherVenue }] });
  await makeVenue(matcher, { id: venue, policy: "demo" });
  anna = await newBrowser(matcher, "operator");
  bo = await newBrowser(matcher, "operator");
});
afterEach(() => matcher.stop());

const ask = (by: Browser, method: string, path: string, body?: object) =>
  matcher.call(method, `${at}${path}`, { headers: by.headers, ...(body && { body }) });
const propose = (body: object, by = anna) => ask(by, "POST", "", body);
const list = async (by = anna) => sure(decodeTaxonomy(await (await ask(by, "GET", "")).json()));
const shown = async () =>
  sure(decodeVenueView(await (await matcher.call("GET", `/api/v1/venue/${venue}`)).json()));
const approved = async (body: object = robots) => {
  expect((await propose(body)).status).toBe(201);
  expect((await ask(bo, "POST", `/${encodeURIComponent(ID)}/approve`)).status).toBe(204);
};

describe("an interest of a venue's own", () => {
  it("is shown as it would be read, in both languages, before anything is saved", async () => {
    const answer = await ask(anna, "POST", "/preview", robots);
    expect(sure(decodeInterestPreview(await answer.json()))).toMatchObject({
      id: ID,
      sentences: {
        en: expect.arrayContaining(["Someone nearby is also into the robot garden."]),
        da: expect.arrayContaining(["En i nærheden går også op i robothaven."]),
      },
    });
    expect((await list()).proposed).toEqual([]);
  });

  it("waits for another account, and is then chosen, shared and named in the nudge", async () => {
    expect((await propose(robots)).status).toBe(201);
    expect((await list()).proposed).toMatchObject([{ id: ID, by: anna.name, mine: true }]);
    const own = await ask(anna, "POST", `/${encodeURIComponent(ID)}/approve`);
    expect((await problemOf(own)).type).toBe("/problems/own-proposal");
    expect((await shown()).ownInterests).toBeUndefined();
    expect((await ask(bo, "POST", `/${encodeURIComponent(ID)}/approve`)).status).toBe(204);
    expect((await list()).proposed).toEqual([]);
    const view = await shown();
    expect(view.ownInterests).toEqual([{ id: ID, ...robots }]);
    expect(view.interests[0]).toBe(ID);

    const people = await Promise.all(
      ["da", "en"].map((language) => matcher.open({ venue: venue, interests: [ID], language })),
    );
    const found = await Promise.all(
      people.map(({ session }) => matcher.ports.sessions.find(venue, session)),
    );
    const spot = { x: 0, y: 3 };
    await stand(
      matcher,
      found.flatMap((session) => (session === undefined ? [] : [{ session, ...spot }])),
      40,
    );
    const nudges = await Promise.all(
      people.map(({ session }) => matcher.ports.nudges.pending(venue, session, matcher.now())),
    );
    expect(nudges.map(([nudge]) => nudge?.phrase)).toEqual([
      "En i nærheden går også op i robothaven.",
      "Someone nearby is also into the robot garden.",
    ]);
  });

  it("carries other words to search by, from the proposal to every phone", async () => {
    const aliases = { en: ["droids"], da: ["plæneklippere", "droner"] };
    expect((await propose({ ...robots, aliases })).status).toBe(201);
    expect((await list()).proposed).toMatchObject([{ id: ID, aliases }]);
    expect((await ask(bo, "POST", `/${encodeURIComponent(ID)}/approve`)).status).toBe(204);
    expect((await list()).entries[0]).toMatchObject({ id: ID, aliases });
    expect((await shown()).ownInterests).toEqual([{ id: ID, ...robots, aliases }]);
  });

  it("has no other words that a page could misread, none of a refused topic, and so many", async () => {
    const refused = async (en: readonly string[]) =>
      problemOf(await propose({ ...robots, aliases: { en, da: [] } }));
    expect(await refused(["droids", "<b>"])).toMatchObject({
      detail: expect.stringMatching(/^aliases\.en\.1: expected 1 to /),
    });
    expect((await refused(Array(ALIASES_MAX + 1).fill("droids"))).type).toBe("/problems/bad-field");
    expect((await refused(["droids", "speed dating"])).type).toBe("/problems/refused-topic");
    expect((await list()).proposed).toEqual([]);
  });

  it.each([
    ["Bible study", "religion"],
    ["Sobriety", "health"],
    ["Speed dating", "dating"],
  ])("is refused with its topic and the reason: %s", async (en, topic) => {
    for (const path of ["", "/preview"]) {
      const problem = await problemOf(
        await ask(anna, "POST", path, { ...robots, label: { en, da: "Robotter" } }),
      );
      expect(problem.type).toBe("/problems/refused-topic");
      expect(problem.detail).toContain(topic);
      expect(problem.detail).toContain("GDPR");
    }
    expect((await list()).proposed).toEqual([]);
  });

  it.each(["<script>alert(1)</script>", "{x}", '=HYPERLINK("x")', "a\u202eb", "", "x".repeat(35)])(
    "is refused when a page could take it for more than text: %j",
    async (text) => {
      for (const body of [
        { ...robots, label: { en: text, da: "Robothave" } },
        { ...robots, x: { en: "robots", da: text } },
      ])
        expect((await problemOf(await propose(body))).type).toBe("/problems/bad-field");
    },
  );

  it("is refused under a name that is there already", async () => {
    await approved();
    for (const body of [robots, { ...robots, label: { en: "Coffee", da: "Kaffe" } }])
      expect((await problemOf(await propose(body))).type).toBe("/problems/interest-taken");
  });

  it("is one of so many", async () => {
    const named = (each: number) => ({
      ...robots,
      label: { en: `Robot ${each}`, da: `Robot ${each}` },
    });
    for (let each = 0; each < MAX_OWN_INTERESTS; each++)
      expect((await propose(named(each))).status).toBe(201);
    expect((await problemOf(await propose(named(99)))).type).toBe("/problems/too-many-interests");
  });

  it("is taken away again, and nobody can choose it any more", async () => {
    await approved();
    expect((await ask(anna, "DELETE", `/${encodeURIComponent(ID)}`)).status).toBe(204);
    expect((await shown()).interests).not.toContain(ID);
    const body = startBody({ venue: venue, interests: [ID] });
    expect((await matcher.call("POST", "/api/v1/session", { body })).status).toBe(422);
    const again = await ask(anna, "DELETE", `/${encodeURIComponent(ID)}`);
    expect((await problemOf(again)).type).toBe("/problems/unknown-interest");
  });
});

describe("a shared interest", () => {
  it("is hidden from those who choose, and shown again", async () => {
    const hide = (hidden: boolean) => ask(anna, "PUT", "/coffee", { hidden });
    expect((await hide(true)).status).toBe(204);
    expect((await shown()).interests).not.toContain("coffee");
    expect((await list()).entries.find(({ id }) => id === "coffee")?.hidden).toBe(true);
    expect((await hide(false)).status).toBe(204);
    expect((await shown()).interests).toContain("coffee");
  });

  it("is not hidden when it is the last one", async () => {
    const { interests } = await shown();
    const outcomes = [];
    for (const each of interests)
      outcomes.push((await ask(anna, "PUT", `/${each}`, { hidden: true })).status);
    expect(outcomes).toEqual([...interests.slice(1).map(() => 204), 409]);
  });

  it("stays as the set-up file says at a venue of that file", async () => {
    const path = `/api/v1/admin/venue/${otherVenue}/taxonomy/coffee`;
    const answer = await matcher.call("PUT", path, { bearer: adminCode, body: { hidden: true } });
    expect((await problemOf(answer)).type).toBe("/problems/venue-in-file");
  });
});
