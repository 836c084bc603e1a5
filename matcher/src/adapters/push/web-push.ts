/**
 * Web Push: encrypts a message for a subscription and hands it to its push service (RFC 8030, 8291,
 * 8292), over TLS, to public addresses only.
 */
import { Agent } from "node:https";
import { isIP } from "node:net";
import {
  type AlertMessage,
  encodeAlertMessage,
  encodePushMessage,
  type PushMessage,
  type PushSubscription,
  seconds,
} from "@sighej/protocol";
import webPush from "web-push";
import { guardedLookup } from "../../guarded-lookup.ts";
import type { Count, Pusher } from "../../ports.ts";
import { isPublic } from "../../public-address.ts";

export interface VapidKeys {
  /** Whom a push service may write to: a `mailto:` or `https:` URL (RFC 8292 §2.1). */
  readonly subject: string;
  /** P-256, base64url: 65 bytes and 32. */
  readonly publicKey: string;
  readonly privateKey: string;
}

export interface PushConfig {
  readonly keys: VapidKeys;
  /** Whom to trust besides the system's authorities, PEM; for a push service of one's own. */
  readonly ca?: string | undefined;
  /** Which addresses may be reached; public ones. */
  readonly reaches?: ((address: string) => boolean) | undefined;
}

/** A push service that answers at all does so in well under a second. */
const ANSWER_WITHIN = seconds(5);
/** Side by side: 32 in 5 s each are 6 a second at worst, and encrypting takes 1 ms. */
const AT_ONCE = 32;
/** Those that wait: a full hall's of one choice. Later ones are dropped; sockets and polls remain. */
const MOST_WAITING = 2_000;

/** New keys for a venue's set-up; to be made once and kept. */
export const newVapidKeys = (): Pick<VapidKeys, "publicKey" | "privateKey"> =>
  webPush.generateVAPIDKeys();

export function webPusher(
  { keys, ca, reaches = isPublic }: PushConfig,
  count: Count,
): Pusher & { stop(): void } {
  const agent = new Agent({
    keepAlive: true,
    maxSockets: AT_ONCE,
    lookup: guardedLookup(reaches),
    ...(ca === undefined ? {} : { ca }),
  });
  const waiting: (() => void)[] = [];
  let under = 0;
  const turn = async (): Promise<boolean> => {
    if (under >= AT_ONCE) {
      if (waiting.length >= MOST_WAITING) return false;
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
    under++;
    return true;
  };
  const done = () => {
    under--;
    waiting.shift()?.();
  };

  const send = async (to: PushSubscription, message: PushMessage | AlertMessage, life: number) => {
    const { hostname } = new URL(to.endpoint);
    const literal = hostname.replace(/^\[|\]$/g, "");
    // An address in the URL is never looked up.
    if (isIP(literal) !== 0 && !reaches(literal)) return "gone" as const;
    try {
      await webPush.sendNotification(to, textOf(message), {
        agent,
        timeout: ANSWER_WITHIN,
        TTL: Math.max(0, Math.floor(life / 1_000)),
        urgency: "high",
        contentEncoding: "aes128gcm",
        vapidDetails: keys,
      });
      return "sent" as const;
    } catch (cause) {
      const status = cause instanceof webPush.WebPushError ? cause.statusCode : undefined;
      return status === 404 || status === 410 ? ("gone" as const) : ("failed" as const);
    }
  };

  return {
    push: async (to, message, life) => {
      if (!(await turn())) {
        count("push-dropped");
        return "failed";
      }
      try {
        const outcome = await send(to, message, life);
        count(`push-${outcome}`);
        return outcome;
      } finally {
        done();
      }
    },
    stop: () => agent.destroy(),
  };
}

const textOf = (message: PushMessage | AlertMessage): string =>
  message.kind === "report" ? encodeAlertMessage(message) : encodePushMessage(message);
