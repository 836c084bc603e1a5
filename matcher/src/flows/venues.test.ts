import { describe, expect, it } from "vitest";
import { badgeItem, noon, setup } from "../../test/fixtures.ts";
import { itemHeld } from "../domain/admission.ts";
import { codeKey } from "../domain/join-code.ts";
import { venuesOf } from "./venues.ts";

const badge = badgeItem("B001", 1);
const joinCodes = [{ code: "ticket-1" }, { code: "ticket-2" }];
const open = () =>
  venuesOf(
    [{ ...setup, joinCodes, stock: [badge] }],
    () => noon,
    () => {},
    (bytes) => new Uint8Array(bytes),
  );

describe("a venue whose set-up is changed", () => {
  it("lets in by no code that staff have disabled, before their notes are read again", () => {
    const venues = open();
    const [before] = venues.all.values();
    before?.codes?.delete(codeKey("ticket-1"));
    const more = [...joinCodes, { code: "ticket-3" }];
    const { codes } = venues.put({
      ...{ state: "live", version: 2 },
      setup: { ...setup, joinCodes: more, stock: [badge] },
    });
    expect([...(codes ?? [])]).toEqual(["TICKET-2", "TICKET-3"]);
  });

  it("binds no badge that staff have noted as lost, before their notes are read again", () => {
    const venues = open();
    const [before] = venues.all.values();
    before?.floor.plan.stock.lost.add(badge.id);
    const stock = [badge, badgeItem("B002", 2)];
    const { floor } = venues.put({
      ...{ state: "live", version: 2 },
      setup: { ...setup, joinCodes, stock },
    });
    const held = stock.map(({ id, bindCode }) =>
      itemHeld(floor.plan.stock, { id, code: bindCode }),
    );
    expect(held.map((each) => each?.id)).toEqual([undefined, stock[1]?.id]);
  });
});
