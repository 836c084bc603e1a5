/**
 * The package, in a clean Debian of its own (debootstrap): it installs, loads, is hardened, is
 * replaced by the next version and comes back. As root, for a chroot is needed.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const builder = fileURLToPath(new URL("build-deb.ts", import.meta.url));
/** The first Debian whose own Node is new enough. */
const SUITE = "trixie";
const MIRROR = "http://deb.debian.org/debian";
const SERVICE = "sighej-gateway.service";
/** systemd-analyze's figure for this unit; lower is better, and 10 is no protection at all. */
const MOST_EXPOSED = 3;

let folder: string;
let root: string;

/** Runs in the clean Debian; its output, both streams. */
function inside(...command: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync("chroot", [root, ...command], {
    encoding: "utf8",
    env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", DEBIAN_FRONTEND: "noninteractive", LC_ALL: "C" },
  });
  if (status !== 0)
    throw new Error(`${command.join(" ")} ended with ${status}\n${stdout}${stderr}`);
  return stdout + stderr;
}
const statusOf = (...command: readonly string[]) =>
  spawnSync("chroot", [root, ...command], { encoding: "utf8" });

/** Builds the package as `version`, and puts it into the clean Debian; its path there. */
function built(version: string): string {
  const file = execFileSync(
    process.execPath,
    ["--import", "tsx", builder, "--version", version, "--out", folder],
    { encoding: "utf8" },
  ).trim();
  const there = `/tmp/${version}.deb`;
  copyFileSync(file, join(root, there));
  return there;
}
const versionInside = (): string => inside("sighej-gateway", "--version").trim();

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "sighej-package-"));
  root = join(folder, "debian");
  const include = "--include=nodejs,dpkg-repack,systemd";
  execFileSync("debootstrap", ["--variant=minbase", include, SUITE, root, MIRROR], {
    stdio: "ignore",
  });
  execFileSync("mount", ["-t", "proc", "proc", join(root, "proc")]);
}, 600_000);

afterAll(() => {
  execFileSync("umount", [join(root, "proc")]);
  rmSync(folder, { recursive: true, force: true });
});

describe("the package", () => {
  it("installs with dpkg, with an account of its own, and runs", () => {
    inside("dpkg", "-i", built("0.1.0~first"));
    expect(versionInside()).toBe("0.1.0~first");
    expect(inside("getent", "passwd", "sighej-gateway")).toMatch(/:\/usr\/sbin\/nologin\n$/);
    expect(existsSync(join(root, "usr/share/doc/sighej-gateway/gateway.md"))).toBe(true);
    const enabled = `etc/systemd/system/multi-user.target.wants/${SERVICE}`;
    expect(inside("readlink", `/${enabled}`)).toContain(SERVICE);
  });

  it("brings an addon that this Debian's Node loads, and says what is missing beside it", () => {
    for (const name of ["bluetooth-hci-socket", "noble", "bleno"]) {
      const path = `/usr/lib/sighej-gateway/node_modules/@abandonware/${name}`;
      // Where the kernel has no Bluetooth, the addon is the first to say so.
      const load = `try { require("${path}") } catch (e) { if (!/EAFNOSUPPORT/.test(e)) throw e }`;
      inside("node", "-e", `${load} process.exit(0)`);
    }
    mkdirSync(join(root, "etc/sighej-gateway"), { recursive: true });
    writeFileSync(join(root, "etc/sighej-gateway/config.json"), '{"venue":"x"}');
    const run = statusOf("sighej-gateway", "run");
    expect(run.status).toBe(2);
    expect(run.stderr).toContain('"venue" in /etc/sighej-gateway/config.json must be');
    rmSync(join(root, "etc/sighej-gateway/config.json"));
  });

  it("has units that systemd finds nothing wrong with", () => {
    const units = [SERVICE, "sighej-gateway-claim.service"];
    const paths = units.map((unit) => `/usr/lib/systemd/system/${unit}`);
    expect(inside("systemd-analyze", "verify", ...paths)).toBe("");
    const report = inside("systemd-analyze", "security", "--offline=true", SERVICE);
    const score = Number(/exposure level for \S+: ([\d.]+)/.exec(report)?.[1]);
    process.stdout.write(`systemd-analyze security: ${score}\n`);
    expect(score).toBeLessThanOrEqual(MOST_EXPOSED);
  });

  it("enrols by the first-boot file, and says what is wrong with it", () => {
    writeFileSync(join(root, "tmp/sighej-enrol.txt"), "# no link\r\n");
    const claim = statusOf("/usr/lib/sighej-gateway/claim", "/tmp/sighej-enrol.txt");
    expect(claim.status).toBe(2);
    expect(claim.stderr).toContain("/tmp/sighej-enrol.txt is no first-boot file");
    expect(existsSync(join(root, "tmp/sighej-enrol.txt"))).toBe(true);
  });

  it("is updated, keeps the version before, and goes back to it", () => {
    const nothing = statusOf("sighej-gateway-update", "--back");
    expect(nothing.stderr).toContain("no earlier version");
    inside("sighej-gateway-update", built("0.1.0~second"));
    expect(versionInside()).toBe("0.1.0~second");
    inside("sighej-gateway-update", "--back");
    expect(versionInside()).toBe("0.1.0~first");
    // And forth again: what was replaced by going back was kept as well.
    inside("sighej-gateway-update", "--back");
    expect(versionInside()).toBe("0.1.0~second");
  });

  it("leaves nothing behind when it is purged", () => {
    writeFileSync(join(root, "etc/sighej-gateway/config.json"), "{}");
    inside("dpkg", "--purge", "sighej-gateway");
    for (const path of ["etc/sighej-gateway", "var/lib/sighej-gateway", "usr/lib/sighej-gateway"])
      expect(existsSync(join(root, path)), path).toBe(false);
  });
});
