/**
 * Access: who of the staff may do what, as one table: operation by operation, the least role, the
 * scope of a token, and whether it is for accounts only. Pure.
 *
 * Operations are named as in the OpenAPI document; a test holds the two against each other. What is
 * not in the table nobody may do.
 */
import { type StaffRole, type StaffScope, staffRoles, type VenueId } from "@sighej/protocol";

interface Rule {
  /** The least role of an account. */
  readonly from: StaffRole;
  /** Which scope lets a token do it; without one no token may. */
  readonly scope?: StaffScope;
  /** About one's own account, which the admin code has none of. */
  readonly own?: true;
}

export const access = {
  viewMe: { from: "viewer" },
  signOut: { from: "viewer", own: true },
  changePassword: { from: "viewer", own: true },
  startFactor: { from: "viewer", own: true },
  proveFactor: { from: "viewer", own: true },
  showAlerts: { from: "host", own: true },
  subscribeAlerts: { from: "host", own: true },
  unsubscribeAlerts: { from: "host", own: true },
  listPasskeys: { from: "viewer", own: true },
  startPasskey: { from: "viewer", own: true },
  createPasskey: { from: "viewer", own: true },
  editPasskey: { from: "viewer", own: true },
  removePasskey: { from: "viewer", own: true },
  listAccounts: { from: "owner" },
  createAccount: { from: "owner" },
  editAccount: { from: "owner" },
  listTokens: { from: "owner" },
  createToken: { from: "owner" },
  revokeToken: { from: "owner" },
  listAudit: { from: "owner" },
  listVenues: { from: "viewer", scope: "venues:read" },
  viewSetup: { from: "viewer", scope: "venues:read" },
  createVenue: { from: "operator" },
  duplicateVenue: { from: "operator" },
  exportVenue: { from: "viewer", scope: "venues:read" },
  importVenue: { from: "operator" },
  editVenue: { from: "operator" },
  moveVenue: { from: "operator" },
  deleteVenue: { from: "owner" },
  findAggregates: { from: "viewer", scope: "report:read" },
  viewReport: { from: "viewer", scope: "report:read" },
  printReport: { from: "viewer", scope: "report:read" },
  listComplaints: { from: "host", scope: "safety:read" },
  handleComplaint: { from: "host", scope: "safety:write" },
  listCodes: { from: "host", scope: "codes:read" },
  setCode: { from: "host", scope: "codes:write" },
  showZoneCode: { from: "host", scope: "screens:read" },
  listStock: { from: "host", scope: "stock:read" },
  makeBadges: { from: "operator", scope: "stock:write" },
  importStock: { from: "operator", scope: "stock:write" },
  exportStock: { from: "host", scope: "stock:read" },
  editStockItem: { from: "host", scope: "stock:write" },
  removeStockItem: { from: "operator", scope: "stock:write" },
  makeCodes: { from: "operator", scope: "codes:write" },
  viewTaxonomy: { from: "viewer", scope: "venues:read" },
  previewInterest: { from: "operator" },
  proposeInterest: { from: "operator", own: true },
  approveInterest: { from: "operator", own: true },
  hideInterest: { from: "operator" },
  removeInterest: { from: "operator" },
  listScreens: { from: "host", scope: "screens:read" },
  addScreen: { from: "host", scope: "screens:write" },
  removeScreen: { from: "host", scope: "screens:write" },
  listQuiet: { from: "viewer", scope: "quiet:read" },
  switchQuiet: { from: "host", scope: "quiet:write" },
  switchAllQuiet: { from: "host", scope: "quiet:write" },
  setSlots: { from: "host", scope: "quiet:write" },
  listGateways: { from: "viewer", scope: "gateways:read" },
  addGateway: { from: "operator", scope: "gateways:write" },
  inviteGateway: { from: "operator", scope: "gateways:write" },
  revokeGateway: { from: "operator", scope: "gateways:write" },
  viewGateway: { from: "viewer", scope: "gateways:read" },
  listIncidents: { from: "viewer", scope: "gateways:read" },
  setThresholds: { from: "operator", scope: "gateways:write" },
  muteVenue: { from: "operator", scope: "gateways:write" },
  muteGateway: { from: "operator", scope: "gateways:write" },
  orderGateways: { from: "operator", scope: "gateways:write" },
  setGateways: { from: "operator", scope: "gateways:write" },
  listTargets: { from: "operator", scope: "bulletins:read" },
  addTarget: { from: "operator", scope: "bulletins:write" },
  removeTarget: { from: "operator", scope: "bulletins:write" },
  testTarget: { from: "operator", scope: "bulletins:write" },
  listDeliveries: { from: "operator", scope: "bulletins:read" },
  retryDelivery: { from: "operator", scope: "bulletins:write" },
  listSchedules: { from: "host", scope: "quiet:read" },
  addSchedule: { from: "host", scope: "quiet:write" },
  removeSchedule: { from: "host", scope: "quiet:write" },
  setScheduleRooms: { from: "host", scope: "quiet:write" },
  readSchedule: { from: "host", scope: "quiet:write" },
  listNearOffers: { from: "viewer", scope: "venues:read" },
  startCalibration: { from: "operator" },
  showCalibration: { from: "operator" },
  markSpot: { from: "operator" },
  finishCalibration: { from: "operator" },
  giveUpCalibration: { from: "operator" },
  viewPlan: { from: "viewer", scope: "venues:read" },
  showPlanPicture: { from: "viewer", scope: "venues:read" },
  replacePlanPicture: { from: "operator" },
  removePlanPicture: { from: "operator" },
  setPlanScale: { from: "operator" },
  printPosters: { from: "host" },
  printBadges: { from: "operator" },
  printSign: { from: "host" },
  printPlacement: { from: "host" },
} as const satisfies Readonly<Record<string, Rule>>;

export type StaffOperation = keyof typeof access;

/** What the table says of an operation; undefined when it is none of staff's. */
export const ruleOf = (operation: string): Rule | undefined =>
  new Map<string, Rule>(Object.entries(access)).get(operation);

/** Who asks. The admin code is whoever runs the machine, and has no account. */
export interface Staff {
  readonly kind: "account" | "token" | "code";
  /** The account's or token's. */
  readonly id: string;
  readonly name: string;
  readonly role: StaffRole;
  readonly venues: "all" | readonly VenueId[];
  /** Of a token only. */
  readonly scopes?: readonly StaffScope[] | undefined;
}

/** `unknown-venue`: a venue that is none of theirs, which they are not even told that it exists. */
export type Verdict = "allowed" | "forbidden" | "unknown-venue";

/** Whether `staff` may do this, at `venue` if it is done at one. */
export function verdictOf(staff: Staff, operation: StaffOperation, venue?: string): Verdict {
  const rule: Rule = access[operation];
  if (!mayDo(staff, operation, rule)) return "forbidden";
  if (venue === undefined || mayEnter(staff, venue)) return "allowed";
  return "unknown-venue";
}

function mayDo({ kind, role, scopes = [] }: Staff, operation: StaffOperation, rule: Rule): boolean {
  // Whoever got in may know as whom.
  if (operation === "viewMe") return true;
  if (kind === "token") return rule.scope !== undefined && scopes.includes(rule.scope);
  if (kind === "code" && rule.own) return false;
  return rankOf(role) >= rankOf(rule.from);
}

/** Whether a venue is one of theirs. */
export const mayEnter = ({ venues }: Staff, venue: string): boolean =>
  venues === "all" || venues.some((each) => each === venue);

const rankOf = (role: StaffRole): number => staffRoles.indexOf(role);
