import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hours, unixMs } from "@sighej/protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { gateway, venue } from "../../../test/fixtures.ts";
import { AUTHORITY_FILE, openAuthority } from "./authority.ts";

const now = unixMs(Math.floor(Date.now() / 1_000) * 1_000);
const own = { venue, gateway: gateway("door"), secretHash: "0123456789abcdef".repeat(4) };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sighej-authority-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** By another implementation than the one that reads it. */
const requestBy = (...key: string[]) => {
  const out = join(folder, "request.pem");
  const names = ["-nodes", "-keyout", join(folder, "key.pem"), "-subj", "/CN=admin", "-out", out];
  execFileSync("openssl", ["req", "-new", "-newkey", ...key, ...names], { stdio: "ignore" });
  return readFile(out, "utf8");
};
const P256 = ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"];

describe("the venue's authority", () => {
  it("signs for the gateway and credential that it is told, whatever the request says", async () => {
    const certify = await openAuthority(folder, () => now);
    for (const key of [P256, ["rsa:2048"]]) {
      const given = await certify(own, await requestBy(...key));
      const [leaf, ca] = (given?.chain ?? "").split(/(?<=-----END CERTIFICATE-----)\s+/);
      const certificate = new X509Certificate(leaf ?? "");
      const authority = new X509Certificate(ca ?? "");
      expect(certificate.subject).toBe(`CN=${venue}/door\nOU=0123456789abcdef`);
      expect(certificate.verify(authority.publicKey)).toBe(true);
      expect([certificate.ca, authority.ca]).toEqual([false, true]);
      expect(certificate.keyUsage).toEqual(["1.3.6.1.5.5.7.3.2"]);
      expect(given).toMatchObject({ until: now + hours(24), renewAfter: now + hours(8) });
      expect(Date.parse(certificate.validTo)).toBe(now + hours(24));
    }
  });

  it("is the same after a restart, and its key is for its own eyes", async () => {
    await openAuthority(folder, () => now);
    const made = await readFile(join(folder, AUTHORITY_FILE), "utf8");
    const certify = await openAuthority(folder, () => now);
    const given = await certify(own, await requestBy(...P256));
    expect(given?.chain).toContain(made.trim());
    const { mode } = await stat(join(folder, "venue-ca-key.pem"));
    expect(mode & 0o077).toBe(0);
  });

  it("signs no text that is no request", async () => {
    const certify = await openAuthority(folder, () => now);
    expect(await certify(own, "nonsense")).toBeUndefined();
    const certificate = await readFile(join(folder, AUTHORITY_FILE), "utf8");
    expect(await certify(own, certificate)).toBeUndefined();
  });

  it("never makes another one in the place of one that cannot be read", async () => {
    await openAuthority(folder, () => now);
    await rm(join(folder, AUTHORITY_FILE));
    const failure = { code: "bad-config" };
    await expect(openAuthority(folder, () => now)).rejects.toMatchObject(failure);
    await writeFile(join(folder, AUTHORITY_FILE), "nonsense");
    await expect(openAuthority(folder, () => now)).rejects.toMatchObject(failure);
  });
});
