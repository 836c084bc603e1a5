import { type GatewayId, parseGatewayId, parseZoneId, type ZoneId } from "@sighej/protocol";
import { describe, expect, it } from "vitest";
import {
  addZone,
  cornerAdded,
  cornerMoved,
  cornerRemoved,
  drawZone,
  editOf,
  joinZone,
  type Layout,
  putGateway,
  removeZone,
  takeOff,
} from "./layout.ts";

const gateway = (text: string): GatewayId => {
  const id = parseGatewayId(text);
  if (!id.ok) throw new Error(text);
  return id.value;
};
const zone = (text: string): ZoneId => {
  const id = parseZoneId(text);
  if (!id.ok) throw new Error(text);
  return id.value;
};
const room = (x: number, side = 4) => [
  { x, y: 0 },
  { x: x + side, y: 0 },
  { x: x + side, y: side },
  { x, y: side },
];
const empty: Layout = { gateways: [], zones: [] };
const [one, two] = [gateway("one"), gateway("two")];

describe("a layout", () => {
  it("has a gateway in the zone that is drawn around it, and in another once it is moved there", () => {
    let layout = putGateway(empty, one, { x: 1, y: 1 });
    expect(layout.gateways).toEqual([{ gateway: one, zone: undefined, x: 1, y: 1 }]);
    layout = addZone(layout, "Bar", room(0)).layout;
    layout = addZone(layout, "Hall", room(10)).layout;
    expect(layout.gateways[0]?.zone).toBe("bar");
    layout = putGateway(layout, one, { x: 11, y: 1 });
    expect(layout.gateways).toEqual([{ gateway: one, zone: "hall", x: 11, y: 1 }]);
    // Between both it stays where it was.
    expect(putGateway(layout, one, { x: 7, y: 1 }).gateways[0]?.zone).toBe("hall");
  });

  it("leaves a gateway in the zone that it was given, until it is moved into another one", () => {
    let layout = addZone(putGateway(empty, one, { x: 1, y: 1 }), "Bar", room(0)).layout;
    const other = addZone(layout, "Balcony");
    layout = joinZone(other.layout, one, other.zone);
    expect(putGateway(layout, one, { x: 2, y: 1 }).gateways[0]?.zone).toBe("balcony");
    expect(drawZone(layout, zone("bar"), room(0, 5)).gateways[0]?.zone).toBe("balcony");
  });

  it("puts a gateway into the only zone there is, and into none of several", () => {
    const only = addZone(empty, "Hall").layout;
    expect(putGateway(only, one, { x: 0, y: 0 }).gateways[0]?.zone).toBe("hall");
    const both = addZone(only, "Bar").layout;
    expect(putGateway(both, one, { x: 0, y: 0 }).gateways[0]?.zone).toBeUndefined();
    expect(takeOff(putGateway(both, one, { x: 0, y: 0 }), one)).toEqual(both);
  });

  it("gives zones ids after their names, each another one", () => {
    const ids: string[] = [];
    let layout = empty;
    for (const name of ["Ålehaven & Co.", "Bar", "Bar", "会場", "x".repeat(60), "x".repeat(60)]) {
      const added = addZone(layout, name);
      layout = added.layout;
      ids.push(added.zone);
    }
    const long = "x".repeat(32);
    expect(ids).toEqual(["aalehaven-co", "bar", "bar-2", "zone", long, `${long.slice(0, 30)}-2`]);
  });

  it("leaves gateways of a zone that is deleted in the one around them, or in none", () => {
    let layout = putGateway(putGateway(empty, one, { x: 1, y: 1 }), two, { x: 20, y: 1 });
    layout = addZone(layout, "Bar", room(0)).layout;
    layout = addZone(layout, "Nook", room(0)).layout;
    layout = joinZone(joinZone(layout, one, zone("nook")), two, zone("nook"));
    const less = removeZone(layout, zone("nook"));
    expect(less.gateways.map((each) => each.zone)).toEqual(["bar", undefined]);
    // What has no zone is not sent.
    expect(editOf(less).gateways.map((each) => each.gateway)).toEqual([one]);
  });

  it("has corners that are moved, added halfway and taken away", () => {
    const corners = room(0);
    expect(cornerMoved(corners, 1, { x: 9, y: 9 })[1]).toEqual({ x: 9, y: 9 });
    expect(cornerAdded(corners, 3)).toEqual([...corners, { x: 0, y: 2 }]);
    expect(cornerRemoved(corners, 0)).toEqual(corners.slice(1));
  });
});
