/**
 * Subscribe to push: keeps a phone's subscription with its session, or forgets it.
 */
import { decodePushSubscription } from "@sighej/protocol";
import type { Session } from "../domain/session.ts";
import type { PushStore } from "../ports.ts";
import { denied, deniedFor, done, type Outcome } from "./outcome.ts";

export async function subscribePush(
  pushes: PushStore,
  { id, venue }: Session,
  body: unknown,
): Promise<Outcome<undefined>> {
  const subscription = decodePushSubscription(body);
  if (!subscription.ok) return deniedFor(subscription.problem);
  const kept = await pushes.keep(venue, id, subscription.value);
  return kept ? done(undefined) : denied({ kind: "bad-bearer" });
}

export const unsubscribePush = (pushes: PushStore, { id, venue }: Session): Promise<void> =>
  pushes.drop(venue, id);
