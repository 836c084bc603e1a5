/**
 * Print routes: PDFs of posters, badge labels, the privacy sign and the placement sheet.
 */
import { done, type Outcome } from "../../../../flows/outcome.ts";
import type { PrintFlows } from "../../../../flows/print.ts";
import { type FileAnswer, fileOf } from "../../file-answer.ts";
import type { Handlers } from "./register.ts";

type OfPrinting = "printPosters" | "printBadges" | "printSign" | "printPlacement";

export const printHandlers = (flows: PrintFlows): Pick<Handlers, OfPrinting> => ({
  printPosters: async ({ param, body, origin }) =>
    named(await flows.posters(param("venue"), body, origin), "posters.pdf"),
  printBadges: async ({ param, body, origin }) =>
    named(await flows.badges(param("venue"), body, origin), "badges.pdf"),
  printSign: async ({ param, body, origin }) =>
    named(await flows.sign(param("venue"), body, origin), "sign.pdf"),
  printPlacement: async ({ param, body }) =>
    named(await flows.placement(param("venue"), body), "placement.pdf"),
});

const named = (pdf: Outcome<Uint8Array>, name: string): Outcome<FileAnswer> =>
  pdf.ok ? done(fileOf(pdf.value, name)) : pdf;
