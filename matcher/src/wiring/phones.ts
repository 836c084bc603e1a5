/**
 * Phones: wires what reaches them: connections, and pushes to those that have none.
 */
import type { Server } from "node:http";
import { type PushConfig, webPusher } from "../adapters/push/web-push.ts";
import { type HubFlows, startHub } from "../adapters/ws/hub.ts";

import { type AnswerPorts, takeReply } from "../flows/answer-nudge.ts";
import { type AuthenticatePorts, authenticate } from "../flows/authenticate.ts";
import { acknowledge, type DeliverPorts, greet } from "../flows/deliver.ts";
import { type PushPorts, wakerOf } from "../flows/push-out.ts";
import type { Stack } from "../stack.ts";

/** `flows` are made from ports that the hub is one of. What it opens is closed by `open`. */
export function openPhones(
  open: Stack,
  server: Server,
  push: PushConfig | undefined,
  ports: Omit<PushPorts, "pusher" | "hub">,
  flows: () => HubFlows,
) {
  const hub = startHub(server, flows, ports.count);
  open.push(() => hub.stop());
  const pusher = push && webPusher(push, ports.count);
  open.push(() => pusher?.stop());
  const waker = wakerOf({ ...ports, pusher, hub });
  open.push(() => waker.stop());
  return { hub, pusher, waker, pushKey: push?.keys.publicKey };
}

export const hubFlowsOf = (ports: AuthenticatePorts & DeliverPorts & AnswerPorts): HubFlows => ({
  authenticate: async (bearer) => {
    const session = await authenticate(ports, bearer);
    return session.ok ? session.value : undefined;
  },
  greet: (session, send) => greet(ports, session, send),
  shown: (session, nudge) => acknowledge(ports, session, nudge),
  answer: async (session, nudge, reply) => {
    if (!(await takeReply(ports, session, nudge, reply))) ports.count("reply-unknown");
  },
});
