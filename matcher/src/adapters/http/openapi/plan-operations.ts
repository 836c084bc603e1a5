/**
 * Plan operations: a venue's floor plan and its scale, in words. Pure.
 */
import { PLAN_MEDIA_TYPES } from "@sighej/protocol";
import { nothing, type Operation } from "./operation.ts";

const plan = "/api/v1/admin/venue/{venue}/plan";

export const planOperations: readonly Operation[] = [
  {
    method: "get",
    path: plan,
    id: "viewPlan",
    summary: "The floor plan: how large its picture is, and its scale.",
    of: "staff",
    answer: { status: 200, says: "Empty where there is none.", schema: "FloorPlan" },
    problems: ["unknown-venue"],
  },
  {
    method: "get",
    path: `${plan}/picture`,
    id: "showPlanPicture",
    summary: "The picture of the floor plan.",
    of: "staff",
    answer: { status: 200, says: "As it was drawn anew.", file: "image/png" },
    problems: ["unknown-venue", "no-plan"],
  },
  {
    method: "put",
    path: `${plan}/picture`,
    id: "replacePlanPicture",
    summary: "A picture in the place of the one before; the scale is to be set again.",
    of: "staff",
    file: PLAN_MEDIA_TYPES,
    answer: { status: 200, says: "Drawn anew from its pixels, and kept.", schema: "FloorPlan" },
    problems: ["unknown-venue", "bad-picture", "pictures-busy"],
  },
  {
    method: "delete",
    path: `${plan}/picture`,
    id: "removePlanPicture",
    summary: "Takes the picture away, and the scale with it.",
    of: "staff",
    answer: nothing,
    problems: ["unknown-venue", "no-plan"],
  },
  {
    method: "put",
    path: `${plan}/scale`,
    id: "setPlanScale",
    summary: "Says what the picture's pixels are in metres, by two points and their distance.",
    of: "staff",
    body: "PlanScale",
    answer: { status: 200, says: "The plan as it is now.", schema: "FloorPlan" },
    problems: ["unknown-venue", "no-plan"],
  },
];
