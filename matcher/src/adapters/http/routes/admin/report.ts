/**
 * Report routes: released numbers of a venue's days, as JSON and as PDF.
 */
import { done } from "../../../../flows/outcome.ts";
import type { ReportFlows } from "../../../../flows/report.ts";
import { fileOf } from "../../file-answer.ts";
import type { Handlers } from "./register.ts";

export const reportHandlers = (
  flows: ReportFlows,
): Pick<Handlers, "viewReport" | "printReport"> => ({
  viewReport: ({ param, query }) => flows.view(param("venue"), query),
  printReport: async ({ param, query }) => {
    const pdf = await flows.print(param("venue"), query);
    return pdf.ok ? done(fileOf(pdf.value, "report.pdf")) : pdf;
  },
});
