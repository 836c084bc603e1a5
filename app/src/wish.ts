/**
 * Wish: edits of a session from the press to the matcher's answer, sent one at a time. Pure.
 *
 * What is wished for shows at once. Where the matcher is out of reach the wish waits, so that a
 * pause pressed in a dead spot is still told later; no edit is sent twice at a time.
 */
import { after, type SessionEdit, seconds, type UnixMs } from "@sighej/protocol";

/** Besides at every return of the connection; one small request in five seconds bothers nobody. */
const RETRY = seconds(5);

export interface Wish {
  /** On its way. */
  readonly sent: SessionEdit | undefined;
  /** Not sent yet, or to be sent again. */
  readonly waiting: SessionEdit | undefined;
  /** When what waits is tried again: set after a failure only. */
  readonly retryAt: UnixMs | undefined;
}

export const noWish: Wish = { sent: undefined, waiting: undefined, retryAt: undefined };

/** `edit` over what waits already; of a pause and its end only the later one counts. */
export function wishFor(wish: Wish, edit: SessionEdit): Wish {
  const { pauseMinutes, open, ...others } = wish.waiting ?? {};
  const kept = {
    ...(pauseMinutes === undefined || edit.open !== undefined ? {} : { pauseMinutes }),
    ...(open === undefined || edit.pauseMinutes !== undefined ? {} : { open }),
  };
  return { ...wish, waiting: { ...others, ...kept, ...edit } };
}

/** All that was asked for and not answered. */
export const wishedFor = ({ sent, waiting }: Wish): SessionEdit =>
  waiting === undefined
    ? { ...sent }
    : { ...wishFor({ ...noWish, waiting: sent }, waiting).waiting };

/** What to send now, if anything: only when nothing is on its way. */
export function nextToSend(wish: Wish): SessionEdit | undefined {
  return wish.sent === undefined ? wish.waiting : undefined;
}

export const sending = (edit: SessionEdit): Wish => ({ ...noWish, sent: edit });

/** The matcher answered, yes or no: what was sent is done with. */
export const settled = (wish: Wish): Wish => ({ ...wish, sent: undefined, retryAt: undefined });

/** The matcher was out of reach: what was sent waits again, under anything wished for since. */
export const delayed = (wish: Wish, now: UnixMs): Wish => ({
  sent: undefined,
  waiting: wishedFor(wish),
  retryAt: after(now, RETRY),
});
