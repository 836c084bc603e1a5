/**
 * Broker access contract: what every broker must let gateways and the matcher do, and nothing else,
 * by the table of `protocol/src/access.ts`, asked over MQTT by clients that try.
 */
import { createHash } from "node:crypto";
import { type Channel, filterOf, type GatewayId, topicOf, usernameOf } from "@sighej/protocol";
import mqtt, { type IClientOptions, type MqttClient } from "mqtt";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { GatewayAccess } from "../../src/gateway-ports.ts";
import { gateway, otherVenue, venue } from "../fixtures.ts";

/** A broker that runs, with the matcher's own credential. */
export interface Engine {
  readonly url: string;
  readonly matcher: { readonly username: string; readonly secret: string };
  readonly access: GatewayAccess;
}

/** Where engines differ, and may. */
export interface Differences {
  /** What becomes of a publish that is denied: either way nobody reads it. */
  readonly deniedPublish: "acknowledged" | "connection closed";
  /** Whether it can be forbidden to retain what may be published. */
  readonly forbidsRetaining: boolean;
  /** Whether a gateway is held to its own MQTT client id. */
  readonly bindsClientIds: boolean;
}

const door = { venue, gateway: gateway("door") };
const stage = { venue, gateway: gateway("stage") };
const away = { venue: otherVenue, gateway: gateway("door") };
type Key = typeof door;
const name = (key: Key) => usernameOf({ kind: "gateway", ...key });
const topic = (key: Key, channel: Channel) => topicOf({ ...key, channel });
const passwordOf = (key: Key) => `password of ${name(key)}`;
const enrolled = (...keys: readonly Key[]) =>
  keys.map((key) => ({
    ...key,
    secretHash: createHash("sha256").update(passwordOf(key)).digest("hex"),
  }));

interface Heard {
  readonly topic: string;
  readonly text: string;
  readonly retain: boolean;
}

