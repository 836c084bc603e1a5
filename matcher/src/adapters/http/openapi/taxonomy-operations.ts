/**
 * Taxonomy operations: which interests may be chosen at a venue, in words. Pure.
 */
import { nothing, type Operation } from "./operation.ts";

const taxonomy = "/api/v1/admin/venue/{venue}/taxonomy";
const ofDraft = ["unknown-venue", "refused-topic", "interest-taken"] as const;
const ofChange = ["unknown-venue", "unknown-interest", "venue-in-file", "venue-busy"] as const;

export const taxonomyOperations: readonly Operation[] = [
  {
    method: "get",
    path: taxonomy,
    id: "viewTaxonomy",
    summary: "What may be chosen here, what is hidden, and what waits for a second account.",
    of: "staff",
    answer: { status: 200, says: "With the topics that are refused.", schema: "Taxonomy" },
    problems: ["unknown-venue"],
  },
  {
    method: "post",
    path: `${taxonomy}/preview`,
    id: "previewInterest",
    summary: "The sentences that an interest would stand in, or why it cannot be added.",
    of: "staff",
    body: "InterestDraft",
    answer: { status: 200, says: "In both languages.", schema: "InterestPreview" },
    problems: ofDraft,
  },
  {
    method: "post",
    path: taxonomy,
    id: "proposeInterest",
    summary: "Proposes an interest of the venue's own; another account approves it.",
    of: "staff",
    body: "InterestDraft",
    answer: { status: 201, says: "It waits.", schema: "InterestPreview" },
    problems: [...ofDraft, "venue-in-file", "too-many-interests"],
  },
  {
    method: "post",
    path: `${taxonomy}/{interest}/approve`,
    id: "approveInterest",
    summary: "Adds what another account has proposed.",
    of: "staff",
    answer: nothing,
    problems: [...ofChange, "own-proposal", "interest-taken", "too-many-interests"],
  },
  {
    method: "put",
    path: `${taxonomy}/{interest}`,
    id: "hideInterest",
    summary: "Hides an interest from those who choose, or shows it again.",
    of: "staff",
    body: "InterestHiding",
    answer: nothing,
    problems: [...ofChange, "last-interest"],
  },
  {
    method: "delete",
    path: `${taxonomy}/{interest}`,
    id: "removeInterest",
    summary: "Takes away an interest of the venue's own, or a proposal.",
    of: "staff",
    answer: nothing,
    problems: [...ofChange, "last-interest"],
  },
];
