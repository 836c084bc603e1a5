/**
 * Gateway words: the state of a gateway, what is wrong with it and what was asked of it, in words.
 */
import type {
  GatewayFault,
  GatewayHealth,
  GatewayMachine,
  GatewaySet,
  GatewayState,
  ListedGateway,
} from "@sighej/protocol";
import * as m from "../paraglide/messages.js";
import { timeText } from "../words.ts";

/** Worst first; a heading names the worst there is. */
const order: readonly GatewayState[] = ["silent", "late", "waiting", "ok", "shut-out"];
export const rankOf = ({ state }: GatewayHealth): number => order.indexOf(state);

/** What is said of it in a word or two. */
export const stateText = ({ state, reason }: Pick<GatewayHealth, "state" | "reason">): string =>
  ({
    silent: reason === "no-radio" ? m.gateway_deaf : m.gateway_silent,
    late: reason === "no-radio" ? m.gateway_unhearing : m.gateway_late,
    waiting: m.gateway_waiting,
    ok: m.gateway_ok,
    "shut-out": m.gateway_shut_out,
  })[state]();

/** Which of the three signals stands beside it; neither for what nobody expects to hear. */
export const signalOf = (state: GatewayState): "ok" | "late" | "silent" | undefined =>
  state === "waiting" || state === "shut-out" ? undefined : state;

const radios: Readonly<Record<GatewayMachine["radio"], () => string>> = {
  starting: m.radio_starting,
  scanning: m.radio_scanning,
  quiet: m.radio_quiet,
  silent: m.radio_silent,
  off: m.radio_off,
  "needs-power-cycle": m.radio_needs_power_cycle,
};
export const radioText = (radio: GatewayMachine["radio"]): string => radios[radio]();

const faults: Readonly<Record<GatewayFault, () => string>> = {
  "clock-off": m.fault_clock_off,
  flood: m.fault_flood,
  "impossible-levels": m.fault_impossible_levels,
  "foreign-tokens": m.fault_foreign_tokens,
};

/** Whatever else needs somebody's eyes, of one that reports. */
export function troublesOf({
  faults: seen = [],
  health,
  placed,
}: ListedGateway): readonly string[] {
  const { machine, state, reason } = health;
  const radio = machine?.radio;
  const isDeaf = radio === "silent" || radio === "off" || radio === "needs-power-cycle";
  const reports = state === "ok" || reason === "no-radio";
  return [
    ...(reports && radio !== undefined && isDeaf ? [radioText(radio)] : []),
    ...(machine?.machine?.undervoltage === true ? [m.gateway_undervoltage()] : []),
    ...seen.map((each) => faults[each]()),
    ...(placed || state === "shut-out" ? [] : [m.gateway_not_placed()]),
  ];
}

/** How many steps were taken to bring its radio back. */
export const recoveriesOf = (machine: GatewayMachine | undefined): number | undefined =>
  machine && Object.values(machine.recoveries).reduce((sum, count) => sum + count, 0);

/** Whether a gateway has taken what was set on it, as far as it has said. */
export function settingsText({ setAt }: GatewaySet, machine: GatewayMachine | undefined): string {
  const time = timeText(setAt);
  const { version = 0, rejected } = machine?.config ?? {};
  if (rejected !== undefined) return m.settings_rejected({ why: rejected });
  // A version is never older than what it is made of was set.
  const isTaken = version >= Math.floor(setAt / 1_000);
  return isTaken ? m.settings_taken({ time }) : m.settings_waiting({ time });
}
