/**
 * Broker: aedes 1.2 with the guards that it lacks, typed. Turns connections into sessions of known
 * roles, and refused publishes into counts.
 *
 * What aedes would do without: grant `$share/…` and never deliver; close the connection on a denied
 * publish, upon which a client that stores it sends it again for ever; keep sessions and queues of
 * absent clients without bound; overflow the stack when a frozen subscriber leaves a backlog; take
 * from one client whatever it sends.
 */
import { setTimeout as wait } from "node:timers/promises";
import { ACCESS_TOPIC, type AccessRole, decodeAccessNotice, usernameOf } from "@sighej/protocol";
import { Aedes, type AuthenticateError, type Client, type PublishPacket } from "aedes";
import type { Logger } from "pino";
import { type Grants, grantsOf } from "./acl.ts";
import { certificateFits } from "./client-certificate.ts";
import type { Counts } from "./counts.ts";
import { type Credential, keyringOf } from "./credentials.ts";
import type { Handle } from "./listeners.ts";
import { GATEWAY_PACE, type Pace, type PaceLimits, startPace } from "./pace.ts";

/** Time from connection to CONNECT. Slow Wi-Fi takes 1 s; a silent stranger holds a place so long. */
const CONNECT_TIMEOUT_MS = 10_000;
/** Longest keep-alive taken, in seconds: a dead gateway is told from a live one within 1.5 of it. */
const MAX_KEEPALIVE_S = 60;
/** Everybody waits while one subscriber's socket is full, so it is dropped after this. */
const DRAIN_TIMEOUT_MS = 2_000;
/** Unfinished QoS 2 messages per connection. Nothing of ours uses QoS 2; each holds a packet. */
const MAX_QOS2_IN_FLIGHT = 4;
/** Packets that a client may send ahead of its CONNACK; MQTT allows some, none of ours sends any. */
const MAX_BEFORE_CONNACK = 8;
/** Deeper topics end their connection; ours have six levels, and the library behind aedes overflows. */
const MAX_TOPIC_LEVELS = 100;
/** Where refused publishes go. In no role's table, so nobody ever reads it. */
const SINK = "sighej/refused";

/** CONNACK return codes, MQTT 3.1.1 §3.2.2.3. */
const IDENTIFIER_REJECTED = 2;
const SERVER_UNAVAILABLE = 3;
const BAD_USERNAME_OR_PASSWORD = 4;
const NOT_AUTHORIZED = 5;

interface Admission {
  readonly role: AccessRole;
  readonly grants: Grants;
  /** Nobody's but a gateway's: the matcher answers every one of them. */
  readonly pace: Pace | undefined;
}

export type Connected = Readonly<Record<AccessRole["kind"], number>>;

export interface GuardedBroker {
  /** Takes a connection; its bytes must have passed a packet limit. */
  readonly handle: Handle;
  /** Clients by what they are, now. */
  readonly connected: () => Connected;
  /** Closes every connection. */
  readonly close: () => Promise<void>;
}

