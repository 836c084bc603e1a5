/**
 * Dynamic security: `GatewayAccess` of Mosquitto, over the control topic of its plugin of that name
 * (mosquitto.org/documentation/dynamic-security, Mosquitto 2.0). Mosquitto keeps what it is told.
 *
 * Each gateway is a client, bound to its MQTT client id, with a role of its own: in 2.0 an access rule
 * cannot name "the client's own topics". Mosquitto has no rule about retained messages.
 */
import { randomUUID } from "node:crypto";
import { type AccessRole, parseGatewayUsername, rulesOf, usernameOf } from "@sighej/protocol";
import { MatcherError } from "../../errors.ts";
import type { GatewayAccess, GatewayKey } from "../../gateway-ports.ts";
import type { Report } from "../../ports.ts";
import { type ControlConfig, openControl } from "./control.ts";

const CONTROL = "$CONTROL/dynamic-security/v1";
const RESPONSE = `${CONTROL}/response`;
/** Mosquitto answers in milliseconds; creating a client takes a slow hash and a written file. */
const ANSWER_WITHIN_MS = 5_000;

type Command = Readonly<Record<string, unknown>> & { readonly command: string };
interface Response {
  readonly error?: unknown;
  readonly correlationData?: unknown;
  readonly data?: unknown;
}

/** A rule as the plugin has it. */
interface DynamicRule {
  readonly acltype:
    | "publishClientSend"
    | "publishClientReceive"
    | "subscribeLiteral"
    | "subscribePattern";
  readonly topic: string;
  readonly allow: true;
}

/** The rules of a role in the plugin's words; everything else is denied by default. */
export function dynamicRulesOf(role: AccessRole): readonly DynamicRule[] {
  const { publishes, reads } = rulesOf(role);
  const rule = (acltype: DynamicRule["acltype"], topic: string): DynamicRule => ({
    ...{ acltype, topic, allow: true },
  });
  return [
    ...publishes.map(({ filter }) => rule("publishClientSend", filter)),
    ...reads.flatMap((filter) => [
      rule("publishClientReceive", filter),
      rule(filter.includes("+") ? "subscribePattern" : "subscribeLiteral", filter),
    ]),
  ];
}

/** What the matcher is besides its role: the one that says who may come in. */
export const controlRules: readonly DynamicRule[] = [
  { acltype: "publishClientSend", topic: CONTROL, allow: true },
  { acltype: "publishClientReceive", topic: RESPONSE, allow: true },
  { acltype: "subscribeLiteral", topic: RESPONSE, allow: true },
];

export function dynamicSecurity(config: ControlConfig, report: Report): GatewayAccess {
  const waiting = new Map<string, (responses: readonly Response[]) => void>();
  const control = openControl(config, report, async () => {});
  control.subscribe(RESPONSE, (payload) => {
    const responses = responsesIn(payload);
    const id = String(responses[0]?.correlationData);
    waiting.get(id)?.(responses);
    waiting.delete(id);
  });
  /** The answers, in the order of the commands. All of them are done as one, or what came before. */
  const ask = async (commands: readonly Command[]): Promise<readonly Response[]> => {
    const id = randomUUID();
    const marked = commands.map((each) => ({ ...each, correlationData: id }));
    let timer: NodeJS.Timeout | undefined;
    const answered = new Promise<readonly Response[]>((resolve, reject) => {
      waiting.set(id, resolve);
      timer = setTimeout(() => reject(failed("Mosquitto does not answer")), ANSWER_WITHIN_MS);
    });
    answered.catch(() => {});
    try {
      await control.publish(CONTROL, Buffer.from(JSON.stringify({ commands: marked })));
      return await answered;
    } finally {
      clearTimeout(timer);
      waiting.delete(id);
    }
  };
  const expel = async (key: GatewayKey) => {
    const { username, rolename } = namesOf(key);
    // That there was none is no failure.
    await ask([
      { command: "deleteClient", username },
      { command: "deleteRole", rolename },
    ]);
  };
  return {
    admit: async (key, password) => {
      const { username, rolename } = namesOf(key);
      const answers = await ask([
        // Its end is the end of the connection that it has, too.
        { command: "deleteClient", username },
        { command: "deleteRole", rolename },
        { command: "createRole", rolename, acls: dynamicRulesOf({ kind: "gateway", ...key }) },
        { command: "createClient", username, password, clientid: username, roles: [{ rolename }] },
      ]);
      if (answers.slice(2).some(({ error }) => error !== undefined) || answers.length < 4)
        throw failed("Mosquitto does not take a gateway: may the matcher administrate it?");
    },
    expel,
    agree: async (venues, enrolled) => {
      const may = new Set(enrolled.map((each) => namesOf(each).username));
      const [answer] = await ask([{ command: "listClients", count: -1, offset: 0 }]);
      const names = fieldOf(answer?.data, "clients");
      if (!Array.isArray(names)) throw failed("Mosquitto does not say whom it knows");
      for (const name of names) {
        const key = parseGatewayUsername(name);
        if (key.ok && venues.includes(key.value.venue) && !may.has(name)) await expel(key.value);
      }
    },
    stop: control.stop,
  };
}

const namesOf = ({ venue, gateway }: GatewayKey) => {
  const username = usernameOf({ kind: "gateway", venue, gateway });
  return { username, rolename: `gateway ${username}` };
};

function responsesIn(payload: Uint8Array): readonly Response[] {
  try {
    const responses = fieldOf(JSON.parse(Buffer.from(payload).toString("utf8")), "responses");
    return Array.isArray(responses) ? responses : [];
  } catch {
    return [];
  }
}

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;

const failed = (message: string): MatcherError => new MatcherError("broker-unreachable", message);
