/**
 * The matcher is killed with people in the room, and comes back: Redis knows the sessions and the
 * claims, one window of sightings tells who is there.
 */
import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { openPhone, type Phone } from "./phone.ts";
import { openVenueBox, type VenueBox } from "./venue-box.ts";

/** Enough that nobody runs out of others in as many rounds. */
const PEOPLE = 12;
/** Each kill falls at another moment between a claim and its delivery. */
const KILLS = 2;
/** Ten seconds of dwelling, fifteen between two nudges, and a busy machine. */
const PATIENCE = { timeout: 90_000, interval: 50 };

let box: VenueBox;
let redis: Redis;
const phones: Phone[] = [];

beforeAll(async () => {
  box = await openVenueBox();
  redis = new Redis(box.redisUrl, { lazyConnect: true });
  await redis.connect();
  for (let each = 0; each < PEOPLE; each++)
    phones.push(
      await openPhone({ matcher: box.matcher.url, venue: box.venue, interests: ["coffee"] }),
    );
}, 120_000);

afterAll(async () => {
  for (const phone of phones) phone.close();
  await redis?.quit();
  await box?.stop();
});

const nudgeCount = () => phones.reduce((sum, { nudges }) => sum + nudges.size, 0);
const everyone = () => phones.map(({ session }) => session);
/** With how many others each has been claimed. */
const partnerCounts = () =>
  Promise.all(
    phones.map(({ session }) => redis.scard(`sighej:{${box.venue}}:pairs:${session.session}`)),
  );
const until = (holds: () => boolean) => vi.waitFor(() => expect(holds()).toBe(true), PATIENCE);

it("loses no session, nudges no pair twice, and needs one window to know who is there", {
  retry: 0,
  timeout: 600_000,
}, async () => {
  for (let turn = 0; turn < KILLS; turn++) {
    const nudged = nudgeCount();
    const publishing = box.gateway.keepPublishing(everyone);
    // In the middle of a round of claims: some have their nudge, others are about to.
    await until(() => nudgeCount() > nudged);
    await box.matcher.kill();
    publishing.stop();
    await box.matcher.restart();
    for (const { session, ask } of phones) {
      const answer = await ask("GET", "/api/v1/session");
      expect(answer.status).toBe(200);
      expect(JSON.parse(answer.text)).toMatchObject({
        session: session.session,
        expiresAt: session.expiresAt,
      });
    }
    // A single window: whoever is not present by it is in no claim after it.
    const before = await partnerCounts();
    await box.gateway.publishWindow(everyone());
    await vi.waitFor(async () => {
      const now = await partnerCounts();
      expect(now.every((count, at) => count > (before[at] ?? 0))).toBe(true);
    }, PATIENCE);
  }
  // What was claimed and not delivered before a kill came after it; a pair nudged twice would show
  // as a nudge too many.
  await vi.waitFor(async () => {
    expect(phones.map(({ nudges }) => nudges.size)).toEqual(await partnerCounts());
  }, PATIENCE);
});
