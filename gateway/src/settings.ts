/**
 * Settings: looks each setting up in the environment, then in the configuration file, and gathers
 * every fault on the way. Pure.
 *
 * A setting has one spelling in either: `SIGHEJ_BROKER_URL` is `"broker": { "url": … }` of the file.
 * Faults name where it was found and what it must be, never the value: some of them are secrets.
 */

export interface Setting<T> {
  readonly env: string;
  /** Dotted path in the file. */
  readonly file: string;
  /** Completes "… must be". */
  readonly must: string;
  /** Of text from the environment, or a JSON value of the file; undefined when it is no such thing. */
  readonly parse: (raw: unknown) => T | undefined;
}

/** The configuration file as it was read. */
export interface FileText {
  readonly path: string;
  readonly text: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

const PREFIX = "SIGHEJ_";
/** The simulator's preload reads these in the same process. */
const SIMULATOR_PREFIX = "SIGHEJ_SIM_";
/** Where the file is: read before there are settings. */
export const CONFIG_VARIABLE = "SIGHEJ_CONFIG";

export interface Lookup {
  /** The setting's value; undefined, with a fault noted, where there is none or a wrong one. */
  readonly required: <T>(setting: Setting<T>) => T | undefined;
  /** The setting's value where there is one, else `otherwise`. */
  readonly optional: <T, D>(setting: Setting<T>, otherwise: D) => T | D;
  /** What is wrong, unknown names among it. To be asked last. */
  readonly faults: () => readonly string[];
}

export function lookUp(env: Environment, file: FileText | undefined): Lookup {
  const faults: string[] = [];
  const known = new Set<string>();
  const stored = new Map<string, unknown>();
  if (file !== undefined) {
    const parsed = parseJson(file.text);
    if (isRecord(parsed)) flatten(parsed, "", stored);
    else faults.push(`${file.path} is not a JSON object`);
  }
  const nameOf = ({ env: variable, file: key }: Setting<unknown>): string =>
    file === undefined || env[variable] !== undefined ? variable : `"${key}" in ${file.path}`;

  function find<T>(setting: Setting<T>): { readonly raw: unknown; readonly value: T | undefined } {
    known.add(setting.env).add(setting.file);
    const raw = env[setting.env] ?? stored.get(setting.file);
    return { raw, value: raw === undefined ? undefined : setting.parse(raw) };
  }
  function complain(setting: Setting<unknown>): undefined {
    faults.push(`${nameOf(setting)} must be ${setting.must}`);
    return undefined;
  }
  return {
    required: (setting) => find(setting).value ?? complain(setting),
    optional: (setting, otherwise) => {
      const { raw, value } = find(setting);
      if (raw === undefined) return otherwise;
      if (value === undefined) complain(setting);
      return value ?? otherwise;
    },
    faults: () => [
      ...Object.keys(env)
        .filter((key) => key.startsWith(PREFIX) && !key.startsWith(SIMULATOR_PREFIX))
        .filter((key) => key !== CONFIG_VARIABLE && !known.has(key))
        .map((key) => `${key} is not a setting of the gateway`),
      ...[...stored.keys()]
        .filter((key) => !known.has(key))
        .map((key) => `"${key}" in ${file?.path} is not a setting of the gateway`),
      ...faults,
    ],
  };
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Objects within objects as dotted paths; lists are values. */
function flatten(from: Readonly<Record<string, unknown>>, path: string, to: Map<string, unknown>) {
  for (const [key, value] of Object.entries(from))
    if (isRecord(value)) flatten(value, `${path}${key}.`, to);
    else to.set(path + key, value);
}
