import { expect, it } from "vitest";
import { credentialOf, keyringOf } from "./credentials.ts";

const matcher = { kind: "matcher" } as const;
const credential = credentialOf("matcher", "a secret", matcher);
const keyring = keyringOf([credential]);

it("keeps the secret's hash only", () => {
  expect(credential.secretHash).toMatch(/^[0-9a-f]{64}$/);
  expect(JSON.stringify(credential)).not.toContain("a secret");
});

it("gives the role to the right password and to nothing else", () => {
  expect(keyring.roleOf("matcher", Buffer.from("a secret"))).toEqual(matcher);
  for (const [username, password] of [
    ["matcher", "another"],
    ["matcher", ""],
    ["matcher", credential.secretHash],
    ["Matcher", "a secret"],
    ["__proto__", "a secret"],
    ["", ""],
  ] as const)
    expect(keyring.roleOf(username, Buffer.from(password))).toBeUndefined();
  expect(keyring.roleOf(undefined, undefined)).toBeUndefined();
});
