/**
 * Logger: the part of pino that the simulator calls, so that it depends on no logging library.
 * Types only.
 */
export interface Logger {
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
}
