/**
 * Access: `GatewayAccess` of RabbitMQ, over its management API (version 3.8 or later). RabbitMQ keeps
 * what it is told. Whoever asks there is an administrator of RabbitMQ and no user of ours.
 *
 * A user that is deleted has its connections closed by RabbitMQ itself.
 */
import { type AccessRole, parseGatewayUsername, seconds, usernameOf } from "@sighej/protocol";
import { MatcherError } from "../../errors.ts";
import type { GatewayAccess } from "../../gateway-ports.ts";
import { permissionsOf } from "./permissions.ts";

export interface RabbitAccessConfig {
  /** `http(s)://administrator:password@host:15672`. */
  readonly management: string;
  readonly vhost: string;
  /** The matcher's own user there, which is made with its permissions. */
  readonly matcher: { readonly username: string; readonly secret: string };
}

/** Changes are written to all nodes of a cluster. */
const ANSWER_WITHIN = seconds(10);

/** Has made virtual host and matcher when it resolves. Rejects with "broker-unreachable". */
export async function rabbitAccess(config: RabbitAccessConfig): Promise<GatewayAccess> {
  const { vhost, matcher } = config;
  const ask = askerOf(config.management);
  const at = encodeURIComponent(vhost);
  const allow = async (username: string, role: AccessRole) => {
    const { names, topics } = permissionsOf(role);
    const user = encodeURIComponent(username);
    await ask("PUT", `topic-permissions/${at}/${user}`, topics);
    await ask("PUT", `permissions/${at}/${user}`, names);
  };
  const remove = (username: string) => ask("DELETE", `users/${encodeURIComponent(username)}`);
  const make = (username: string, password: string) =>
    ask("PUT", `users/${encodeURIComponent(username)}`, { password, tags: "" });

  await ask("PUT", `vhosts/${at}`, {});
  await make(matcher.username, matcher.secret);
  await allow(matcher.username, { kind: "matcher" });
  return {
    admit: async (key, password) => {
      const role = { kind: "gateway", ...key } as const;
      const username = usernameOf(role);
      // A new password alone would leave the old connection open.
      await remove(username);
      await make(username, password);
      await allow(username, role);
    },
    expel: async (key) => {
      await remove(usernameOf({ kind: "gateway", ...key }));
    },
    agree: async (venues, enrolled) => {
      const may = new Set(enrolled.map((each) => usernameOf({ kind: "gateway", ...each })));
      const users = await ask("GET", "users?columns=name");
      if (!Array.isArray(users)) throw failed("RabbitMQ does not say whom it knows");
      for (const { name } of users as readonly { readonly name: unknown }[]) {
        const key = parseGatewayUsername(name);
        if (key.ok && venues.includes(key.value.venue) && !may.has(String(name)))
          await remove(String(name));
      }
    },
    stop: async () => {},
  };
}

/** 404 at a removal is its success. */
function askerOf(management: string) {
  const { origin, username, password } = new URL(management);
  const secret = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const authorization = `Basic ${Buffer.from(secret).toString("base64")}`;
  return async (method: "GET" | "PUT" | "DELETE", path: string, body?: unknown) => {
    let response: Response;
    try {
      response = await fetch(`${origin}/api/${path}`, {
        method,
        headers: { authorization, "content-type": "application/json" },
        signal: AbortSignal.timeout(ANSWER_WITHIN),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (method === "GET" && response.ok) return (await response.json()) as unknown;
      await response.body?.cancel();
    } catch (cause) {
      throw failed("RabbitMQ's management API does not answer", cause);
    }
    if (response.ok || (method === "DELETE" && response.status === 404)) return undefined;
    throw failed(
      response.status === 401
        ? "RabbitMQ's management API refuses the matcher: are name and password right?"
        : `RabbitMQ's management API answers ${response.status}: may this user administrate it?`,
    );
  };
}

const failed = (message: string, cause?: unknown): MatcherError =>
  new MatcherError("broker-unreachable", message, cause);
