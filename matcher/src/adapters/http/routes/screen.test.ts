/**
 * A tablet that shows a zone's code: let in by staff, once, for one zone, until it is shut out.
 */
import {
  decodeScreenInvited,
  decodeScreens,
  decodeScreenView,
  decodeVenueLink,
  hours,
  type ScreenInvited,
  ZONE_CODE_STEP,
} from "@sighej/protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { setup, sure, venue } from "../../../../test/fixtures.ts";
import { adminCode, problemOf, startMatcher, type TestMatcher } from "../../../../test/matcher.ts";
import { cookieOf } from "../../../../test/staff.ts";
import { shownIn } from "../../../../test/zone-screen.ts";
import { SCREEN_CODE_LIFE, SCREEN_LIFE } from "../../../screen-ports.ts";

const ofStaff = `/api/v1/admin/venue/${venue}/screens`;
let matcher: TestMatcher;
beforeEach(async () => {
  matcher = await startMatcher({
    venues: [{ ...setup, carriers: [{ kind: "zone-code" }], joinCodes: [{ code: "TICKET-1" }] }],
    proxies: 1,
  });
});
afterEach(() => matcher.stop());

const invite = async (body: object = { zone: "bar" }): Promise<ScreenInvited> => {
  const answer = await matcher.call("POST", ofStaff, { bearer: adminCode, body });
  expect(answer.status).toBe(201);
  return sure(decodeScreenInvited(await answer.json()));
};
const trade = (code: string, headers: Readonly<Record<string, string>> = {}) =>
  matcher.call("POST", "/api/v1/screen", { body: { code }, headers });
const show = (cookie: string) => matcher.call("GET", "/api/v1/screen", { headers: { cookie } });
const enrolled = async (): Promise<string> => cookieOf(await trade((await invite()).code));

describe("a zone's screen", () => {
  it("shows its zone's digits and a link that lets in, and others half a minute later", async () => {
    const cookie = await enrolled();
    const shown = sure(decodeScreenView(await (await show(cookie)).json()));
    const { digits, joinCode } = shownIn(matcher, "bar");
    expect(shown).toMatchObject({ venue, zone: "bar", digits, venueName: setup.name });
    expect(sure(decodeVenueLink(shown.link))).toEqual({
      ...{ venue, zone: { id: "bar", digits }, join: joinCode },
    });
    expect(shown.until - shown.serverTime).toBeLessThanOrEqual(ZONE_CODE_STEP);
    const started = await matcher.open({ code: sure(decodeVenueLink(shown.link)).join });
    expect(started.session).toBeDefined();
    matcher.pass(ZONE_CODE_STEP);
    expect(sure(decodeScreenView(await (await show(cookie)).json())).digits).not.toBe(digits);
  });

  it("keeps its cookie out of reach of scripts and other sites, for long", async () => {
    const { code } = await invite();
    const plain = (await trade(code)).headers.getSetCookie()[0] ?? "";
    expect(plain).toMatch(/^sighej-screen=[\w-]{43};.*HttpOnly; SameSite=Strict$/);
    expect(plain).toContain(`Max-Age=${SCREEN_LIFE / 1_000};`);
    const again = await trade((await invite()).code, { "x-forwarded-proto": "https" });
    expect(again.headers.getSetCookie()[0]).toMatch(/^__Host-sighej-screen=.*; Secure;/);
  });

  it("takes a code once, however it is typed", async () => {
    const { code, link } = await invite();
    expect(link).toBe(`${matcher.url}/screen#${code}`);
    expect((await trade(` ${code.toLowerCase().replace("-", " ")}`)).status).toBe(204);
    expect((await problemOf(await trade(code))).type).toBe("/problems/bad-screen-code");
  });

  it("takes no code that is over", async () => {
    const { code } = await invite();
    matcher.pass(SCREEN_CODE_LIFE);
    expect((await problemOf(await trade(code))).type).toBe("/problems/bad-screen-code");
  });

  it("counts wrong codes, and then refuses the right one, too", async () => {
    const { code } = await invite();
    for (let each = 0; each < 20; each++) expect((await trade("ZZZZ-ZZZZ")).status).toBe(403);
    expect((await problemOf(await trade(code))).type).toBe("/problems/too-many-tries");
    expect((await trade(code, { "x-forwarded-for": "10.0.0.1" })).status).toBe(204);
  });

  it("is shut out by staff, at once", async () => {
    const cookie = await enrolled();
    const listed = await matcher.call("GET", ofStaff, { bearer: adminCode });
    const [screen] = sure(decodeScreens(await listed.json())).screens;
    expect(screen).toMatchObject({ zone: "bar", enrolledAt: expect.any(Number) });
    const path = `${ofStaff}/${screen?.id}`;
    expect((await matcher.call("DELETE", path, { bearer: adminCode })).status).toBe(204);
    expect([(await show(cookie)).status, await (await show(cookie)).text()]).toEqual([204, ""]);
    expect((await matcher.call("DELETE", path, { bearer: adminCode })).status).toBe(404);
  });

  it("may see nothing else: its cookie opens no route of staff or of attendees", async () => {
    const cookie = await enrolled();
    const { documented } = await documentedPaths();
    for (const path of documented) {
      const answer = await matcher.call("GET", path, { headers: { cookie } });
      expect([path, answer.status]).toEqual([path, 401]);
    }
    expect(documented.length).toBeGreaterThan(10);
    matcher.pass(hours(1));
    expect((await show(cookie)).status).toBe(200);
  });

  it("is nothing, and no fault, on a tablet that nobody has let in", async () => {
    for (const cookie of ["", "sighej-screen=AAAA"]) {
      const shown = await show(cookie);
      expect([shown.status, await shown.text()]).toEqual([204, ""]);
    }
  });

  it("is refused for a zone that there is not", async () => {
    for (const body of [{ zone: "attic" }, { zone: "bar", name: " x" }, {}])
      expect((await matcher.call("POST", ofStaff, { bearer: adminCode, body })).ok).toBe(false);
  });
});

/** Every path that somebody has to be known for, filled in with the venue's own. */
async function documentedPaths() {
  const document = (await (await matcher.call("GET", "/api/v1/openapi.json")).json()) as {
    readonly paths: Readonly<
      Record<string, { readonly get?: { readonly security: readonly object[] } }>
    >;
  };
  const documented = Object.entries(document.paths)
    .filter(([path, { get }]) => (get?.security.length ?? 0) > 0 && path !== "/api/v1/screen")
    .map(([path]) => path.replace("{venue}", venue).replaceAll(/\{\w+\}/g, "bar"));
  return { documented };
}
