/**
 * Screen routes of staff: which tablets show a zone's code, letting one in, and shutting one out.
 */
import type { ScreenFlows } from "../../../../flows/screens.ts";
import type { Handlers } from "./register.ts";

type OfScreens = "listScreens" | "addScreen" | "removeScreen";

export const screenHandlers = (flows: ScreenFlows): Pick<Handlers, OfScreens> => ({
  listScreens: ({ param }) => flows.list(param("venue")),
  addScreen: ({ param, body, origin }) => flows.add(param("venue"), body, origin),
  removeScreen: ({ param }) => flows.remove(param("venue"), param("screen")),
});
