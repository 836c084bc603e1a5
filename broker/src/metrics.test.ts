import { afterEach, beforeEach, expect, it } from "vitest";
import { BrokerError } from "./errors.ts";
import { serveMetrics } from "./metrics.ts";
import { door, openVenue, stage, topic, type Venue } from "./testing/venue.ts";

let venue: Venue;

beforeEach(async () => {
  venue = await openVenue({ metricsPort: 0 });
});

afterEach(() => venue.close());

const scrape = async (path = "/metrics") => {
  const answer = await fetch(`http://127.0.0.1:${venue.broker.metricsPort}${path}`);
  return { status: answer.status, text: await answer.text() };
};

it("tells who is connected and what was refused, and nothing of what was taken", async () => {
  const gateway = await venue.connect(door);
  const before = (await scrape()).text;
  await gateway.publishAsync(topic(stage, "sightings"), "forged", { qos: 1 });
  const after = (await scrape()).text;
  expect(after).toContain('sighej_broker_connected{role="gateway"} 1');
  expect(after).toContain('sighej_broker_connected{role="matcher"} 0');
  expect(after).toContain('sighej_broker_publish_refused_total{why="gateway.foreign-topic"} 1');
  for (let sent = 0; sent < 100; sent++)
    await gateway.publishAsync(topic(door, "sightings"), "own", { qos: 1 });
  const names = (text: string) =>
    text.split("\n").filter((line) => line.startsWith("sighej_broker_"));
  expect(names((await scrape()).text)).toEqual(names(after));
  expect(names(before)).not.toEqual(names(after));
  // No name, no id.
  expect(after).not.toContain(door.venue);
});

it("serves nothing else, and says when its port is in use", async () => {
  expect((await scrape("/")).status).toBe(404);
  const measured = {
    counts: () => ({}),
    connected: () => ({ gateway: 0, matcher: 0, operator: 0 }),
  };
  await expect(serveMetrics(venue.broker.metricsPort ?? 0, measured)).rejects.toBeInstanceOf(
    BrokerError,
  );
});
