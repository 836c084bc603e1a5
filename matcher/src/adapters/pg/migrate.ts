/**
 * Migrate: brings a database to the schema of this version. Several processes may do so at once:
 * kysely's lock lets one in.
 */
import { type Kysely, Migrator } from "kysely";
import { init } from "./migrations/0001-init.ts";
import { gateways } from "./migrations/0002-gateways.ts";
import { radioMaps } from "./migrations/0003-radio-maps.ts";
import { staff } from "./migrations/0004-staff.ts";
import { venues } from "./migrations/0005-venues.ts";
import { floorPlans } from "./migrations/0006-floor-plans.ts";
import { bulletins } from "./migrations/0007-bulletins.ts";
import { watch } from "./migrations/0007-watch.ts";
import { alerts } from "./migrations/0008-alerts.ts";
import { proposals } from "./migrations/0008-proposals.ts";
import { screens } from "./migrations/0008-screens.ts";
import { stock } from "./migrations/0008-stock.ts";
import { doors } from "./migrations/0009-doors.ts";
import { schedules } from "./migrations/0010-schedules.ts";
import { deafRadios } from "./migrations/0016-deaf-radios.ts";
import { releasedTotals } from "./migrations/0017-released-totals.ts";
import { marksWithoutPlaces } from "./migrations/0018-marks-without-places.ts";
import { deletedVenues } from "./migrations/0019-deleted-venues.ts";
import type { Schema } from "./schema.ts";

/** In the order of their names; one that was shipped is never edited. */
const migrations = {
  "0001-init": init,
  "0002-gateways": gateways,
  "0003-radio-maps": radioMaps,
  "0004-staff": staff,
  "0005-venues": venues,
  "0006-floor-plans": floorPlans,
  "0007-watch": watch,
  "0007-watch-bulletins": bulletins,
  "0008-alerts": alerts,
  "0008-screens": screens,
  "0009-doors": doors,
  "0008-stock": stock,
  "0008-proposals": proposals,
  "0010-schedules": schedules,
  "0016-deaf-radios": deafRadios,
  "0017-released-totals": releasedTotals,
  "0018-marks-without-places": marksWithoutPlaces,
  "0019-deleted-venues": deletedVenues,
};

/** Rejects with what went wrong, the database being at the last step that worked. */
export async function migrate(db: Kysely<Schema>): Promise<void> {
  const provider = { getMigrations: async () => migrations };
  const { error } = await new Migrator({
    db,
    provider,
    // They are about tables of their own, and may reach a database in another order than here.
    allowUnorderedMigrations: true,
  }).migrateToLatest();
  if (error !== undefined) throw error;
}
