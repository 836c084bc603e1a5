/**
 * Taxonomy routes: which interests may be chosen at a venue.
 */
import type { TaxonomyFlows } from "../../../../flows/taxonomy.ts";
import type { Handlers } from "./register.ts";

type OfTaxonomy =
  | "viewTaxonomy"
  | "previewInterest"
  | "proposeInterest"
  | "approveInterest"
  | "hideInterest"
  | "removeInterest";

export const taxonomyHandlers = (flows: TaxonomyFlows): Pick<Handlers, OfTaxonomy> => ({
  viewTaxonomy: ({ param, letIn }) => flows.list(param("venue"), letIn.staff),
  previewInterest: ({ param, body }) => flows.preview(param("venue"), body),
  proposeInterest: ({ param, letIn, body }) => flows.propose(param("venue"), letIn.staff, body),
  approveInterest: ({ param, letIn }) =>
    flows.approve(param("venue"), param("interest"), letIn.staff),
  hideInterest: ({ param, body }) => flows.hide(param("venue"), param("interest"), body),
  removeInterest: ({ param }) => flows.remove(param("venue"), param("interest")),
});
