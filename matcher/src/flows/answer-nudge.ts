/**
 * Answer a nudge: takes what a person says to it, and says nothing back, whatever it led to. Cues
 * reach both by the way of nudges.
 */
import {
  after,
  decodeComplaint,
  decodeNudgeAnswer,
  type NudgeId,
  parseNudgeId,
  type Reply,
} from "@sighej/protocol";
import type { Session } from "../domain/session.ts";
import type { AnswerStore, Clock, Count, Note, Random } from "../ports.ts";
import type { Alerter } from "./alert.ts";
import { denied, deniedFor, done, type Outcome } from "./outcome.ts";
import type { Venues } from "./venues.ts";

export interface AnswerPorts {
  readonly venues: Venues;
  readonly answers: AnswerStore;
  readonly random: Random;
  readonly clock: Clock;
  readonly count: Count;
  readonly note: Note;
}

export interface ComplainPorts extends Pick<AnswerPorts, "answers" | "clock" | "count"> {
  readonly complained: Alerter["complained"];
}

/** As a phone asks over HTTP. Refused only when it is no nudge of this session. */
export async function answerNudge(
  ports: AnswerPorts,
  session: Session,
  nudgeText: string,
  body: unknown,
): Promise<Outcome<undefined>> {
  const nudge = parseNudgeId(nudgeText);
  if (!nudge.ok) return denied({ kind: "unknown-nudge" });
  const request = decodeNudgeAnswer(body);
  if (!request.ok) return deniedFor(request.problem);
  const known = await takeReply(ports, session, nudge.value, request.value.answer);
  return known ? done(undefined) : denied({ kind: "unknown-nudge" });
}

/** False when it is no nudge of this session, or was long ago. */
export async function takeReply(
  { venues, answers, random, clock, count, note }: AnswerPorts,
  { id, venue }: Pick<Session, "id" | "venue">,
  nudge: NudgeId,
  reply: Reply,
): Promise<boolean> {
  const afterYes = venues.all.get(venue)?.floor.plan.policy.nudge.afterYes;
  if (afterYes === undefined) return false;
  const now = clock();
  const [byte = 0] = random(1);
  const taken = await answers.answer({
    ...{ venue, session: id, nudge, reply, now },
    restUntil: after(now, afterYes),
    seed: byte / 256,
  });
  if (taken.kind === "unknown") return false;
  count(`reply-${reply}`);
  if (taken.kind !== "taken") note({ ...taken, venue });
  return true;
}

/** Tells staff where and when something was not right: those who listen, at once. */
export async function complain(
  { answers, clock, count, complained }: ComplainPorts,
  { id, venue }: Session,
  body: unknown,
): Promise<Outcome<undefined>> {
  const request = decodeComplaint(body);
  if (!request.ok) return deniedFor(request.problem);
  const { nudge } = request.value;
  const kept = await answers.complain(venue, id, nudge, clock());
  if (kept === "unknown") return denied({ kind: "unknown-nudge" });
  if (kept === "repeated") return done(undefined);
  count("complaint");
  complained(venue, { zone: kept.zone, nudge });
  return done(undefined);
}
