/**
 * Metrics: a gateway's status as Prometheus reads it (text exposition format 0.0.4). Pure.
 *
 * A closed list of names. Labels are words from the status: adapters by the system's name for them,
 * reasons, kinds; nothing about tokens and no address.
 */
import { type GatewayOnline, radioStates } from "@sighej/protocol";

type Labels = Readonly<Record<string, string>>;
type Sample = readonly [value: number, labels?: Labels];

interface Family {
  readonly name: string;
  readonly type: "gauge" | "counter";
  readonly help: string;
  readonly samples: (status: GatewayOnline) => readonly Sample[];
}

const one = (value: number | undefined): readonly Sample[] =>
  value === undefined ? [] : [[value]];
const each = (counts: Readonly<Record<string, number>>, label: string): readonly Sample[] =>
  Object.entries(counts).map(([word, value]) => [value, { [label]: word }]);

const families: readonly Family[] = [
  {
    name: "sighej_gateway_info",
    type: "gauge",
    help: "Version of the program.",
    samples: ({ version }) => [[1, { version }]],
  },
  {
    name: "sighej_gateway_started_seconds",
    type: "gauge",
    help: "Unix time of the start.",
    samples: ({ startedAt }) => one(startedAt / 1_000),
  },
  {
    name: "sighej_gateway_radio",
    type: "gauge",
    help: "1 for the state that an adapter is in, 0 for the others.",
    samples: ({ adapters }) =>
      adapters.flatMap(({ name, radio }) =>
        radioStates.map((state): Sample => [Number(state === radio), { adapter: name, state }]),
      ),
  },
  {
    name: "sighej_gateway_last_advert_age_seconds",
    type: "gauge",
    help: "Since an adapter heard an advert of any kind.",
    samples: ({ adapters }) =>
      adapters.flatMap(({ name, lastAdvertAgeMs }): readonly Sample[] =>
        lastAdvertAgeMs === undefined ? [] : [[lastAdvertAgeMs / 1_000, { adapter: name }]],
      ),
  },
  {
    name: "sighej_gateway_adverts_total",
    type: "counter",
    help: "Adverts of any kind.",
    samples: ({ adverts }) => one(adverts),
  },
  {
    name: "sighej_gateway_tokens_total",
    type: "counter",
    help: "Adverts with a token.",
    samples: ({ tokensHeard }) => one(tokensHeard),
  },
  {
    name: "sighej_gateway_adverts_refused_total",
    type: "counter",
    help: "Adverts that are in no window, by reason.",
    samples: ({ refused }) => each(refused, "reason"),
  },
  {
    name: "sighej_gateway_windows_total",
    type: "counter",
    help: "Windows by what became of them.",
    samples: ({ windowsMade, windowsSent, windowsDropped, windowsLost }) =>
      each(
        { made: windowsMade, sent: windowsSent, dropped: windowsDropped, lost: windowsLost },
        "became",
      ),
  },
  {
    name: "sighej_gateway_windows_held",
    type: "gauge",
    help: "Windows that wait for the matcher.",
    samples: ({ windowsHeld }) => one(windowsHeld),
  },
  {
    name: "sighej_gateway_queue_bytes",
    type: "gauge",
    help: "Bytes of the windows that wait.",
    samples: ({ queueBytes }) => one(queueBytes),
  },
  {
    name: "sighej_gateway_clock_error_seconds",
    type: "gauge",
    help: "How far the clock is ahead of the matcher's.",
    samples: ({ clockErrorMs }) =>
      one(clockErrorMs === undefined ? undefined : clockErrorMs / 1_000),
  },
  {
    name: "sighej_gateway_recoveries_total",
    type: "counter",
    help: "Steps taken to bring a radio back, by reason.",
    samples: ({ recoveries }) => each(recoveries, "reason"),
  },
  {
    name: "sighej_gateway_commands_refused_total",
    type: "counter",
    help: "Commands that were refused, by problem.",
    samples: ({ commandsRefused }) => each(commandsRefused, "problem"),
  },
  {
    name: "sighej_gateway_loop_lag_seconds",
    type: "gauge",
    help: "The longest that the event loop was late lately.",
    samples: ({ loopLagMs }) => one(loopLagMs / 1_000),
  },
  {
    name: "sighej_gateway_resident_bytes",
    type: "gauge",
    help: "Resident memory.",
    samples: ({ rssBytes }) => one(rssBytes),
  },
  {
    name: "sighej_gateway_temperature_celsius",
    type: "gauge",
    help: "Of the processor.",
    samples: ({ machine }) => one(machine?.temperatureC),
  },
  {
    name: "sighej_gateway_undervoltage",
    type: "gauge",
    help: "1 when the voltage has been too low since the machine's start.",
    samples: ({ machine }) =>
      one(machine?.undervoltage === undefined ? undefined : Number(machine.undervoltage)),
  },
  {
    name: "sighej_gateway_config_version",
    type: "gauge",
    help: "Version of the pushed configuration in force.",
    samples: ({ config }) => one(config?.version),
  },
  {
    name: "sighej_gateway_check_in_offered",
    type: "gauge",
    help: "1 while check-in is on the air.",
    samples: ({ checkIn }) =>
      one(checkIn === undefined ? undefined : Number(checkIn === "offered")),
  },
];

/** For whoever writes the list down. */
export const metricNames: readonly string[] = families.map(({ name }) => name);

export const METRICS_MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8";

/** `gateways`: this one and the boards around it, each under its id. */
export function metricsText(gateways: ReadonlyMap<string, GatewayOnline>): string {
  return families
    .map(({ name, type, help, samples }) => {
      const lines = [...gateways].flatMap(([gateway, status]) =>
        samples(status).map(
          ([value, labels]) => `${name}${labelled({ gateway, ...labels })} ${value}`,
        ),
      );
      return lines.length === 0
        ? ""
        : `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join("\n")}\n`;
    })
    .join("");
}

const labelled = (labels: Labels): string =>
  `{${Object.entries(labels)
    .map(
      ([label, value]) =>
        `${label}="${value.replace(/[\\"\n]/g, (character) => (character === "\n" ? "\\n" : `\\${character}`))}"`,
    )
    .join(",")}}`;
