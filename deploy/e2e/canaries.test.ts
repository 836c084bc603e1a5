import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { bytesCanary, canariesIn, mixCanary, textCanary } from "./canaries.ts";

const bytes = randomBytes(8);
const canaries = [
  bytesCanary("token", bytes),
  textCanary("endpoint", "https://push.example/a b"),
  mixCanary("mix", ["robotics", "trance"]),
];

describe("the search for canaries", () => {
  it("finds bytes however they are written", () => {
    const texts = [
      bytes.toString("hex"),
      bytes.toString("hex").toUpperCase(),
      bytes.toString("base64"),
      bytes.toString("base64url"),
      bytes.readBigUInt64BE().toString(),
      JSON.stringify({ token: new Uint8Array(bytes) }),
      JSON.stringify({ token: bytes }),
    ];
    for (const written of [bytes, ...texts])
      expect(canariesIn(Buffer.concat([Buffer.from("…"), Buffer.from(written)]), canaries)).toEqual(
        ["token"],
      );
  });

  it("finds texts as they are, in a URL and in base64", () => {
    for (const written of ["https://push.example/a b", "https%3A%2F%2Fpush.example%2Fa%20b"])
      expect(canariesIn(Buffer.from(`x ${written} y`), canaries)).toEqual(["endpoint"]);
  });

  it("finds words that stand together, and not each alone", () => {
    for (const written of ["robotics trance", "robotics, trance", '["robotics","trance"]'])
      expect(canariesIn(Buffer.from(written), canaries)).toEqual(["mix"]);
    expect(canariesIn(Buffer.from("robotics 3\ntrance 5\n"), canaries)).toEqual([]);
  });
});
