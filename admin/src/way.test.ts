import type { Component } from "svelte";
import { expect, test } from "vitest";
import { addressOf, frontOf, wayOf } from "./way.ts";

const screen = {
  title: () => "",
  from: "viewer" as const,
  load: async () => ({ default: (() => ({})) as unknown as Component<Record<string, never>> }),
};
const house = [
  { ...screen, path: "/" },
  { ...screen, path: "/accounts" },
];
const venues = [
  { ...screen, path: "/venue/:venue/zone/:zone" },
  { ...screen, path: "/venue/:venue/live", icon: "live" as const, from: "host" as const },
];
const VENUE = "6f1e2a34-5b6c-4d7e-8f90-a1b2c3d4e5f6";
const at = (path: string) => wayOf(path, house, venues);

test("an address leads to its screen, with or without a slash at its end", () => {
  for (const path of ["/admin", "/admin/"]) expect(at(path)?.route.path).toBe("/");
  expect(at("/admin/accounts")?.route.path).toBe("/accounts");
  const way = at(`/admin/venue/${VENUE}/zone/bar`);
  expect(way).toMatchObject({ kind: "venue", venue: VENUE, params: { zone: "bar" } });
});

test("an address that is no screen's leads nowhere", () => {
  for (const path of ["/admin/none", "/admin/venue/not-an-id/live", "/other", "/admin/accounts/x"])
    expect(at(path)).toBeUndefined();
});

test("a screen's address leads back to it", () => {
  const address = addressOf("/venue/:venue/live", { venue: VENUE });
  expect(at(address)?.route.path).toBe("/venue/:venue/live");
  expect(addressOf("/")).toBe("/admin");
});

test("a venue's name leads to the first screen that the role sees", () => {
  expect(frontOf(venues, () => true)?.path).toBe("/venue/:venue/live");
  expect(frontOf(venues, (least) => least === "viewer")).toBeUndefined();
});
