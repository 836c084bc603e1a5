import fc from "fast-check";
import { expect, test } from "vitest";
import { ADV_IND, ADV_NONCONN_IND, type Advert, type PduType } from "../air.ts";
import { DUPLICATES_KEPT, Scanner } from "./scanner.ts";

function advertOf(n: number, pduType: PduType = ADV_NONCONN_IND, addressType = "random"): Advert {
  const address = Uint8Array.of(n & 0xff, n >> 8, 3, 4, 5, 6);
  return { transmitter: "t", address, addressType, pduType, data: Uint8Array.of(n & 1) } as Advert;
}

function filtering(): Scanner {
  const scanner = new Scanner();
  scanner.setEnabled(true, true, false);
  return scanner;
}

const heard = (scanner: Scanner, advert: Advert) => scanner.advert(advert, -60) !== undefined;

test("a duplicate is the same address and PDU type, whatever the data", () => {
  const scanner = filtering();
  expect(heard(scanner, advertOf(1))).toBe(true);
  expect(heard(scanner, { ...advertOf(1), data: Uint8Array.of(9) })).toBe(false);
  expect(heard(scanner, advertOf(1, ADV_IND))).toBe(true);
  expect(heard(scanner, advertOf(1, ADV_NONCONN_IND, "public"))).toBe(true);
  expect(scanner.scanResponse(advertOf(1, ADV_IND), -60)).toBeDefined();
  expect(scanner.scanResponse(advertOf(1, ADV_IND), -60)).toBeUndefined();
  expect(heard(scanner, advertOf(2))).toBe(true);
});

test("without the filter, and after a new start, everything is reported", () => {
  const scanner = filtering();
  heard(scanner, advertOf(1));
  scanner.setEnabled(true, true, false);
  expect(heard(scanner, advertOf(1))).toBe(true);
  scanner.setEnabled(true, false, false);
  expect([heard(scanner, advertOf(1)), heard(scanner, advertOf(1))]).toEqual([true, true]);
});

test("the filter remembers so many advertisers, the latest", () => {
  const scanner = filtering();
  for (let n = 0; n <= DUPLICATES_KEPT; n++) expect(heard(scanner, advertOf(n))).toBe(true);
  expect(heard(scanner, advertOf(DUPLICATES_KEPT))).toBe(false);
  expect(heard(scanner, advertOf(1))).toBe(false);
  expect(heard(scanner, advertOf(0))).toBe(true);
});

test("within its bound the filter lets each address through exactly once", () => {
  const address = fc.uint8Array({ minLength: 6, maxLength: 6 });
  fc.assert(
    fc.property(fc.array(address, { maxLength: 200 }), (addresses) => {
      const scanner = filtering();
      const passed = addresses.filter((a) => heard(scanner, { ...advertOf(0), address: a }));
      return passed.length === new Set(addresses.map(String)).size;
    }),
  );
});
