/**
 * Screen operations: tablets that show a zone's code, in words: what staff do with them, and what a
 * tablet asks. Pure.
 */
import { nothing, type Operation } from "./operation.ts";

const ofVenue = "/api/v1/admin/venue/{venue}/screens";

export const screenAdminOperations: readonly Operation[] = [
  {
    method: "get",
    path: ofVenue,
    id: "listScreens",
    summary: "Tablets that show a zone's code, and those whose own code waits to be typed in.",
    of: "staff",
    answer: { status: 200, says: "By zone.", schema: "Screens" },
    problems: ["unknown-venue"],
  },
  {
    method: "post",
    path: ofVenue,
    id: "addScreen",
    summary: "A code by which one tablet comes to show one zone, within a quarter of an hour.",
    of: "staff",
    body: "ScreenAdd",
    answer: { status: 201, says: "The only time that the code is told.", schema: "ScreenInvited" },
    problems: ["unknown-venue", "unknown-zone", "too-many-screens"],
  },
  {
    method: "delete",
    path: `${ofVenue}/{screen}`,
    id: "removeScreen",
    summary: "It shows nothing from now on, and its code is good for nothing.",
    of: "staff",
    answer: nothing,
    problems: ["unknown-venue", "unknown-screen"],
  },
];

export const screenOperations: readonly Operation[] = [
  {
    method: "post",
    path: "/api/v1/screen",
    id: "enrolScreen",
    summary: "A tablet trades the code of a screen for a cookie of its own.",
    body: "ScreenEnrolment",
    answer: { status: 204, says: "With a cookie." },
    problems: ["bad-screen-code", "too-many-tries"],
  },
  {
    method: "get",
    path: "/api/v1/screen",
    id: "showScreen",
    summary: "What this tablet shows for half a minute.",
    of: "screen",
    answer: {
      ...{ status: 200, says: "Of its own zone alone.", schema: "ScreenView" },
      none: "This tablet is no screen here, or none any more: staff can make a code for it.",
    },
    problems: ["unknown-zone"],
  },
];
