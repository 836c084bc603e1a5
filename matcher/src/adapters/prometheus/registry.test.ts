import { describe, expect, it, vi } from "vitest";
import { startMatcher } from "../../../test/matcher.ts";
import { exported, metricsOf } from "../../metrics.ts";
import { exporterOf } from "./registry.ts";

/** `name{labels} value` of every line that is one. */
const samplesOf = (text: string): ReadonlyMap<string, number> =>
  new Map(
    text
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"))
      .map((line) => {
        const at = line.lastIndexOf(" ");
        return [line.slice(0, at), Number(line.slice(at + 1))];
      }),
  );

/** Every family that may leave the process. */
const families =
  /^(sighej_(frames_refused|requests_failed|releases)_total|sighej_missing|sighej_(tick|store_probe)_seconds_(bucket|sum|count)|process_cpu_\w+_total|process_start_time_seconds|process_resident_memory_bytes|nodejs_eventloop_lag_\w+|nodejs_gc_duration_seconds_\w+|nodejs_version_info)(\{|$)/;

describe("what Prometheus is told", () => {
  it("is counters on the list, by family and reason", async () => {
    const metrics = metricsOf();
    const { text } = exporterOf(metrics.counts, () => []);
    metrics.count("frame-truncated", 2);
    metrics.count("frame-of-unknown-gateway", 3);
    metrics.count("batch-of-unknown-gateway", 4);
    metrics.count("release-released", 5);
    for (let scrapes = 0; scrapes < 2; scrapes++) {
      const samples = samplesOf(await text());
      expect(samples.get('sighej_frames_refused_total{why="truncated"}')).toBe(2);
      expect(samples.get('sighej_frames_refused_total{why="unknown-gateway"}')).toBe(7);
      expect(samples.get('sighej_releases_total{why="released"}')).toBe(5);
    }
  });

  it("is nothing of a counter that is not on the list", async () => {
    const metrics = metricsOf();
    const { text } = exporterOf(metrics.counts, () => []);
    const before = [...samplesOf(await text()).keys()];
    const people = ["socket-opened", "claim-nudged", "people-met", "reply-hi", "sighting-taken"]
      .concat(["batch-taken", "refused-bad-code", "session-expired", "push-sent", "complaint"])
      .concat(["something-new"]);
    for (const name of people) {
      expect(exported.has(name)).toBe(false);
      metrics.count(name, 31_337);
    }
    const after = await text();
    expect(after).not.toContain("31337");
    expect([...samplesOf(after).keys()].filter((key) => !before.includes(key))).toEqual([]);
  });

  it("is no family beyond those that were thought about", async () => {
    const { text, times } = exporterOf(metricsOf().counts, () => ["broker"]);
    times.tick(0.01);
    times.storeProbe(0.01);
    const samples = samplesOf(await text());
    for (const name of samples.keys()) expect(name).toMatch(families);
    expect(samples.get('sighej_missing{part="broker"}')).toBe(1);
    expect(samples.get("sighej_tick_seconds_count")).toBe(1);
    // Sockets are phones.
    expect(
      [...samples.keys()].filter((name) => /fds|handles|requests_total|active/.test(name)),
    ).toEqual([]);
  });
});

describe("the metrics of a matcher", () => {
  it("are on a port of their own, and the same however many people there are", async () => {
    const matcher = await startMatcher({ metricsPort: 0 });
    const scrape = async () =>
      samplesOf(await (await fetch(`http://127.0.0.1:${matcher.metricsPort}/metrics`)).text());
    await vi.waitFor(async () =>
      expect((await scrape()).get("sighej_store_probe_seconds_count")).toBeGreaterThan(0),
    );
    const ours = async () =>
      [...(await scrape())].filter(
        ([name]) => name.startsWith("sighej_") && !/_(tick|store_probe)_seconds_/.test(name),
      );
    const empty = await ours();
    for (let people = 0; people < 20; people++) {
      const { bearer } = await matcher.open();
      await matcher.call("PATCH", "/api/v1/session", { bearer, body: { open: false } });
      await matcher.call("GET", "/api/v1/session", { bearer: "wrong" });
    }
    expect(await ours()).toEqual(empty);
    expect((await fetch(`http://127.0.0.1:${matcher.metricsPort}/other`)).status).toBe(404);
    expect((await matcher.call("GET", "/metrics")).status).toBe(404);
    await matcher.stop();
  });

  it("are not served unless they are asked for", async () => {
    const matcher = await startMatcher();
    expect(matcher.metricsPort).toBeUndefined();
    await matcher.stop();
  });
});
