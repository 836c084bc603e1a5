import type { GatewayOnline } from "@sighej/protocol";
import { describe, expect, it } from "vitest";
import { metricNames, metricsText } from "./metrics.ts";
import { onlineStatus } from "./testing/status.ts";

const textOf = (status: GatewayOnline) => metricsText(new Map([["door", status]]));

describe("what Prometheus is told", () => {
  it("is every figure of the status by a closed list of names", () => {
    const names = [...textOf(onlineStatus).matchAll(/^([a-z_]+)\{/gm)].map(([, name]) => name);
    expect([...new Set(names)]).toEqual(metricNames);
    expect(metricNames).toEqual(
      [
        ...["info", "started_seconds", "radio", "last_advert_age_seconds", "adverts_total"],
        ...["tokens_total", "adverts_refused_total", "windows_total", "windows_held"],
        ...["queue_bytes", "clock_error_seconds", "recoveries_total", "commands_refused_total"],
        ...["loop_lag_seconds", "resident_bytes", "temperature_celsius", "undervoltage"],
        ...["config_version", "check_in_offered"],
      ].map((name) => `sighej_gateway_${name}`),
    );
  });

  it("names adapters as the system does, in units that Prometheus likes", () => {
    const text = textOf(onlineStatus);
    expect(text).toContain(
      'sighej_gateway_radio{gateway="door",adapter="hci0",state="scanning"} 1',
    );
    expect(text).toContain(
      'sighej_gateway_last_advert_age_seconds{gateway="door",adapter="hci0"} 0.25',
    );
    expect(text).toContain('sighej_gateway_windows_total{gateway="door",became="lost"} 1');
    expect(text).toContain("# TYPE sighej_gateway_adverts_total counter");
  });

  it("leaves out what the machine does not have, and escapes what others wrote", () => {
    const { machine: _, ...without } = onlineStatus;
    expect(textOf(without)).not.toContain("temperature");
    expect(textOf({ ...without, version: 'a"b\\c\nd' })).toContain('version="a\\"b\\\\c\\nd"');
  });
});
