/**
 * Limits: how many nudges a person has had and may have. Pure.
 */
import { hours, SESSION_LIFE, type UnixMs } from "@sighej/protocol";
import { type History, MAX_NUDGES_NOTED } from "./session.ts";

/** Nudges to one person at most: in any hour, and in any SESSION_LIFE, also over extensions. */
export interface Limits {
  readonly perHour: number;
  readonly perSession: number;
}

export const LIMIT_HOUR = hours(1);

export const isAtLimit = (
  { nudges }: History,
  { perHour, perSession }: Limits,
  now: UnixMs,
): boolean =>
  nudges.filter((each) => each > now - LIMIT_HOUR).length >= perHour ||
  nudges.filter((each) => each > now - SESSION_LIFE).length >= perSession;

export const withNudge = (history: History, now: UnixMs): History => ({
  ...history,
  nudges: [...history.nudges, now].slice(-MAX_NUDGES_NOTED),
});
