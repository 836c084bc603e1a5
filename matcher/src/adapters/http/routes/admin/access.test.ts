/**
 * The access matrix: every operation of the OpenAPI document that is for staff, and the attendees'
 * socket, with everyone who might ask, at their own venue and at another one. And what nobody on the
 * staff is ever told: anything of one attendee.
 */
import {
  base64urlOf,
  epochAt,
  hexOf,
  type StaffRole,
  staffRoles,
  staffScopes,
  tokenOf,
  tokenText,
} from "@sighej/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { claimOf, nudgeOf } from "../../../../../test/contract/opened.ts";
import { otherVenue, setup, venue } from "../../../../../test/fixtures.ts";
import { adminCode, startMatcher, type TestMatcher } from "../../../../../test/matcher.ts";
import { newBrowser, newToken } from "../../../../../test/staff.ts";
import { access } from "../../../../domain/staff/access.ts";
import { openApiDocument } from "../../openapi/document.ts";

/** Who may do what, written down a second time: the least role, and the scope of a token. */
const expected: Readonly<Record<string, readonly [StaffRole, string?]>> = {
  viewMe: ["viewer"],
  signOut: ["viewer"],
  changePassword: ["viewer"],
  startFactor: ["viewer"],
  proveFactor: ["viewer"],
  showAlerts: ["host"],
  subscribeAlerts: ["host"],
  unsubscribeAlerts: ["host"],
  listPasskeys: ["viewer"],
  startPasskey: ["viewer"],
  createPasskey: ["viewer"],
  editPasskey: ["viewer"],
  removePasskey: ["viewer"],
  listAccounts: ["owner"],
  createAccount: ["owner"],
  editAccount: ["owner"],
  listTokens: ["owner"],
  createToken: ["owner"],
  revokeToken: ["owner"],
  listAudit: ["owner"],
  listVenues: ["viewer", "venues:read"],
  viewSetup: ["viewer", "venues:read"],
  createVenue: ["operator"],
  duplicateVenue: ["operator"],
  exportVenue: ["viewer", "venues:read"],
  importVenue: ["operator"],
  editVenue: ["operator"],
  moveVenue: ["operator"],
  deleteVenue: ["owner"],
  findAggregates: ["viewer", "report:read"],
  viewReport: ["viewer", "report:read"],
  printReport: ["viewer", "report:read"],
  listComplaints: ["host", "safety:read"],
  handleComplaint: ["host", "safety:write"],
  listCodes: ["host", "codes:read"],
  setCode: ["host", "codes:write"],
  showZoneCode: ["host", "screens:read"],
  listStock: ["host", "stock:read"],
  makeBadges: ["operator", "stock:write"],
  importStock: ["operator", "stock:write"],
  exportStock: ["host", "stock:read"],
  editStockItem: ["host", "stock:write"],
  removeStockItem: ["operator", "stock:write"],
  makeCodes: ["operator", "codes:write"],
  viewTaxonomy: ["viewer", "venues:read"],
  previewInterest: ["operator"],
  proposeInterest: ["operator"],
  approveInterest: ["operator"],
  hideInterest: ["operator"],
  removeInterest: ["operator"],
  listScreens: ["host", "screens:read"],
  addScreen: ["host", "screens:write"],
  removeScreen: ["host", "screens:write"],
  listQuiet: ["viewer", "quiet:read"],
  switchQuiet: ["host", "quiet:write"],
  switchAllQuiet: ["host", "quiet:write"],
  setSlots: ["host", "quiet:write"],
  listGateways: ["viewer", "gateways:read"],
  addGateway: ["operator", "gateways:write"],
  inviteGateway: ["operator", "gateways:write"],
  revokeGateway: ["operator", "gateways:write"],
  viewGateway: ["viewer", "gateways:read"],
  listIncidents: ["viewer", "gateways:read"],
  setThresholds: ["operator", "gateways:write"],
  muteVenue: ["operator", "gateways:write"],
  muteGateway: ["operator", "gateways:write"],
  orderGateways: ["operator", "gateways:write"],
  setGateways: ["operator", "gateways:write"],
  listTargets: ["operator", "bulletins:read"],
  addTarget: ["operator", "bulletins:write"],
  removeTarget: ["operator", "bulletins:write"],
  testTarget: ["operator", "bulletins:write"],
  listDeliveries: ["operator", "bulletins:read"],
  retryDelivery: ["operator", "bulletins:write"],
  listSchedules: ["host", "quiet:read"],
  addSchedule: ["host", "quiet:write"],
  removeSchedule: ["host", "quiet:write"],
  setScheduleRooms: ["host", "quiet:write"],
  readSchedule: ["host", "quiet:write"],
  listNearOffers: ["viewer", "venues:read"],
  startCalibration: ["operator"],
  showCalibration: ["operator"],
  markSpot: ["operator"],
  finishCalibration: ["operator"],
  giveUpCalibration: ["operator"],
  viewPlan: ["viewer", "venues:read"],
  showPlanPicture: ["viewer", "venues:read"],
  replacePlanPicture: ["operator"],
  removePlanPicture: ["operator"],
  setPlanScale: ["operator"],
  printPosters: ["host"],
  printBadges: ["operator"],
  printSign: ["host"],
  printPlacement: ["host"],
};
/** About one's own account, which only a browser that has signed in has. */
const own = ["signOut", "changePassword", "startFactor", "proveFactor"].concat(
  ["showAlerts", "subscribeAlerts", "unsubscribeAlerts"],
  ["listPasskeys", "startPasskey", "createPasskey", "editPasskey", "removePasskey"],
  ["proposeInterest", "approveInterest"],
);

