/**
 * Venue file: turns a venue's set-up into the file that it is taken away in, and such a file into the
 * set-up of a draft. Pure.
 */
import {
  interestsById,
  type VenueFile,
  type VenueId,
  venueCarriers,
  venueFileOf,
} from "@sighej/protocol";
import { needsCode, type VenueSetup } from "../domain/venue.ts";
import type { Checked } from "../venue-setup.ts";
import { edited } from "./venue-edit.ts";

export const fileOf = (setup: VenueSetup): VenueFile =>
  venueFileOf({
    name: setup.name,
    pace: setup.policy,
    carriers: venueCarriers.filter((each) => setup.carriers.some(({ kind }) => kind === each)),
    rolePairs: [...(setup.rolePairs ?? [])],
    needsCode: needsCode(setup),
    offered: setup.interests.filter((each) => interestsById.has(each)),
    zones: setup.zones.map(({ id, tier, name, outline }) => ({
      ...{ zone: id, tier },
      ...(name === undefined ? {} : { name }),
      ...(outline === undefined ? {} : { outline: outline.map(({ x, y }) => ({ x, y })) }),
    })),
    gateways: setup.gateways.map(({ id, zone, x, y }) => ({
      ...{ gateway: id, zone },
      ...(x === undefined || y === undefined ? {} : { x, y }),
    })),
    settings: { ...setup.settings },
    ...(setup.legal?.controller === undefined ? {} : { controller: { ...setup.legal.controller } }),
  });

/** Checked as an edit is: faults are in words for an operator. */
export function setupIn(id: VenueId, file: VenueFile): Checked<VenueSetup> {
  const { format: _format, fileVersion: _version, controller, ...fields } = file;
  const bare: VenueSetup = {
    ...{ id, name: file.name, policy: file.pace, interests: [] },
    ...{ zones: [], gateways: [], carriers: [] },
  };
  const legal = controller === undefined ? {} : { legal: { controller } };
  return edited(bare, { version: 1, ...fields, ...legal }, true);
}
