/**
 * Kept stores: those of what staff set up and of what is released, in the database, or in memory where
 * there is none.
 */
import { memoryAlerts } from "../adapters/memory/alerts.ts";
import { memoryBulletins } from "../adapters/memory/bulletins.ts";
import { memoryGateways } from "../adapters/memory/gateways.ts";
import { memoryMaps } from "../adapters/memory/maps.ts";
import { memoryHandshakes, memoryPasskeys } from "../adapters/memory/passkeys.ts";
import { memoryPlans } from "../adapters/memory/plans.ts";
import { memoryProposals } from "../adapters/memory/proposals.ts";
import { memorySchedules } from "../adapters/memory/schedules.ts";
import { memoryScreens } from "../adapters/memory/screens.ts";
import { memoryStaff } from "../adapters/memory/staff.ts";
import { memoryStock } from "../adapters/memory/stock.ts";
import { memoryVenues } from "../adapters/memory/venues.ts";
import { memoryWatch } from "../adapters/memory/watch.ts";
import { aggregateStoreOn } from "../adapters/pg/aggregate-store.ts";
import { alertStoreOn } from "../adapters/pg/alert-store.ts";
import { bulletinStoreOn } from "../adapters/pg/bulletin-store.ts";
import type { Database } from "../adapters/pg/database.ts";
import { gatewayStoreOn } from "../adapters/pg/gateway-store.ts";
import { keptSecretsOn } from "../adapters/pg/kept-secrets.ts";
import { mapStoreOn } from "../adapters/pg/map-store.ts";
import { handshakeStoreOn, passkeyStoreOn } from "../adapters/pg/passkey-store.ts";
import { planStoreOn } from "../adapters/pg/plan-store.ts";
import { proposalStoreOn } from "../adapters/pg/proposal-store.ts";
import { scheduleStoreOn } from "../adapters/pg/schedule-store.ts";
import { screenStoreOn } from "../adapters/pg/screen-store.ts";
import { staffStoreOn } from "../adapters/pg/staff-store.ts";
import { stockStoreOn } from "../adapters/pg/stock-store.ts";
import { venueStoreOn } from "../adapters/pg/venue-store.ts";
import { watchStoreOn } from "../adapters/pg/watch-store.ts";
import type { AggregateStore } from "../aggregate-ports.ts";
import type { AlertStore } from "../alert-ports.ts";
import type { BulletinStore } from "../bulletin-ports.ts";
import { reseal } from "../flows/reseal.ts";
import { sealedBulletins } from "../flows/sealed-bulletins.ts";
import { sealedStaff } from "../flows/sealed-staff.ts";
import { sealedVenues } from "../flows/sealed-venues.ts";
import type { GatewayStore } from "../gateway-ports.ts";
import type { MapStore } from "../map-ports.ts";
import type { HandshakeStore, PasskeyStore } from "../passkey-ports.ts";
import type { PlanStore } from "../plan-ports.ts";
import type { ScheduleStore } from "../schedule-ports.ts";
import type { ScreenStore } from "../screen-ports.ts";
import type { Seal } from "../seal-ports.ts";
import type { StaffStore } from "../staff-ports.ts";
import type { StockNotes } from "../stock-ports.ts";
import type { ProposalStore } from "../taxonomy-ports.ts";
import type { VenueStore } from "../venue-ports.ts";
import type { WatchStore } from "../watch-ports.ts";

/** By the names that ports have for them. */
export interface KeptStores {
  /** Undefined without a database: then nothing is counted. */
  readonly aggregateStore: AggregateStore | undefined;
  readonly alerts: AlertStore;
  readonly bulletins: BulletinStore;
  readonly gateways: GatewayStore;
  readonly handshakes: HandshakeStore;
  readonly kept: VenueStore;
  readonly mapStore: MapStore;
  readonly passkeys: PasskeyStore;
  readonly plans: PlanStore;
  readonly proposals: ProposalStore;
  /** Once, before anything sealed is read: seals what is not sealed by the newest key, or rejects. */
  readonly reseal: () => Promise<void>;
  readonly schedules: ScheduleStore;
  readonly screens: ScreenStore;
  readonly staff: StaffStore;
  readonly stockNotes: StockNotes;
  readonly watch: WatchStore;
}

/** `seal` hides what is secret of what staff set up; without a database there is nothing to hide it in. */
export const keptStores = (database: Database | undefined, seal: Seal | undefined): KeptStores =>
  database === undefined || seal === undefined ? inMemory() : on(database, seal);

const inMemory = (): KeptStores => ({
  aggregateStore: undefined,
  alerts: memoryAlerts(),
  bulletins: memoryBulletins(),
  gateways: memoryGateways(),
  handshakes: memoryHandshakes(),
  kept: memoryVenues(),
  mapStore: memoryMaps(),
  passkeys: memoryPasskeys(),
  plans: memoryPlans(),
  proposals: memoryProposals(),
  reseal: async () => {},
  schedules: memorySchedules(),
  screens: memoryScreens(),
  staff: memoryStaff(),
  stockNotes: memoryStock(),
  watch: memoryWatch(),
});

const on = (database: Database, seal: Seal): KeptStores => ({
  aggregateStore: aggregateStoreOn(database),
  alerts: alertStoreOn(database),
  bulletins: sealedBulletins(bulletinStoreOn(database), seal),
  gateways: gatewayStoreOn(database),
  handshakes: handshakeStoreOn(database),
  kept: sealedVenues(venueStoreOn(database), seal),
  mapStore: mapStoreOn(database),
  passkeys: passkeyStoreOn(database),
  plans: planStoreOn(database),
  proposals: proposalStoreOn(database),
  reseal: () => reseal({ venues: venueStoreOn(database), secrets: keptSecretsOn(database) }, seal),
  schedules: scheduleStoreOn(database),
  screens: screenStoreOn(database),
  staff: sealedStaff(staffStoreOn(database), seal),
  stockNotes: stockStoreOn(database),
  watch: watchStoreOn(database),
});