interface Described {
  readonly operationId: string;
  readonly security: readonly object[];
}
interface Route extends Described {
  readonly method: string;
  readonly path: string;
}
const { paths } = openApiDocument() as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
};
const routes: readonly Route[] = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, each]) => ({ ...each, method, path })),
);
const staffRoutes = routes
  .filter(({ security }) => JSON.stringify(security).includes("staff"))
  // Whoever has signed out can't ask on.
  .toSorted((a, b) => Number(a.operationId === "signOut") - Number(b.operationId === "signOut"));

interface Person {
  readonly name: string;
  readonly send: { readonly bearer?: string; readonly headers?: Readonly<Record<string, string>> };
  readonly may: (operation: string) => boolean;
  readonly signedIn: boolean;
}

let matcher: TestMatcher;
const everyone: Person[] = [];
beforeAll(async () => {
  matcher = await startMatcher({ venues: [setup, { ...setup, id: otherVenue }], proxies: 1 });
  const { bearer } = await matcher.open();
  const nobody = { may: () => false, signedIn: false };
  everyone.push(
    { name: "nobody", send: {}, ...nobody },
    { name: "an attendee", send: { bearer }, ...nobody },
    { name: "a wrong token", send: { bearer: `sgh_${"A".repeat(43)}` }, ...nobody },
    { name: "a wrong cookie", send: { headers: { cookie: "sighej-staff=AAAA" } }, ...nobody },
  );
  for (const role of staffRoles) {
    const { headers } = await newBrowser(matcher, role, [venue]);
    const may = (id: string) => staffRoles.indexOf(role) >= leastRank(id);
    everyone.push({ name: role, send: { headers }, may, signedIn: true });
  }
  for (const scope of staffScopes) {
    const token = await newToken(matcher, [scope], [venue]);
    const may = (id: string) => id === "viewMe" || expected[id]?.[1] === scope;
    everyone.push({ name: `a token of ${scope}`, send: { bearer: token }, may, signedIn: true });
  }
  const may = (id: string) => !own.includes(id);
  everyone.push({ name: "the admin code", send: { bearer: adminCode }, may, signedIn: true });
}, 60_000);
afterAll(() => matcher.stop());

const leastRank = (id: string) => staffRoles.indexOf(expected[id]?.[0] ?? "owner");

/** A body that nothing takes: whoever may ask is told that it is wrong, and nothing changes. */
const body = { nothing: "of this kind" };
const withBody = ["post", "put", "patch"];

let asked = 0;
async function ask(route: Route, at: string, { send }: Person): Promise<string> {
  const { method, path } = route;
  const filled = path.replace("{venue}", at).replaceAll(/\{\w+\}/g, "unknown");
  // From an address of its own: wrong codes are counted.
  const headers = { ...send.headers, "x-forwarded-for": `10.2.${++asked >> 8}.${asked & 255}` };
  const options = { ...send, headers, ...(withBody.includes(method) ? { body } : {}) };
  const answer = await matcher.call(method.toUpperCase(), filled, options);
  if (answer.ok) return "done";
  return ((await answer.json()) as { type: string }).type.replace("/problems/", "");
}

