/**
 * Routes: every screen of the dashboard, one line each: its address, its title, who may see it, and
 * its component, which is fetched when it is first looked at.
 *
 * To add a screen, add its line here; `README.md` says what else.
 */
import type { StaffRole, VenueId } from "@sighej/protocol";
import type { Component } from "svelte";
import * as m from "./paraglide/messages.js";
import type { IconName } from "./parts/icons.ts";

/** What a screen is told: the ids in its address. */
export interface ScreenProps {
  readonly params: Readonly<Record<string, string>>;
}

/** What a screen below `/venue/:venue` is told. */
export interface VenueScreenProps extends ScreenProps {
  readonly venue: VenueId;
}

/** A screen that needs none of it takes no props. */
export interface Loaded<Props extends object> {
  readonly default: Component<Props> | Component<Record<string, never>>;
}
type Load<Props extends object> = () => Promise<Loaded<Props>>;

export interface Route {
  /** Below `/admin`; `:name` stands for one part. */
  readonly path: string;
  /** For the tab, and for the navigation where it is in it. */
  readonly title: () => string;
  /** The least role that sees it. What it may change, the matcher decides. */
  readonly from: StaffRole;
  /** Where it is in the navigation, in this order; nowhere without. */
  readonly icon?: IconName;
}
export type HouseRoute = Route & { readonly load: Load<ScreenProps> };
export type VenueRoute = Route & { readonly load: Load<VenueScreenProps> };

/** Screens of one venue. Their paths begin with `/venue/:venue`. */
export const venueRoutes: readonly VenueRoute[] = [
  {
    ...{ path: "/venue/:venue/live", title: m.live_title, from: "viewer", icon: "live" },
    load: () => import("./screens/Live.svelte"),
  },
  {
    ...{ path: "/venue/:venue/report", title: m.report_title, from: "viewer", icon: "report" },
    load: () => import("./screens/Report.svelte"),
  },
  {
    ...{ path: "/venue/:venue/plan", title: m.plan_title, from: "viewer", icon: "plan" },
    load: () => import("./screens/FloorPlan.svelte"),
  },
  {
    ...{ path: "/venue/:venue/calibration", title: m.walk_title, from: "operator" },
    load: () => import("./screens/Calibration.svelte"),
  },
  {
    ...{ path: "/venue/:venue/gateways", title: m.gateways_title, from: "viewer", icon: "gateway" },
    load: () => import("./screens/Gateways.svelte"),
  },
  {
    ...{ path: "/venue/:venue/targets", title: m.targets_title, from: "operator", icon: "bell" },
    load: () => import("./screens/Targets.svelte"),
  },
  {
    ...{ path: "/venue/:venue/screens", title: m.screens_title, from: "host", icon: "wall" },
    load: () => import("./screens/ZoneScreens.svelte"),
  },
  {
    ...{
      path: "/venue/:venue/schedules",
      title: m.schedules_title,
      from: "host",
      icon: "schedule",
    },
    load: () => import("./screens/Schedules.svelte"),
  },
  {
    ...{ path: "/venue/:venue/quiet", title: m.quiet_title, from: "viewer", icon: "quiet" },
    load: () => import("./screens/Quiet.svelte"),
  },
  {
    ...{ path: "/venue/:venue/badges", title: m.badges_title, from: "host", icon: "badge" },
    load: () => import("./screens/Badges.svelte"),
  },
  {
    ...{ path: "/venue/:venue/codes", title: m.codes_title, from: "host", icon: "ticket" },
    load: () => import("./screens/JoinCodes.svelte"),
  },
  {
    ...{
      path: "/venue/:venue/interests",
      title: m.taxonomy_title,
      from: "viewer",
      icon: "interests",
    },
    load: () => import("./screens/Interests.svelte"),
  },
  {
    ...{ path: "/venue/:venue/safety", title: m.safety_title, from: "host", icon: "inbox" },
    load: () => import("./screens/Safety.svelte"),
  },
  {
    ...{ path: "/venue/:venue/setup", title: m.setup_title, from: "viewer", icon: "venue" },
    load: () => import("./screens/Setup.svelte"),
  },
];

/** Screens of the whole house. */
export const houseRoutes: readonly HouseRoute[] = [
  {
    ...{ path: "/", title: m.venues_title, from: "viewer", icon: "venue" },
    load: () => import("./screens/Venues.svelte"),
  },
  {
    ...{ path: "/accounts", title: m.accounts_title, from: "owner", icon: "people" },
    load: () => import("./screens/Accounts.svelte"),
  },
  {
    ...{ path: "/tokens", title: m.tokens_title, from: "owner", icon: "key" },
    load: () => import("./screens/Tokens.svelte"),
  },
  {
    ...{ path: "/audit", title: m.audit_title, from: "owner", icon: "list" },
    load: () => import("./screens/Audit.svelte"),
  },
  {
    ...{ path: "/me", title: m.me_title, from: "viewer" },
    load: () => import("./screens/Me.svelte"),
  },
];
