import { once } from "node:events";
import { connect as connectSocket } from "node:net";
import { connect as connectTls } from "node:tls";
import { filterOf } from "@sighej/protocol";
import { afterEach, describe, expect, it, vi } from "vitest";
import { WebSocket } from "ws";
import { BrokerError } from "./errors.ts";
import { MAX_PACKET_BYTES } from "./packet-limit.ts";
import { selfSigned } from "./testing/certificate.ts";
import { closed, door, listen, matcher, openVenue, topic, type Venue } from "./testing/venue.ts";

const host = "127.0.0.1";
let venue: Venue;

afterEach(() => venue.close());

describe("MQTT over TLS", () => {
  it("brings the matcher what a gateway published, and holds packets to the same limit", async () => {
    const identity = selfSigned("venue");
    venue = await openVenue({ tls: { host, port: 0, identity } });
    const secure = {
      protocol: "mqtts",
      port: venue.broker.tlsPort ?? 0,
      ca: identity.certificate,
    } as const;
    const heard = listen(await subscribed());
    const gateway = await venue.connect(door, secure);
    await gateway.publishAsync(topic(door, "sightings"), "over TLS", { qos: 1 });
    await heard.count(1);
    expect(heard.messages).toEqual([[topic(door, "sightings"), "over TLS"]]);
    const ended = closed(gateway);
    gateway.publish(topic(door, "sightings"), Buffer.alloc(MAX_PACKET_BYTES + 1), { qos: 1 });
    await ended;
    expect(venue.broker.counts()).toMatchObject({ "connection-failed.packet-too-long": 1 });
  });

  it("counts whoever does not speak TLS and goes on", async () => {
    const identity = selfSigned("venue");
    venue = await openVenue({ tls: { host, port: 0, identity } });
    const stranger = connectSocket(venue.broker.tlsPort ?? 0, host);
    stranger.on("error", () => undefined).resume();
    const ended = once(stranger, "close");
    stranger.write("GET / HTTP/1.1\r\n\r\n");
    await ended;
    expect(venue.broker.counts()).toMatchObject({ "connection-failed.tls": 1 });
  });

  it("shows a renewed certificate to new connections and keeps the old ones", async () => {
    const [old, next] = [selfSigned("old"), selfSigned("next")];
    venue = await openVenue({ tls: { host, port: 0, identity: old } });
    const port = venue.broker.tlsPort ?? 0;
    const gateway = await venue.connect(door, { protocol: "mqtts", port, ca: old.certificate });
    venue.broker.renew(next);
    await gateway.publishAsync(topic(door, "status"), "still here", { qos: 1 });
    const socket = connectTls({ host, port, ca: next.certificate });
    await once(socket, "secureConnect");
    expect(socket.getPeerCertificate().subject.CN).toBe("next");
    socket.destroy();
    expect(() => venue.broker.renew({ ...next, key: old.key })).toThrow(BrokerError);
  });

  it("does not start with a certificate that is none", async () => {
    venue = await openVenue();
    const identity = { certificate: "none", key: "none" };
    await expect(openVenue({ tls: { host, port: 0, identity } })).rejects.toMatchObject({
      code: "bad-certificate",
    });
  });
});

describe("MQTT over WebSocket", () => {
  const opened = () => openVenue({ webSocket: { host, port: 0 } });
  const urlOf = (path: string) => `ws://${host}:${venue.broker.webSocketPort}${path}`;

  it("brings the matcher what a gateway published, and holds packets to the same limit", async () => {
    venue = await opened();
    const overWebSocket = {
      protocol: "ws",
      port: venue.broker.webSocketPort ?? 0,
      path: "/mqtt",
    } as const;
    const heard = listen(await subscribed());
    const gateway = await venue.connect(door, overWebSocket);
    await gateway.publishAsync(topic(door, "sightings"), "over HTTP", { qos: 1 });
    await heard.count(1);
    const ended = closed(gateway);
    gateway.publish(topic(door, "sightings"), Buffer.alloc(2 * MAX_PACKET_BYTES), { qos: 1 });
    await ended;
    await vi.waitFor(() => expect(venue.broker.connected()).toMatchObject({ gateway: 0 }));
    // One frame that is too long, and one that is not but holds a packet that is.
    await expect(
      venue.connect(door, { ...overWebSocket, password: "x".repeat(8_000) }),
    ).rejects.toThrow();
    expect(venue.broker.counts()).toMatchObject({ "connection-failed.packet-too-long": 2 });
  });

  it.each([
    ["another path", "/", ["mqtt"]],
    ["another subprotocol", "/mqtt", ["chat"]],
  ])("refuses %s", async (_what, path, protocols) => {
    venue = await opened();
    const stranger = new WebSocket(urlOf(path), protocols);
    const [error] = await once(stranger, "error");
    expect(String(error)).toContain("400");
    expect(venue.broker.counts()).toEqual({ "connection-refused.not-mqtt": 1 });
  });

  it("serves no pages", async () => {
    venue = await opened();
    const answer = await fetch(urlOf("/mqtt").replace("ws:", "http:"));
    expect(answer.status).toBe(426);
    expect(venue.broker.counts()).toEqual({ "connection-refused.not-a-websocket": 1 });
  });
});

async function subscribed() {
  const reader = await venue.connect(matcher);
  await reader.subscribeAsync(filterOf("sightings"), { qos: 1 });
  return reader;
}