describe("the table of access", () => {
  it("has every operation for staff of the document, and no other, as it is written here", () => {
    expect(staffRoutes.map(({ operationId }) => operationId).toSorted()).toEqual(
      Object.keys(access).toSorted(),
    );
    expect(
      Object.fromEntries(
        Object.entries(access).map(([id, rule]) => [
          id,
          "scope" in rule ? [rule.from, rule.scope] : [rule.from],
        ]),
      ),
    ).toEqual(expected);
    expect(
      Object.entries(access)
        .filter(([, rule]) => "own" in rule)
        .map(([id]) => id),
    ).toEqual(own);
  });

  it("leaves nothing under admin without it but the way in", () => {
    const open = routes.filter(
      ({ path, security }) => path.startsWith("/api/v1/admin") && security.length === 0,
    );
    expect(open.map(({ operationId }) => operationId)).toEqual([
      "viewOwnerNeeded",
      "createOwner",
      "signIn",
      "challengePasskey",
      "signInByPasskey",
      "startOidc",
      "signInByOidc",
    ]);
  });

  it("is what every route does, whoever asks, at their own venue and at another one", async () => {
    let answers = 0;
    for (const person of everyone)
      for (const route of staffRoutes) {
        const { operationId: id, path } = route;
        const isAtVenue = path.includes("{venue}");
        for (const at of isAtVenue ? [otherVenue, venue] : [venue]) {
          const answer = await ask(route, at, person);
          const what = `${person.name}: ${id}${at === otherVenue ? " elsewhere" : ""}`;
          if (!person.signedIn) expect([what, answer]).toEqual([what, "not-signed-in"]);
          else if (!person.may(id)) expect([what, answer]).toEqual([what, "forbidden"]);
          else if (at === otherVenue && person.name !== "the admin code")
            expect([what, answer]).toEqual([what, "unknown-venue"]);
          else
            expect(["forbidden", "not-signed-in", "unknown-venue", "bad-csrf"], what).not.toContain(
              answer,
            );
          answers++;
        }
        matcher.pass(100);
      }
    expect(answers).toBe(
      everyone.length *
        staffRoutes.reduce((sum, { path }) => sum + (path.includes("{venue}") ? 2 : 1), 0),
    );
  }, 120_000);

  it("opens the attendees' socket to nobody of the staff", async () => {
    for (const { name, send } of everyone.filter((each) => each.name !== "an attendee")) {
      const protocols = [
        "sighej.live.v1",
        ...(send.bearer === undefined ? [] : [`bearer.${send.bearer}`]),
      ];
      const socket = new WebSocket(`${matcher.url.replace("http", "ws")}/api/v1/live`, protocols, {
        headers: { ...send.headers },
      });
      const outcome = await new Promise<string>((resolve) => {
        socket.on("open", () => resolve("open"));
        socket.on("error", () => resolve("refused"));
        socket.on("unexpected-response", (_request, { statusCode }) => resolve(`${statusCode}`));
      });
      socket.terminate();
      expect([name, outcome]).not.toEqual([name, "open"]);
    }
  });
});

describe("no answer for staff", () => {
  it("holds a session, key, bearer, token or list of interests of anybody", async () => {
    const interests = setup.interests.slice(0, 3);
    const started = [await matcher.open({ interests }), await matcher.open({ interests })];
    const [a, b] = await Promise.all(
      started.map(({ session }) => matcher.ports.sessions.find(venue, session)),
    );
    if (a === undefined || b === undefined) throw new Error("both are live");
    const claim = claimOf(a, b);
    await matcher.ports.nudges.claim(claim);
    await matcher.call("POST", "/api/v1/report", {
      bearer: started[0]?.bearer ?? "",
      body: { nudge: nudgeOf(claim, 0).id },
    });
    const canaries = started.flatMap(({ session, bearer, beaconKey }) => {
      const token = tokenOf(beaconKey, venue, epochAt(matcher.now()));
      return [
        session,
        bearer,
        base64urlOf(beaconKey),
        tokenText(token),
        `${token}`,
        hexOf(beaconKey),
      ];
    });
    let read = 0;
    for (const { method, path } of staffRoutes.filter((each) => each.method === "get")) {
      const filled = path.replace("{venue}", venue).replace("{zone}", "bar");
      const query = path.endsWith("/aggregates")
        ? "?metric=interests&from=0&until=9000000000000"
        : "";
      const options = { bearer: adminCode };
      const text = await (await matcher.call(method, filled + query, options)).text();
      for (const canary of canaries) expect(text).not.toContain(canary);
      // What everybody chooses from is nobody's list.
      if (path.endsWith("/taxonomy")) continue;
      const named = setup.interests.filter((each) => text.includes(each));
      if (named.length < setup.interests.length)
        expect(interests.every((each) => text.includes(each))).toBe(false);
      read++;
    }
    expect(read).toBeGreaterThan(5);
  });

  it("has a place for one in its schema", () => {
    const { components } = openApiDocument() as unknown as {
      readonly components: { readonly schemas: Readonly<Record<string, object>> };
    };
    const named = (json: unknown, seen = new Set<string>()): readonly string[] =>
      [...JSON.stringify(json).matchAll(/#\/components\/schemas\/(\w+)/g)].flatMap(
        ([, name = ""]) =>
          seen.has(name) ? [] : [name, ...named(components.schemas[name], seen.add(name))],
      );
    const schemas = staffRoutes.flatMap((route) => named(paths[route.path]?.[route.method]));
    const personal = [
      "session",
      "beaconKey",
      "tokens",
      "interests",
      "stars",
      "role",
      "approach",
      "presence",
    ];
    // Accounts are of staff, and so is the carrier that a calibration listens to.
    const answers = [...new Set(schemas)].filter(
      (each) => !/Staff|Signed|Owner|Passkey|CalibrationStarted/.test(each),
    );
    expect(answers.length).toBeGreaterThan(5);
    for (const name of answers) {
      const properties = [
        ...JSON.stringify(components.schemas[name]).matchAll(/"(\w+)":\{"type"/g),
      ];
      for (const [, property = ""] of properties) expect(personal, name).not.toContain(property);
    }
  });
});
