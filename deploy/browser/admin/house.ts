/**
 * House: a real matcher that serves the built dashboard, with aggregates in a PGlite of its own, a clock
 * that a test may move on, and venues that nobody visits unless a test lets them.
 *
 * For gateways that speak to a broker, start `npm start` itself (`../../e2e/npm-start.ts`).
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Keep, openParts, type Part } from "@sighej/embedded";
import { type UnixMs, unixMs } from "@sighej/protocol";
import type { Browser } from "playwright-core";
import { pgliteAggregates, type StoredAggregates } from "../../../matcher/test/aggregates.ts";
import { otherVenue, setup } from "../../../matcher/test/fixtures.ts";
import { adminCode, startMatcher, type TestMatcher } from "../../../matcher/test/matcher.ts";
import { adminFolder } from "../build-app.ts";
import { type Desk, type DeskConfig, openDesk } from "./desk.ts";

export const OWNER = { name: "Ada Owner", password: "a lamp over a table" } as const;

type Settings = Parameters<typeof startMatcher>[0] & {
  /** Where released counts are kept; they need seconds to open, and most tests none of them. */
  readonly counting?: boolean;
  /** Puts released counts of before there, which needs `counting`. */
  readonly counted?: (store: Pick<StoredAggregates, "release">, now: UnixMs) => Promise<void>;
  /** How far its clock is before the real one at the start, in ms. */
  readonly startAhead?: number;
};

export interface House extends Part {
  readonly matcher: TestMatcher;
  /** What makes the first owner. */
  readonly adminCode: string;
  /** A browser in front of the dashboard, signed in as the owner unless that is not wanted. */
  desk(browser: Browser, config?: DeskConfig & { readonly signedIn?: boolean }): Promise<Desk>;
}

export const openHouse = ({
  counting = false,
  counted,
  startAhead = 0,
  ...settings
}: Settings = {}) =>
  openParts<Omit<House, "stop">>(async (keep: Keep) => {
    const folder = await mkdtemp(join(tmpdir(), "sighej-house-"));
    keep({ stop: () => rm(folder, { recursive: true, force: true }) });
    const counts = join(folder, "counts");
    if (counted !== undefined) {
      const store = await pgliteAggregates(counts);
      await store.ready;
      await counted(store, unixMs(Date.now() + startAhead));
      await store.stop();
    }
    const matcher = keep(
      await startMatcher(
        {
          venues: [setup, { ...setup, id: otherVenue, name: "Pakhus 7" }],
          adminFolder,
          // As `npm start` without a code of one's own: it makes the first owner, and is over then.
          adminCodeOnce: true,
          ...(counting ? { aggregates: { kind: "folder", path: counts } } : {}),
          ...settings,
        },
        { startAhead },
      ),
    );
    let made = false;
    const makeOwner = async () => {
      if (made) return;
      made = true;
      const answer = await matcher.call("POST", "/api/v1/admin/owner", {
        body: { code: adminCode, ...OWNER },
      });
      if (answer.status !== 201 && answer.status !== 200)
        throw new Error(`there is no owner: ${answer.status}`);
    };
    return {
      matcher,
      adminCode,
      desk: async (browser, { signedIn = true, ...config } = {}) => {
        const desk = keep(await openDesk(browser, matcher.url, config));
        if (signedIn) {
          await makeOwner();
          await desk.signIn(OWNER);
        }
        return desk;
      },
    };
  });
