import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ARRIVAL_LIMITS, originKey, startArrivals } from "./arrivals.ts";

const limits = { open: 6, openFromOne: 4, waiting: 3, burst: 100, perSecond: 10 };
const connections = (count: number) => Array.from({ length: count }, (_, name) => ({ name }));

describe("arrivals", () => {
  it("refuses an address that comes too often, and takes it again later", () => {
    const arrivals = startArrivals({ ...limits, burst: 2 });
    const [first = {}, second = {}, third = {}] = connections(3);
    for (const each of [first, second]) {
      expect(arrivals.arrive(each, "10.0.0.1", 0)).toMatchObject({ ok: true });
      arrivals.leave(each);
    }
    expect(arrivals.arrive(third, "10.0.0.1", 0)).toEqual({
      ok: false,
      refusal: "too-often-from-address",
    });
    expect(arrivals.arrive(third, "10.0.0.2", 0)).toMatchObject({ ok: true });
    expect(arrivals.arrive(first, "10.0.0.1", 100)).toMatchObject({ ok: true });
  });

  it("gives up what waits longest at the address with the most, not who comes", () => {
    const arrivals = startArrivals<object>(limits);
    const [one = {}, two = {}, three = {}, gateway = {}] = connections(4);
    arrivals.arrive(three, "10.0.0.2", 0);
    arrivals.arrive(one, "10.0.0.1", 0);
    arrivals.arrive(two, "10.0.0.1", 0);
    expect(arrivals.arrive(gateway, "10.0.0.3", 0)).toEqual({ ok: true, givenUp: one });
  });

  it("never gives up who has said who it is", () => {
    const arrivals = startArrivals<object>(limits);
    const [gateway = {}, ...strangers] = connections(8);
    arrivals.arrive(gateway, "10.0.0.1", 0);
    arrivals.settle(gateway);
    for (const [at, each] of strangers.entries())
      expect(arrivals.arrive(each, `10.0.1.${at}`, 0)).not.toEqual({ ok: true, givenUp: gateway });
  });

  it("holds no more than it may, whatever comes and goes", () => {
    const happening = fc.record({
      what: fc.constantFrom("arrive", "settle", "leave"),
      who: fc.nat(30),
      from: fc.nat(3),
    });
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 200 }), (all) => {
        const arrivals = startArrivals<object>(limits);
        const open = new Map<object, { readonly from: number; waiting: boolean }>();
        for (const { what, who, from } of all) {
          const [, known] = [...open].find(([each]) => (each as { who: number }).who === who) ?? [];
          const [connection = { who }] =
            [...open.keys()].filter((each) => (each as { who: number }).who === who) ?? [];
          if (what === "leave") {
            arrivals.leave(connection);
            open.delete(connection);
          } else if (what === "settle" && known !== undefined) {
            arrivals.settle(connection);
            known.waiting = false;
          } else if (what === "arrive" && known === undefined) {
            const arrival = arrivals.arrive(connection, `10.0.0.${from}`, 0);
            if (!arrival.ok) continue;
            if (arrival.givenUp !== undefined) open.delete(arrival.givenUp);
            open.set(connection, { from, waiting: true });
          }
          const all = [...open.values()];
          expect(all.length).toBeLessThanOrEqual(limits.open);
          expect(all.filter(({ waiting }) => waiting).length).toBeLessThanOrEqual(limits.waiting);
          for (let each = 0; each < 4; each++)
            expect(all.filter((one) => one.from === each).length).toBeLessThanOrEqual(
              limits.openFromOne,
            );
        }
      }),
    );
  });

  it("takes a whole venue that comes back at once", () => {
    const arrivals = startArrivals<object>(ARRIVAL_LIMITS);
    for (const each of connections(200))
      expect(arrivals.arrive(each, "10.0.0.1", 0)).toEqual({ ok: true, givenUp: undefined });
  });
});

describe("origin", () => {
  it("is the address, or the network that one household has of IPv6", () => {
    expect(originKey("192.0.2.7")).toBe("192.0.2.7");
    expect(originKey("::ffff:192.0.2.7")).toBe("192.0.2.7");
    expect(originKey("2001:db8:0:1:aaaa::1")).toBe(originKey("2001:0db8::1:bbbb:0:0:2"));
    expect(originKey("2001:db8::1")).not.toBe(originKey("2001:db8:0:1::1"));
    expect(originKey("fe80::1%eth0")).toBe("fe80:0:0:0");
    expect(originKey("::1")).toBe("0:0:0:0");
  });
});
