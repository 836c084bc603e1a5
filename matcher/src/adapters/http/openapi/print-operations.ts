/**
 * Print operations: what is put on walls and badges, as PDF, in words. Pure.
 */
import type { Operation } from "./operation.ts";

const print = "/api/v1/admin/venue/{venue}/print";
const pdf = "application/pdf";

export const printOperations: readonly Operation[] = [
  {
    method: "post",
    path: `${print}/posters`,
    id: "printPosters",
    summary: "A poster for each zone, with the QR that leads to the venue.",
    of: "staff",
    body: "PrintPosters",
    answer: { status: 200, says: "A page each, or 24 labels to a sheet.", file: pdf },
    problems: ["unknown-venue", "unknown-zone", "press-busy"],
  },
  {
    method: "post",
    path: `${print}/badges`,
    id: "printBadges",
    summary: "A label for each badge and tag of the stock, with its id and the QR that binds it.",
    of: "staff",
    body: "PrintBadges",
    answer: { status: 200, says: "24 labels to a sheet; whoever has it can bind them.", file: pdf },
    problems: ["unknown-venue", "unknown-carrier", "press-busy"],
  },
  {
    method: "post",
    path: `${print}/sign`,
    id: "printSign",
    summary: "The sign on privacy for the door, in Danish and English.",
    of: "staff",
    body: "PrintSign",
    answer: { status: 200, says: "A page.", file: pdf },
    problems: ["unknown-venue", "press-busy"],
  },
  {
    method: "post",
    path: `${print}/placement`,
    id: "printPlacement",
    summary: "The plan with its gateways, and a table of where each is to hang.",
    of: "staff",
    body: "PrintPlacement",
    answer: { status: 200, says: "A page or two.", file: pdf },
    problems: ["unknown-venue", "press-busy"],
  },
];
