/**
 * Gates: one for each kind of request and try that is limited, full at first.
 */
import { ADDRESS_TRIES, SESSION_TRIES } from "../flows/bind-carrier.ts";
import {
  ADDRESS_LIMITS,
  BEGIN_LIMITS,
  CODE_LIMITS,
  ENROL_LIMITS,
  gateOf,
  NAME_LIMITS,
  REQUEST_LIMITS,
  SESSION_LIMITS,
  TRY_LIMITS,
} from "../flows/gate.ts";
import { ORDER_LIMITS } from "../flows/order-gateways.ts";
import { SCREEN_LIMITS } from "../flows/screens.ts";
import { STOCK_LIMITS } from "../flows/start-session.ts";

/** By the names that ports have for them. */
export const gatesOf = () => ({
  requestGate: gateOf(REQUEST_LIMITS),
  addressGate: gateOf(ADDRESS_LIMITS),
  codeGate: gateOf(CODE_LIMITS),
  sessionGate: gateOf(SESSION_LIMITS),
  stockGate: gateOf(STOCK_LIMITS),
  zoneTries: { session: gateOf(SESSION_TRIES), address: gateOf(ADDRESS_TRIES) },
  batteryTries: gateOf(ADDRESS_TRIES),
  screenGate: gateOf(SCREEN_LIMITS),
  enrolGate: gateOf(ENROL_LIMITS),
  orderGate: gateOf(ORDER_LIMITS),
  beginGate: gateOf(BEGIN_LIMITS),
  tryGate: gateOf(TRY_LIMITS),
  nameGate: gateOf(NAME_LIMITS),
});
