/**
 * Room: a real matcher that serves the built app, with a clock that a test may move on, and people
 * who are heard at its bar as if they wore badges.
 */
import { type Keep, openParts, type Part } from "@sighej/embedded";
import {
  interestsById,
  type Nudge,
  type SessionStarted,
  type VenueId,
  type ZoneId,
} from "@sighej/protocol";
import { badgeItem, setup, venue } from "../../matcher/test/fixtures.ts";
import { startMatcher, type TestMatcher } from "../../matcher/test/matcher.ts";
import { stand } from "../../matcher/test/stand.ts";
import { appFolder } from "./build-app.ts";

/** Where the page gives its beacon key to a badge, as in the demo; here nobody has to keep it. */
const BADGE = "/demo/badge";
/** The one that lies at the door. */
export const BADGE_ITEM = badgeItem("K7M2", 7);
export const BAR = "Ved baren";
/** Between the two gateways of the bar, where being there together is enough for a nudge. */
const SPOT = { x: 0, y: 3 };
/** Past the dwelling and the gap between two nudges of the demo's policy, s. */
const ROUND = 20;

type Settings = Parameters<typeof startMatcher>[0] & {
  readonly venue?: Partial<typeof setup>;
};

export interface Room extends Part {
  readonly matcher: TestMatcher;
  readonly venue: VenueId;
  /** What a poster says. */
  readonly poster: string;
  /**
   * Lets these people stand at the bar, and all else as it is, until every two who may have been
   * nudged.
   */
  gather(people: readonly SessionStarted[], seconds?: number): Promise<void>;
  /** Nudges of a session that its phone has not shown yet. */
  pending(session: SessionStarted): Promise<readonly Nudge[]>;
  /** Says hi, as a phone of somebody else would, to the nudge that it holds. */
  sayHi(session: SessionStarted): Promise<void>;
}

export const openRoom = ({ venue: changes = {}, ...settings }: Settings = {}): Promise<Room> =>
  openParts(async (keep: Keep) => {
    const zones = setup.zones.map((zone) =>
      zone.id === ("bar" as ZoneId) ? { ...zone, name: BAR } : zone,
    );
    const matcher = keep(
      await startMatcher({
        venues: [
          {
            ...setup,
            zones,
            interests: [...interestsById.keys()],
            policy: "demo",
            carriers: [
              { kind: "simulated-badge", path: BADGE },
              { kind: "badge" },
              { kind: "check-in" },
              { kind: "zone-code" },
            ],
            stock: [BADGE_ITEM],
            ...changes,
          },
        ],
        appFolder,
        mounts: [{ path: BADGE, handler: (_, answer) => answer.status(204).end() }],
        ...settings,
      }),
    );
    const pending = ({ session }: SessionStarted) =>
      matcher.ports.nudges.pending(venue, session, matcher.now());
    return {
      matcher,
      venue,
      poster: `${matcher.url}/v/${venue}`,
      gather: async (people, seconds = ROUND) => {
        const found = await Promise.all(
          people.map(({ session }) => matcher.ports.sessions.find(venue, session)),
        );
        const here = found.flatMap((session) =>
          session === undefined ? [] : [{ session, ...SPOT }],
        );
        await stand(matcher, here, seconds);
      },
      pending,
      sayHi: async (session) => {
        const [nudge] = await pending(session);
        if (nudge === undefined) throw new Error("there is no nudge to answer");
        await matcher.call("POST", `/api/v1/nudge/${nudge.id}/answer`, {
          bearer: session.bearer,
          body: { answer: "hi" },
        });
      },
    };
  });
