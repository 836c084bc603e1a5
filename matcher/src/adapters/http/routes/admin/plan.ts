/**
 * Plan routes: a venue's floor plan.
 */
import type { FloorPlanFlows } from "../../../../flows/floor-plan.ts";
import { done } from "../../../../flows/outcome.ts";
import { fileOf } from "../../file-answer.ts";
import type { Handlers } from "./register.ts";

type OfPlans =
  | "viewPlan"
  | "showPlanPicture"
  | "replacePlanPicture"
  | "removePlanPicture"
  | "setPlanScale";

export const planHandlers = (flows: FloorPlanFlows): Pick<Handlers, OfPlans> => ({
  viewPlan: ({ param }) => flows.view(param("venue")),
  showPlanPicture: async ({ param }) => {
    const picture = await flows.picture(param("venue"));
    return picture.ok ? done(fileOf(picture.value, "floor-plan.png")) : picture;
  },
  replacePlanPicture: ({ param, file }) => flows.replacePicture(param("venue"), file),
  removePlanPicture: ({ param }) => flows.removePicture(param("venue")),
  setPlanScale: ({ param, body }) => flows.setScale(param("venue"), body),
});
