import { readFile } from "node:fs/promises";
import {
  channels,
  encodeGatewayCommand,
  encodeGatewayConfig,
  encodeGatewayStatus,
  encodeMatcherMessage,
  encodePhoneMessage,
  encodeSightingJson,
  type GatewayStatus,
  parseTopic,
  partitionOf,
  topicOf,
  unixMs,
} from "@sighej/protocol";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { freshNudge } from "../../../test/contract/opened.ts";
import { batchOf, gateway, noon, sure, venue } from "../../../test/fixtures.ts";
import { asyncApiDocument } from "./asyncapi.ts";

interface Document {
  readonly asyncapi: string;
  readonly channels: Readonly<
    Record<
      string,
      {
        readonly address: string;
        readonly parameters?: Readonly<Record<string, unknown>>;
        readonly messages: Readonly<Record<string, { readonly $ref: string }>>;
      }
    >
  >;
  readonly components: {
    readonly messages: Readonly<Record<string, { readonly payload: object }>>;
  };
}
const document = asyncApiDocument() as unknown as Document;

/** Follows a reference within the document. */
const resolve = (reference: string): unknown =>
  reference
    .replace("#/", "")
    .split("/")
    .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], document);

describe("the AsyncAPI document", () => {
  it("is AsyncAPI 3.0 whose references all lead somewhere", () => {
    expect(document.asyncapi).toBe("3.0.0");
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)];
    expect(references.length).toBeGreaterThan(10);
    for (const [, reference = ""] of references) expect(resolve(reference)).toBeDefined();
  });

  it("has every channel of MQTT, at the address that topics are built with", () => {
    const { live, ...topics } = document.channels;
    expect(live?.address).toBe("/api/v1/live");
    expect(Object.keys(topics).toSorted()).toEqual(channels.toSorted());
    for (const channel of channels) {
      const { address = "", parameters = {} } = topics[channel] ?? {};
      const values = { partition: String(partitionOf(venue)), venue, gateway: "bar-1" };
      expect(Object.keys(parameters).toSorted()).toEqual(Object.keys(values).toSorted());
      const topic = address.replaceAll(
        /\{(\w+)\}/g,
        (_, name: string) => values[name as keyof typeof values],
      );
      expect(topic).toBe(topicOf({ venue, gateway: gateway("bar-1"), channel }));
      expect(sure(parseTopic(topic)).channel).toBe(channel);
    }
  });

  it("describes what the codecs write, and refuses what they refuse", () => {
    const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();
    const online: GatewayStatus = {
      ...{ v: 1, state: "online", bootId: 1, startedAt: noon, sentAt: noon, version: "0.1.0" },
      ...{ radio: "scanning", adverts: 4, tokensHeard: 3, refused: { truncated: 1 } },
      ...{ windowsMade: 2, windowsSent: 2, windowsHeld: 0, windowsDropped: 0, windowsLost: 0 },
      ...{ adapters: [], queueBytes: 0, commandsRefused: {}, recoveries: {}, loopLagMs: 1 },
      rssBytes: 1,
    };
    const nudge = freshNudge(unixMs(noon));
    const written: readonly (readonly [string, string])[] = [
      ["SightingJson", text(encodeSightingJson(batchOf(noon, 1, [[5n as never, -60]])))],
      ["GatewayStatus", text(encodeGatewayStatus(online))],
      ["GatewayStatus", text(encodeGatewayStatus({ v: 1, state: "offline", bootId: 1 }))],
      ["GatewayConfig", text(encodeGatewayConfig({ v: 1, version: 2, windowMs: 500 }))],
      ["GatewayCommand", text(encodeGatewayCommand({ v: 1, command: "blink", seconds: 9 }))],
      ["MatcherMessage", encodeMatcherMessage({ type: "nudge", nudge })],
      ["PhoneMessage", encodePhoneMessage({ type: "shown", nudge: nudge.id })],
    ];
    const ajv = new Ajv2020({ strict: false });
    for (const [name, message] of written) {
      const holds = ajv.compile(document.components.messages[name]?.payload ?? false);
      expect(holds(JSON.parse(message)), `${name}: ${JSON.stringify(holds.errors)}`).toBe(true);
      for (const wrong of [{}, [], { ...JSON.parse(message), v: 9, type: "other" }])
        expect(holds(wrong)).toBe(false);
    }
  });

  it("is in docs as it is: npm run documents -w @sighej/matcher", async () => {
    const kept = new URL("../../../../docs/asyncapi.json", import.meta.url);
    expect(JSON.parse(await readFile(kept, "utf8"))).toEqual(JSON.parse(JSON.stringify(document)));
  });
});
