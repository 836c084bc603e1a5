/**
 * Alert routes: whether this browser hears of reports, from now on or no more.
 */
import type { AlertFlows } from "../../../../flows/alert.ts";
import { denied } from "../../../../flows/outcome.ts";
import type { OwnSession } from "../../../../flows/staff/ports.ts";
import type { Answer, Asked, Handlers } from "./register.ts";

type OfAlerts = "showAlerts" | "subscribeAlerts" | "unsubscribeAlerts";

export const alertHandlers = (flows: AlertFlows): Pick<Handlers, OfAlerts> => ({
  showAlerts: (asked) => own(asked, flows.show),
  subscribeAlerts: (asked) => own(asked, (session) => flows.subscribe(session, asked.body)),
  unsubscribeAlerts: (asked) => own(asked, flows.unsubscribe),
});

/** The table lets only accounts this far, and they come by a session. */
const own = (
  { letIn: { session } }: Asked,
  ask: (session: OwnSession) => Promise<Answer>,
): Answer | Promise<Answer> =>
  session === undefined ? denied({ kind: "forbidden" }) : ask(session);
