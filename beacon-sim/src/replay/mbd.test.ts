import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mbdParser } from "./mbd.ts";

type Reading = readonly [number, number];

function parsed(...pieces: readonly Uint8Array[]): {
  readonly readings: readonly Reading[];
  readonly malformed: number;
} {
  const readings: Reading[] = [];
  const parser = mbdParser((time, rssi) => readings.push([time, rssi]) > 0);
  for (const piece of pieces) parser.push(piece);
  parser.end();
  return { readings, malformed: parser.malformed };
}

const bytes = (text: string): Uint8Array => Buffer.from(text);

describe("the parser of recordings", () => {
  it("reads time to the microsecond and the level", () => {
    const { readings, malformed } = parsed(
      bytes("1568977967.300990104,b827eb4521b4,e78f135624ce,-75\n1568977968,a,b,62"),
    );
    expect(malformed).toBe(0);
    expect(readings[0]?.[0]).toBeCloseTo(1_568_977_967_300.99, 2);
    expect(readings.map(([, rssi]) => rssi)).toEqual([-75, 62]);
    expect(readings[1]?.[0]).toBe(1_568_977_968_000);
  });

  it("takes Windows line ends and passes over empty lines", () => {
    expect(parsed(bytes("1.5,a,b,-60\r\n\r\n\n2.5,a,b,-61\r\n"))).toEqual({
      readings: [
        [1_500, -60],
        [2_500, -61],
      ],
      malformed: 0,
    });
  });

  it.each([
    "1.5,a,b",
    "1.5,a,b,-60,7",
    ",a,b,-60",
    "1.5,a,b,",
    "1.5,a,b,-",
    "1.5,a,b,6-0",
    "1.5,a,b,-200",
    "1.5.5,a,b,-60",
    ".5,a,b,-60",
    "nan,a,b,-60",
    "1e9,a,b,-60",
    "9999999999999,a,b,-60",
  ])("counts %s as malformed and goes on", (line) => {
    expect(parsed(bytes(`${line}\n1.5,a,b,-60\n`))).toEqual({
      readings: [[1_500, -60]],
      malformed: 1,
    });
  });

  it("stops when it has been told enough", () => {
    const readings: number[] = [];
    const parser = mbdParser((_, rssi) => readings.push(rssi) < 2);
    expect(parser.push(bytes("1,a,b,-1\n2,a,b,-2\n3,a,b,-3\n"))).toBe(false);
    parser.end();
    expect(readings).toEqual([-1, -2]);
  });

  it("never throws, and reads the same however the bytes are cut", () => {
    const alphabet = fc.constantFrom(..."0123456789.,-\n\ra");
    const text = fc.oneof(fc.string(), fc.string({ unit: alphabet, maxLength: 200 }));
    fc.assert(
      fc.property(text, fc.nat(), (written, where) => {
        const whole = bytes(written);
        const cut = where % (whole.length + 1);
        expect(parsed(whole.subarray(0, cut), whole.subarray(cut))).toEqual(parsed(whole));
      }),
    );
  });

  it("reads back every line that is written", () => {
    const reading = fc.tuple(
      fc.integer({ min: 0, max: 2 ** 41 }),
      fc.integer({ min: -127, max: 62 }),
    );
    fc.assert(
      fc.property(fc.array(reading), (written) => {
        const text = written.map(
          ([ms, rssi]) =>
            `${Math.floor(ms / 1_000)}.${String(ms % 1_000).padStart(3, "0")},a,b,${rssi}\n`,
        );
        const { readings } = parsed(bytes(text.join("")));
        expect(readings.map(([ms, rssi]) => [Math.round(ms), rssi])).toEqual(written);
      }),
    );
  });
});
