/**
 * Mbd: turns the bytes of an `.mbd` recording, in pieces of any size, into readings. Pure but for
 * the parser's own state; makes no strings, for a recorded hall has millions of lines.
 *
 * A line is `unix_s,receiver,beacon,rssi_dBm` with a fraction of any length (philotuxo/
 * Position-Annotated-BLE-RSSI-Dataset, hst/README.md). The two hardware addresses are passed over:
 * the file's name says which receiver it was.
 */

/** Called for each good line: Unix ms with fractions, and dBm as recorded. False stops the parser. */
export type OnReading = (unixMs: number, rssiDbm: number) => boolean;

export interface MbdParser {
  /** Feeds the next bytes; false once `onReading` has stopped it. */
  push(bytes: Uint8Array): boolean;
  /** Takes a last line that has no line end. */
  end(): void;
  /** Lines that were no reading; empty lines are not counted. */
  readonly malformed: number;
}

const NEWLINE = 0x0a;
const RETURN = 0x0d;
const COMMA = 0x2c;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const TIME = 0;
const RSSI = 3;
/** Longer whole seconds would be past the year 33,000 and lose their milliseconds. */
const MAX_SECONDS = 1e12;
/** A reading outside a signed byte is no RSSI of any radio. */
const MAX_RSSI_SIZE = 127;

export function mbdParser(onReading: OnReading): MbdParser {
  let malformed = 0;
  let stopped = false;
  let field = TIME;
  let blank = true;
  let good = true;
  let whole = 0;
  let scale = 0;
  let fraction = 0;
  let digits = 0;
  let level = 0;
  let sign = 1;
  let rssiDigits = 0;

  const finishLine = (): void => {
    if (!blank) {
      if (good && field === RSSI && digits > 0 && rssiDigits > 0)
        stopped = !onReading(whole * 1_000 + fraction, sign * level);
      else malformed += 1;
    }
    field = TIME;
    blank = good = true;
    whole = fraction = scale = digits = level = rssiDigits = 0;
    sign = 1;
  };

  const takeTime = (byte: number): boolean => {
    if (byte === POINT && scale === 0 && digits > 0) {
      scale = 100;
      return true;
    }
    const digit = byte - ZERO;
    if (digit < 0 || digit > 9) return false;
    digits += 1;
    if (scale === 0) {
      whole = whole * 10 + digit;
      return whole < MAX_SECONDS;
    }
    fraction += digit * scale;
    scale /= 10;
    return true;
  };

  const takeRssi = (byte: number): boolean => {
    if (byte === MINUS && rssiDigits === 0 && sign === 1) {
      sign = -1;
      return true;
    }
    const digit = byte - ZERO;
    if (digit < 0 || digit > 9) return false;
    rssiDigits += 1;
    level = level * 10 + digit;
    return level <= MAX_RSSI_SIZE;
  };

  const take = (byte: number): void => {
    if (byte === RETURN) return;
    blank = false;
    if (!good) return;
    if (byte === COMMA) field += 1;
    else if (field === TIME) good = takeTime(byte);
    else if (field === RSSI) good = takeRssi(byte);
  };

  return {
    push(bytes) {
      for (let at = 0; at < bytes.length && !stopped; at++) {
        const byte = bytes[at] ?? 0;
        if (byte === NEWLINE) finishLine();
        else take(byte);
      }
      return !stopped;
    },
    end() {
      if (!stopped) finishLine();
    },
    get malformed() {
      return malformed;
    },
  };
}
