import { unixMs } from "@sighej/protocol";
import { describe, expect, it } from "vitest";
import { dateOf, daysBefore, daysIn, lastDays, withFrom, withUntil } from "./days.ts";

const today = "2026-11-26";
const daysAt = (address: string) => daysIn(new URLSearchParams(address), today);

describe("the days of a report", () => {
  it("are today unless the address says others", () => {
    expect(daysAt("")).toEqual({ from: today, until: today });
    expect(daysAt("from=2026-11-01&until=2026-11-03")).toEqual({
      from: "2026-11-01",
      until: "2026-11-03",
    });
    expect(daysAt("from=2026-11-01")).toEqual({ from: "2026-11-01", until: "2026-11-01" });
    expect(daysAt("until=2026-11-01")).toEqual({ from: "2026-11-01", until: "2026-11-01" });
    for (const wrong of ["from=yesterday", "from=2026-13-01", "from=<script>", "until=0"])
      expect(daysAt(wrong)).toEqual({ from: today, until: today });
  });

  it("stay a range of a month at most", () => {
    const days = { from: "2026-11-10", until: "2026-11-20" };
    expect(withFrom(days, "2026-11-12")).toEqual({ from: "2026-11-12", until: "2026-11-20" });
    expect(withFrom(days, "2026-11-25")).toEqual({ from: "2026-11-25", until: "2026-11-25" });
    expect(withFrom(days, "2026-01-01")).toEqual({ from: "2026-01-01", until: "2026-01-31" });
    expect(withUntil(days, "2026-11-05")).toEqual({ from: "2026-11-05", until: "2026-11-05" });
    expect(withUntil(days, "2027-03-31")).toEqual({ from: "2027-03-01", until: "2027-03-31" });
    expect(lastDays(today, 30)).toEqual({ from: "2026-10-28", until: today });
  });

  it("are counted over months, leap years and set clocks", () => {
    expect(daysBefore("2028-03-01", 1)).toBe("2028-02-29");
    expect(daysBefore("2026-03-30", 1)).toBe("2026-03-29");
    expect(dateOf(unixMs(new Date(2026, 0, 5, 23, 59).getTime()))).toBe("2026-01-05");
  });
});
