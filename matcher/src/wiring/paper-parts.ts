/**
 * Paper parts: wires the floor plan, reports and what is printed.
 */
import { startPictureMaker } from "../adapters/pictures/redraw.ts";
import { startPress } from "../adapters/press/press.ts";
import { isTimeZone, momentOf } from "../adapters/schedule/wall-time.ts";
import { type FloorPlanPorts, floorPlanFlows } from "../flows/floor-plan.ts";
import { type PrintPorts, printFlows } from "../flows/print.ts";
import { type ReportPorts, reportFlows } from "../flows/report.ts";
import type { Stack } from "../stack.ts";

/** What it opens is closed by `open`. */
export function openPaperParts(
  open: Stack,
  ports: Omit<FloorPlanPorts, "pictures"> &
    Omit<PrintPorts, "press"> &
    Pick<ReportPorts, "aggregates">,
) {
  const pictures = startPictureMaker();
  open.push(() => pictures.stop());
  const press = startPress();
  return {
    floorPlan: floorPlanFlows({ ...ports, pictures }),
    print: printFlows({ ...ports, press }),
    reports: reportFlows({ ...ports, press, isTimeZone, momentOf }),
  };
}
