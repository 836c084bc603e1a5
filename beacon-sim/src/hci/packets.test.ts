import fc from "fast-check";
import { expect, test } from "vitest";
import {
  ACL_PACKET,
  COMMAND_PACKET,
  decodePacket,
  EVENT_PACKET,
  encodeAcl,
  encodeCommand,
  encodeEvent,
} from "./packets.ts";

const octets = (max: number) => fc.uint8Array({ maxLength: max });
const number = (max: number) => fc.integer({ min: 0, max });

test("no octets at all make the decoder throw", () => {
  fc.assert(fc.property(octets(300), (bytes) => typeof decodePacket(bytes).ok === "boolean"));
  // With a header that is one of ours, too.
  fc.assert(
    fc.property(fc.constantFrom(1, 2, 4), octets(20), (type, rest) => {
      return typeof decodePacket(Uint8Array.of(type, ...rest)).ok === "boolean";
    }),
  );
});

test("what is encoded decodes to the same", () => {
  fc.assert(
    fc.property(number(0xffff), octets(255), (opcode, parameters) => {
      const packet = encodeCommand(opcode, parameters);
      expect(decodePacket(packet)).toEqual({
        ok: true,
        value: { type: COMMAND_PACKET, opcode, parameters: Buffer.from(parameters) },
      });
    }),
  );
  const acl = fc.record({
    handle: number(0xeff),
    boundary: number(3),
    broadcast: number(3),
    payload: octets(300).map((bytes) => Buffer.from(bytes)),
  });
  fc.assert(
    fc.property(acl, (fields) => {
      const value = { type: ACL_PACKET, ...fields };
      expect(decodePacket(encodeAcl(fields))).toEqual({ ok: true, value });
    }),
  );
  fc.assert(
    fc.property(number(255), octets(255), (code, parameters) => {
      expect(decodePacket(encodeEvent(code, parameters))).toEqual({
        ok: true,
        value: { type: EVENT_PACKET, code, parameters: Buffer.from(parameters) },
      });
    }),
  );
});

test("a packet one octet too short or too long is refused for that", () => {
  const whole = encodeCommand(0x200c, Uint8Array.of(1, 0));
  expect(decodePacket(whole.subarray(0, -1))).toMatchObject({ problem: { kind: "truncated" } });
  expect(decodePacket(Buffer.concat([whole, Uint8Array.of(0)]))).toMatchObject({
    problem: { kind: "overlong" },
  });
  expect(decodePacket(Uint8Array.of(3, 0, 0))).toMatchObject({ problem: { kind: "not-ours" } });
});

test("noble's own scan enable decodes as the specification writes it", () => {
  expect(decodePacket(Buffer.from("010c20020100", "hex"))).toEqual({
    ok: true,
    value: { type: COMMAND_PACKET, opcode: 0x200c, parameters: Buffer.from([1, 0]) },
  });
});