export async function openBroker(
  credentials: readonly Credential[],
  counts: Counts,
  logger: Logger,
  gatewayPace: PaceLimits = GATEWAY_PACE,
): Promise<GuardedBroker> {
  const keyring = keyringOf(credentials);
  const wills = new WeakMap<Client, { readonly topic: string; readonly retain?: boolean }>();
  const admissions = new WeakMap<Client, Admission>();
  /** Who speaks under which username, so that a gateway whose credential is taken away can be cut off. */
  const speaking = new Map<string, Set<Client>>();
  const settling = new WeakMap<object, () => void>();
  const connected = { gateway: 0, matcher: 0, operator: 0 };

  const aedes = await Aedes.createBroker({
    connectTimeout: CONNECT_TIMEOUT_MS,
    keepaliveLimit: MAX_KEEPALIVE_S,
    drainTimeout: DRAIN_TIMEOUT_MS,
    maxInflightInbound: MAX_QOS2_IN_FLIGHT,
    queueLimit: MAX_BEFORE_CONNACK,
    maxTopicLevels: MAX_TOPIC_LEVELS,
    preConnect: (client, packet, done) => {
      // Every session ends with its connection: aedes queues for absent clients without bound, and
      // a queued sighting would outlive its use.
      packet.clean = true;
      if (packet.will !== undefined) wills.set(client, packet.will);
      done(null, true);
    },
    authenticate: (client, username, password, done) => {
      const role = keyring.roleOf(username, password);
      if (role === "untold") return done(refuse("untold", SERVER_UNAVAILABLE), null);
      if (role === undefined)
        return done(refuse("bad-credentials", BAD_USERNAME_OR_PASSWORD), null);
      if (!ownsClientId(role, client.id))
        return done(refuse("foreign-client-id", IDENTIFIER_REJECTED), null);
      if (!certificateFits(client.conn, username, password))
        return done(refuse("foreign-certificate", NOT_AUTHORIZED), null);
      const grants = grantsOf(role);
      const will = wills.get(client);
      wills.delete(client);
      if (will !== undefined && grants.publishRefusal(will.topic, will.retain ?? false))
        return done(refuse("will", NOT_AUTHORIZED), null);
      const pace = role.kind === "gateway" ? startPace(gatewayPace, performance.now()) : undefined;
      admissions.set(client, { role, grants, pace });
      enter(usernameOf(role), client);
      done(null, true);
    },
    authorizePublish: (client, packet, done) => {
      const admission = client === null ? undefined : admissions.get(client);
      if (packet.topic === ACCESS_TOPIC && admission?.role.kind === "matcher") {
        hearAccess(packet.payload);
        divert(packet);
        return done(null);
      }
      const refusal =
        admission === undefined
          ? "foreign-topic"
          : admission.grants.publishRefusal(packet.topic, packet.retain);
      if (refusal !== undefined) {
        counts.add("publish-refused", admission?.role.kind ?? "nobody", refusal);
        divert(packet);
      }
      // A last will is the word of a connection that is over: whatever it did, staff should hear.
      const pace = client?.closed === true ? undefined : admission?.pace;
      const pause = pauseFor(pace, packet.payload.length);
      if (pause === 0) return done(null);
      if (pause === undefined) {
        counts.add("connection-failed", "flood");
        return done(new Error("far ahead of its pace"));
      }
      counts.add("publish-slowed");
      void wait(pause, undefined, { ref: false }).then(() => {
        // Of a client that has left meanwhile nothing more is taken.
        if (client?.closed !== true) done(null);
      });
    },
    authorizeSubscribe: (client, subscription, done) => {
      const admission = admissions.get(client);
      const refusal =
        admission === undefined
          ? "foreign-topic"
          : admission.grants.subscribeRefusal(subscription.topic);
      if (refusal === undefined) return done(null, subscription);
      counts.add("subscribe-refused", admission?.role.kind ?? "nobody", refusal);
      // No subscription without an error is SUBACK 0x80; an error would close the connection.
      done(null, null);
    },
  });

  function enter(username: string, client: Client): void {
    const clients = speaking.get(username) ?? new Set();
    speaking.set(username, clients.add(client));
    client.conn.once("close", () => {
      clients.delete(client);
      if (clients.size === 0 && speaking.get(username) === clients) speaking.delete(username);
    });
  }

  /** Whoever lost its credential is cut off at once, whatever it is in the middle of. */
  function hearAccess(payload: PublishPacket["payload"]): void {
    const notice = decodeAccessNotice(Buffer.from(payload));
    if (!notice.ok) {
      counts.add("access-notice-refused", notice.problem.kind);
      return;
    }
    for (const username of keyring.told(notice.value))
      for (const client of speaking.get(username) ?? []) {
        counts.add("connection-ended", "credential-gone");
        client.close();
      }
  }

  function refuse(reason: string, returnCode: 2 | 3 | 4 | 5): AuthenticateError {
    counts.add("connection-refused", reason);
    return Object.assign(new Error(reason), { returnCode });
  }

  aedes.on("client", (client) => {
    const role = admissions.get(client)?.role;
    if (role !== undefined) connected[role.kind] += 1;
    settling.get(client.conn)?.();
    logger.info({ client: role && usernameOf(role) }, "connected");
  });
  aedes.on("clientDisconnect", (client) => {
    const role = admissions.get(client)?.role;
    if (role !== undefined) connected[role.kind] -= 1;
    logger.info({ client: role && usernameOf(role) }, "disconnected");
  });
  const failed = new WeakSet<Client>();
  aedes.on("clientError", (client) => {
    // aedes reports one error per packet that was on its way, and one for each refused connection.
    if (failed.has(client) || !admissions.has(client)) return;
    failed.add(client);
    counts.add("connection-failed", "session");
  });
  aedes.on("connectionError", () => counts.add("connection-failed", "before-session"));

  // aedes works off a backlog by recursion wherever all handlers of a message answer at once, or
  // there are none: some 2,000 waiting messages overflow the stack. So every message has one
  // handler that answers later.
  await new Promise<void>((done) => {
    aedes.subscribe("#", (_packet, next) => setImmediate(next), done);
  });

  return {
    handle: (stream, settled) => {
      settling.set(stream, settled);
      aedes.handle(stream);
    },
    connected: () => ({ ...connected }),
    close: () => new Promise((done) => aedes.close(done)),
  };
}

/** Ms that a message waits, 0 for one that does not, undefined for one too far ahead. */
const pauseFor = (pace: Pace | undefined, bytes: number): number | undefined =>
  pace === undefined ? 0 : pace.take(bytes, performance.now());

/** Accepted and acknowledged, read by nobody: a client must not be stuck on what it may not say. */
function divert(packet: PublishPacket): void {
  packet.topic = SINK;
  packet.retain = false;
}

/**
 * A second connection with a client id ends the first, so an id belongs to its gateway alone. The
 * matcher's replicas choose theirs, outside the gateways' names, which all contain a slash.
 */
function ownsClientId(role: AccessRole, clientId: string): boolean {
  return role.kind === "gateway" ? clientId === usernameOf(role) : !clientId.includes("/");
}