export function brokerAccessContract(engine: () => Engine, differ: Differences): void {
  const clients: MqttClient[] = [];
  /** Rejects with what the broker refuses it by. */
  const open = async (username: string, password: string, more: Partial<IClientOptions> = {}) => {
    const client = mqtt.connect(engine().url, {
      ...{ username, password, clientId: username, protocolVersion: 4, reconnectPeriod: 0 },
      ...{ connectTimeout: 20_000 },
      ...more,
    });
    clients.push(client);
    const heard: Heard[] = [];
    client.on("message", (at, payload, { retain }) => {
      heard.push({ topic: at, text: payload.toString(), retain });
    });
    await new Promise<void>((resolve, reject) => {
      client.once("connect", () => resolve());
      client.once("error", reject);
      client.once("close", () => reject(new Error("closed")));
    });
    client.on("error", () => {});
    return { client, heard };
  };
  const as = (key: Key, more: Partial<IClientOptions> = {}) =>
    open(name(key), passwordOf(key), more);
  const asMatcher = (more: Partial<IClientOptions> = {}) => {
    const { username, secret } = engine().matcher;
    return open(username, secret, { clientId: `test-${clients.length}`, ...more });
  };
  const closed = (client: MqttClient) =>
    client.connected
      ? new Promise<void>((resolve) => client.once("close", () => resolve()))
      : Promise.resolve();
  /** Whether the broker has said no, by its word or by hanging up. */
  const refuses = async (client: MqttClient, filter: string): Promise<boolean> => {
    const gone = new Promise<"gone">((resolve) => client.once("close", () => resolve("gone")));
    const asked = client.subscribeAsync(filter, { qos: 1 }).then(
      () => "granted" as const,
      () => "refused" as const,
    );
    return (await Promise.race([asked, gone])) !== "granted";
  };
  /** Published and acknowledged, or the connection is gone. */
  const tryPublish = async (client: MqttClient, at: string, text: string, retain = false) => {
    const acknowledged = client.publishAsync(at, text, { qos: 1, retain }).then(
      () => "acknowledged" as const,
      () => "connection closed" as const,
    );
    const gone = closed(client).then(() => "connection closed" as const);
    return Promise.race([acknowledged, gone]);
  };
  const hears = (heard: readonly Heard[], text: string) =>
    expect.poll(() => heard.map((each) => each.text), { timeout: 10_000 }).toContain(text);

  beforeEach(async () => {
    for (const key of [door, stage, away]) await engine().access.admit(key, passwordOf(key));
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) await client.endAsync(true);
  });

  describe("a gateway", () => {
    it("is heard by the matcher on its own sightings, status and check-ins", async () => {
      const { client: matcher, heard } = await asMatcher();
      for (const channel of ["sightings", "status", "check-ins"] as const)
        await matcher.subscribeAsync(filterOf(channel, venue), { qos: 1 });
      const { client } = await as(door);
      for (const channel of ["sightings", "status", "check-ins"] as const)
        await client.publishAsync(topic(door, channel), channel, { qos: 1 });
      for (const channel of ["sightings", "status", "check-ins"]) await hears(heard, channel);
    });

    it("is read by nobody on any other topic, and heard again after it has tried", async () => {
      const { client: matcher, heard } = await asMatcher();
      for (const channel of ["sightings", "status", "check-ins"] as const)
        await matcher.subscribeAsync(filterOf(channel), { qos: 1 });
      const { client: neighbour, heard: told } = await as(stage);
      for (const channel of ["config", "command"] as const)
        await neighbour.subscribeAsync(topic(stage, channel), { qos: 1 });
      const foreign = [
        topic(stage, "sightings"),
        topic(stage, "status"),
        topic(away, "check-ins"),
        topic(stage, "config"),
        topic(stage, "command"),
        topic(door, "config"),
        topic(door, "sightings").replace(/\/v1\/\d+\//, "/v1/64/"),
        `${topic(door, "sightings")}/more`,
        "$SYS/broker/load",
        "$CONTROL/sighej/v1/access",
      ];
      for (const at of foreign) {
        const { client } = await as(door);
        expect(await tryPublish(client, at, "forged"), at).toBe(differ.deniedPublish);
        await client.endAsync(true);
      }
      const { client } = await as(door);
      await client.publishAsync(topic(door, "sightings"), "own", { qos: 1 });
      await hears(heard, "own");
      expect([...heard, ...told].map(({ text }) => text)).toEqual(["own"]);
    });

    it("cannot have something said in another's name when it dies", async () => {
      const { client: matcher, heard } = await asMatcher();
      for (const channel of ["status", "sightings"] as const)
        await matcher.subscribeAsync(filterOf(channel), { qos: 1 });
      const will = {
        topic: topic(stage, "status"),
        payload: Buffer.from("forged"),
        qos: 1,
      } as const;
      const opened = await as(door, { will }).catch(() => undefined);
      opened?.client.stream.destroy();
      const own = { topic: topic(door, "status"), payload: Buffer.from("gone"), qos: 1 } as const;
      const { client } = await as(door, { will: own });
      client.stream.destroy();
      await hears(heard, "gone");
      expect(heard.map(({ text }) => text)).toEqual(["gone"]);
    });

    it("reads its own config and command", async () => {
      const { client, heard } = await as(door);
      const { client: matcher } = await asMatcher();
      for (const channel of ["config", "command"] as const) {
        await client.subscribeAsync(topic(door, channel), { qos: 1 });
        await matcher.publishAsync(topic(door, channel), channel, { qos: 1 });
        await hears(heard, channel);
      }
    });

    it("finds the config that was retained for it", async () => {
      const { client: matcher } = await asMatcher();
      await matcher.publishAsync(topic(door, "config"), "kept", { qos: 1, retain: true });
      const { client, heard } = await as(door);
      await client.subscribeAsync(topic(door, "config"), { qos: 1 });
      await hears(heard, "kept");
      await matcher.publishAsync(topic(door, "config"), "", { qos: 1, retain: true });
    });

    it("reads nothing else, by whatever filter", async () => {
      const filters = [
        "#",
        "+/+/+/+/+/+",
        "sighej/#",
        filterOf("sightings"),
        filterOf("config", venue),
        topic(stage, "config"),
        topic(stage, "sightings"),
        topic(door, "sightings"),
        topic(door, "status"),
        `${topic(door, "config")}/#`,
        topic(door, "config").replace("config", "+"),
        "$SYS/#",
        "$CONTROL/#",
        "$share/group/#",
        `$share/group/${filterOf("sightings")}`,
        `$share/group/${topic(stage, "command")}`,
      ];
      const readers: Heard[][] = [];
      for (const [at, filter] of filters.entries()) {
        const { client, heard } = await as(door);
        expect(await refuses(client, filter), filter).toBe(true);
        readers.push(heard);
        // The last one stays: whatever was granted in silence would be delivered now.
        if (at < filters.length - 1) await client.endAsync(true);
      }
      const { client: matcher } = await asMatcher();
      const { client: neighbour } = await as(stage);
      await neighbour.publishAsync(topic(stage, "sightings"), "secret", { qos: 1 });
      await matcher.publishAsync(topic(stage, "command"), "secret", { qos: 1 });
      expect(readers.flat()).toEqual([]);
    });

    it.runIf(differ.bindsClientIds)(
      "cannot end another's connection by its client id",
      async () => {
        const { client } = await as(stage);
        await expect(as(door, { clientId: name(stage) })).rejects.toThrow();
        await client.publishAsync(topic(stage, "sightings"), "still here", { qos: 1 });
        expect(client.connected).toBe(true);
      },
    );
  });

  describe("the matcher", () => {
    it("reads sightings of one venue, of a partition and of all, and nothing wider", async () => {
      const { client } = await asMatcher();
      const partition = `sighej/v1/${topic(door, "status").split("/")[2]}/+/+/sightings`;
      for (const filter of [filterOf("sightings", venue), partition, filterOf("check-ins")])
        await client.subscribeAsync(filter, { qos: 1 });
      for (const filter of ["#", "sighej/#", "sighej/v1/+/+/+/+", "$SYS/#", filterOf("command")]) {
        const { client: other } = await asMatcher();
        expect(await refuses(other, filter), filter).toBe(true);
      }
    });

    it("says nothing in a gateway's name", async () => {
      const { client: reader, heard } = await asMatcher();
      await reader.subscribeAsync(filterOf("sightings"), { qos: 1 });
      const { client } = await asMatcher();
      expect(await tryPublish(client, topic(door, "sightings"), "forged")).toBe(
        differ.deniedPublish,
      );
      await (await as(door)).client.publishAsync(topic(door, "sightings"), "own", { qos: 1 });
      await hears(heard, "own");
      expect(heard).toHaveLength(1);
    });
  });

  describe("what is retained", () => {
    it("is a status, which a reader finds that comes later", async () => {
      const { client } = await as(door);
      await client.publishAsync(topic(door, "status"), "alive", { qos: 1, retain: true });
      const { client: matcher, heard } = await asMatcher();
      await matcher.subscribeAsync(topic(door, "status"), { qos: 1 });
      await hears(heard, "alive");
      expect(heard).toMatchObject([{ retain: true }]);
      await client.publishAsync(topic(door, "status"), "", { qos: 1, retain: true });
    });

    it(
      differ.forbidsRetaining
        ? "is never a sighting"
        : "may be a sighting where the broker has no such rule, and says of itself that it is old",
      async () => {
        const { client } = await as(door);
        expect(await tryPublish(client, topic(door, "sightings"), "old", true)).toBe(
          "acknowledged",
        );
        const { client: matcher, heard } = await asMatcher();
        await matcher.subscribeAsync(topic(door, "sightings"), { qos: 1 });
        if (!differ.forbidsRetaining) await hears(heard, "old");
        await client.publishAsync(topic(door, "sightings"), "new", { qos: 1 });
        await hears(heard, "new");
        expect(heard.map(({ text, retain }) => [text, retain])).toEqual(
          differ.forbidsRetaining
            ? [["new", false]]
            : [
                ["old", true],
                ["new", false],
              ],
        );
        if (!differ.forbidsRetaining)
          await client.publishAsync(topic(door, "sightings"), "", { qos: 1, retain: true });
      },
    );
  });

  describe("a credential", () => {
    it("is wanted, and has to be right", async () => {
      await expect(open(name(door), "wrong")).rejects.toThrow();
      await expect(open(name(door), passwordOf(stage))).rejects.toThrow();
      await expect(open(`${venue}/nobody`, "any")).rejects.toThrow();
      await expect(as({ ...door, gateway: "Door" as GatewayId })).rejects.toThrow();
      const nobody = { username: undefined, password: undefined, clientId: "nobody" };
      await expect(open("", "", nobody as unknown as Partial<IClientOptions>)).rejects.toThrow();
    });

    it("that is revoked ends its connection and opens no other; its neighbour goes on", async () => {
      const [gone, neighbour] = [await as(door), await as(stage)];
      const cut = closed(gone.client);
      await engine().access.expel(door);
      await cut;
      await expect(as(door)).rejects.toThrow();
      await neighbour.client.publishAsync(topic(stage, "sightings"), "still here", { qos: 1 });
      expect(neighbour.client.connected).toBe(true);
      // That it was gone already is no failure.
      await engine().access.expel(door);
    });

    it("that is rotated ends the connection of the old one", async () => {
      const old = await as(door);
      const cut = closed(old.client);
      await engine().access.admit(door, "another password");
      await cut;
      await expect(as(door)).rejects.toThrow();
      await open(name(door), "another password");
    });

    it("that the store does not have is taken away, in the venues that are ours", async () => {
      const [gone, kept, foreign] = [await as(door), await as(stage), await as(away)];
      const cut = closed(gone.client);
      await engine().access.agree([venue, otherVenue], enrolled(stage, away));
      await cut;
      await expect(as(door)).rejects.toThrow();
      for (const [{ client }, key] of [
        [kept, stage],
        [foreign, away],
      ] as const)
        await client.publishAsync(topic(key, "sightings"), "still here", { qos: 1 });
    });
  });
}
