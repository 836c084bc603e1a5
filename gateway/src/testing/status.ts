/** A status with every field that there is. Test code. */
import type { GatewayOnline } from "@sighej/protocol";

export const onlineStatus: Required<GatewayOnline> = {
  ...({ v: 1, state: "online", bootId: 7, version: "0.1.0", radio: "scanning" } as const),
  startedAt: 1_790_000_000_000,
  sentAt: 1_790_000_060_000,
  adapters: [{ name: "hci0", radio: "scanning", lastAdvertAgeMs: 250, adverts: 900 }],
  lastAdvertAgeMs: 250,
  adverts: 900,
  tokensHeard: 300,
  refused: { truncated: 2 },
  advertsPerS: { all: 15, ours: 4, eid: 1, fixedTag: 0, foreign: 10 },
  windowsMade: 60,
  windowsSent: 55,
  windowsHeld: 4,
  windowsDropped: 1,
  windowsLost: 1,
  queueBytes: 4_096,
  clockErrorMs: -12,
  commandsRefused: { "bad-json": 1 },
  recoveries: { silence: 2 },
  lastRecovery: {
    ...({ adapter: "hci0", step: "usb-reset", reason: "silence" } as const),
    at: 1_790_000_030_000,
    problem: "it is not on USB",
  },
  lastCommand: { at: 1_790_000_031_000, command: "blink", problem: "this machine has no LED" },
  loopLagMs: 3,
  rssBytes: 80 * 2 ** 20,
  machine: {
    ...{ temperatureC: 48.3, undervoltage: true, kernel: "6.12.25+rpt", adapterModel: "CSR8510" },
  },
  config: { version: 3, rejected: "version 2 is older than 3" },
  checkIn: "offered",
};
