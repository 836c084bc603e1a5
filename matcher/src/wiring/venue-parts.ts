/**
 * Venue parts: wires what staff do with a venue: its set-up, switches, stock, screens, programmes and
 * whom it tells.
 */
import { csv } from "../adapters/csv/csv.ts";
import { type AdminPorts, adminFlows } from "../flows/admin.ts";
import { type BulletinPorts, bulletinFlows } from "../flows/bulletins.ts";
import { applyNotes } from "../flows/notes.ts";
import { type SchedulePorts, scheduleFlows } from "../flows/schedules.ts";
import { type ScreenPorts, screenFlows } from "../flows/screens.ts";
import { type StockPorts, stockFlows } from "../flows/stock.ts";
import { type TaxonomyPorts, taxonomyFlows } from "../flows/taxonomy.ts";
import { type VenueAdminPorts, venueAdminFlows } from "../flows/venue-admin.ts";

type Ports = AdminPorts &
  VenueAdminPorts &
  ScreenPorts &
  TaxonomyPorts &
  Omit<StockPorts, "csv"> &
  Omit<SchedulePorts, "apply"> & { readonly bulletinPorts: BulletinPorts };

export const venueParts = (ports: Ports) => ({
  admin: adminFlows(ports),
  venueAdmin: venueAdminFlows(ports),
  screens: screenFlows(ports),
  stock: stockFlows({ ...ports, csv }),
  taxonomy: taxonomyFlows(ports),
  bulletins: bulletinFlows(ports.bulletinPorts),
  schedules: scheduleFlows({ ...ports, apply: (id) => applyNotes(ports, id) }),
});
