/**
 * Subjects: make at a running matcher all that requests of every operation name, so that each is right.
 */
import { randomBytes } from "node:crypto";
import {
  decodeBulletinTargetStarted,
  decodeEnrolled,
  decodeGatewayClaim,
  decodeInterestPreview,
  decodeScreenInvited,
  decodeVenueSetupView,
  unixMs,
} from "@sighej/protocol";
import {
  addPasskey,
  adminOrigin,
  challengeToMake,
  challengeToShow,
  newAuthenticator,
} from "../authenticator.ts";
import { sure, venue } from "../fixtures.ts";
import { adminCode, type TestMatcher } from "../matcher.ts";
import { freshInterest, operationOf, type Subject } from "../requests.ts";
import { cookieOf, digitsOf, newBrowser, newToken, startFactor } from "../staff.ts";
import { claimOf, nudgeOf } from "./opened.ts";

/** An address that nobody has asked from: wrong codes are counted, and a test has many. */
let asked = 0;
export const from = () => ({ "x-forwarded-for": `10.0.${++asked >> 8}.${asked & 0xff}` });

interface Subjects {
  fresh(): Promise<Subject>;
}

/** The venue is of staff's making, and has the code TICKET-1. */
export function subjectsOf(matcher: TestMatcher, certificateRequest: string): Subjects {
  const openTicket = () => matcher.open({ code: "TICKET-1" });

  /** A session that has been nudged, and a code: what every request needs to be right. */
  async function fresh(): Promise<Subject> {
    const [started, other] = [await openTicket(), await openTicket()];
    const [a, b] = await Promise.all(
      [started, other].map(({ session }) => matcher.ports.sessions.find(venue, session)),
    );
    if (a === undefined || b === undefined) throw new Error("both are live");
    const claim = claimOf(a, b);
    if ((await matcher.ports.nudges.claim(claim)) !== "nudged") throw new Error("not nudged");
    const nudge = nudgeOf(claim, 0).id;
    await matcher.call("POST", "/api/v1/report", { bearer: started.bearer, body: { nudge } });
    const at = matcher.ports.venues.all.get(venue);
    const [, code = ""] = at === undefined ? [] : matcher.ports.joinCodes(at.setup).keys();
    const owner = await newBrowser(matcher, "owner");
    const digits = digitsOf(await startFactor(matcher, owner), matcher.now());
    const host = await newBrowser(matcher, "host");
    await newToken(matcher, ["report:read"]);
    const [account] = (await matcher.ports.staff.accounts()).filter(
      ({ name }) => name === host.name,
    );
    const [token] = await matcher.ports.staff.tokens(matcher.now());
    const key = await addPasskey(matcher, owner);
    const shown = key.show(await challengeToShow(matcher, from()));
    const newKey = newAuthenticator(adminOrigin).make(await challengeToMake(matcher, owner));
    const [made, enrolling] = [await newClaim(), await newClaim()];
    const enrolled = await matcher.call("POST", "/api/v1/enrol", {
      body: { code: enrolling.code },
      headers: from(),
    });
    const { broker } = sure(decodeEnrolled(await enrolled.json()));
    if (account === undefined || token === undefined) throw new Error("both were made");
    return {
      ...{ bearer: started.bearer, nudge, code, owner, digits },
      ...{ account: account.id, token: token.id, gateway: made.gateway, claim: made.code },
      ...{ credential: broker, certificateRequest, screen: await newScreen() },
      ...{ host, passkey: shown.id, made: newKey, shown, proposal: await newProposal() },
      ...(await newBulletin()),
      draft: await newDraft(),
      schedule: await newSchedule(),
    };
  }

  /** A programme, alone. */
  async function newSchedule(): Promise<string> {
    const { schedules } = matcher.ports;
    for (const { id } of await schedules.list(venue)) await schedules.remove(venue, id);
    const id = randomBytes(12).toString("base64url");
    const url = "https://a.example/schedule.ics";
    await schedules.add({ id, venue, url, timeZone: "Europe/Copenhagen" });
    return id;
  }

  /** A webhook, alone, and something that could not be brought there and is not tried again. */
  async function newBulletin(): Promise<Pick<Subject, "target" | "delivery">> {
    const { bulletins } = matcher.ports.bulletinPorts;
    for (const { id } of await bulletins.targets(venue)) await bulletins.removeTarget(venue, id);
    const operation = operationOf("addTarget");
    const path = operation.path.replace("{venue}", venue);
    const body = { kind: "webhook", address: "https://a.example/hook", topics: ["gateway.late"] };
    const made = await matcher.call("POST", path, { bearer: adminCode, body });
    const { id: target } = sure(decodeBulletinTargetStarted(await made.json()));
    const delivery = randomBytes(12).toString("base64url");
    const what = { kind: "test", message: delivery, body: "{}" } as const;
    // Due in a hundred years, so that nobody takes it meanwhile.
    const madeAt = unixMs(matcher.now() + 3_000_000_000_000);
    await bulletins.enqueue([{ id: delivery, venue, target, ...what, madeAt }]);
    await bulletins.missed(delivery, "no-answer", undefined, matcher.now());
    return { target, delivery };
  }

  /** One at a time: there are only so many venues. */
  let drafted: string | undefined;
  async function newDraft(): Promise<string> {
    const path = "/api/v1/admin/venue";
    if (drafted !== undefined)
      await matcher.call("DELETE", `${path}/${drafted}`, { bearer: adminCode });
    const { path: making } = operationOf("createVenue");
    const body = { name: "Attic" };
    const answer = await matcher.call("POST", making, { bearer: adminCode, body });
    drafted = sure(decodeVenueSetupView(await answer.json())).venue;
    return drafted;
  }

  /** One at a time: a venue has only so many. */
  let proposed: string | undefined;
  async function newProposal(): Promise<string> {
    const path = `/api/v1/admin/venue/${venue}/taxonomy`;
    if (proposed !== undefined)
      await matcher.call("DELETE", `${path}/${proposed}`, { bearer: adminCode });
    const { headers } = await newBrowser(matcher, "operator");
    const body = freshInterest();
    const answer = await matcher.call("POST", path, { headers: { ...headers, ...from() }, body });
    proposed = sure(decodeInterestPreview(await answer.json())).id;
    return proposed;
  }

  async function newScreen(): Promise<Subject["screen"]> {
    const path = `/api/v1/admin/venue/${venue}/screens`;
    const invite = async () => {
      const answer = await matcher.call("POST", path, { bearer: adminCode, body: { zone: "bar" } });
      return sure(decodeScreenInvited(await answer.json()));
    };
    const [{ id, code: traded }, { code }] = [await invite(), await invite()];
    const body = { code: traded };
    const answer = await matcher.call("POST", "/api/v1/screen", { body, headers: from() });
    return { id, cookie: cookieOf(answer), code };
  }

  async function newClaim() {
    const gateway = `gateway-${randomBytes(6).toString("hex")}`;
    const claimed = await matcher.call("POST", `/api/v1/admin/venue/${venue}/gateways`, {
      ...{ bearer: adminCode, body: { gateway } },
    });
    return sure(decodeGatewayClaim(await claimed.json()));
  }

  return { fresh };
}
