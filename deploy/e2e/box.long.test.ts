/**
 * A venue box without Docker, from nothing: a clean Debian is booted, the documented command installs the
 * box, staff make a gateway, it enrols, is heard over TLS, and two people who stand by it are nudged.
 */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { decodeEnrolled, decodeGatewayClaim, type VenueId } from "@sighej/protocol";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { type BootedRoot, bootRoot } from "./booted-root.ts";
import { openPhone, type Phone } from "./phone.ts";
import { type ScriptedGateway, scriptedGateway } from "./scripted-gateway.ts";

const project = fileURLToPath(new URL("../..", import.meta.url));
const matcher = new URL("http://127.0.0.1:8080");
const PATIENCE = { timeout: 120_000, interval: 500 };

let root: BootedRoot;
let gateway: ScriptedGateway | undefined;
const phones: Phone[] = [];

beforeAll(async () => {
  execFileSync("npm", ["run", "build"], { cwd: project, stdio: "ignore" });
  root = await bootRoot(["redis-server", "openssl", "caddy"], project);
}, 600_000);

afterAll(async () => {
  for (const phone of phones) phone.close();
  await gateway?.stop();
  await root?.stop();
}, 60_000);

const ready = async (): Promise<boolean> =>
  (await fetch(new URL("/readyz", matcher)).catch(() => undefined))?.ok ?? false;

it("is installed by one command, enrols a gateway and nudges two who stand by it", async () => {
  const said = root.run("/src/deploy/box/install.sh --domain localhost");
  expect(said).toContain("Sig hej is installed.");
  await vi.waitFor(async () => expect(await ready()).toBe(true), PATIENCE);

  // As the operator would: the venue is edited, and the matcher started anew.
  root.run('sed -i \'s/"default"/"demo"/\' /etc/sighej/venues.json');
  root.run("systemctl restart sighej-matcher");
  await vi.waitFor(async () => expect(await ready()).toBe(true), PATIENCE);
  const [{ id: venue }] = JSON.parse(root.run("cat /etc/sighej/venues.json")) as [{ id: VenueId }];
  const code = /^SIGHEJ_ADMIN_CODE=(.+)$/m.exec(root.run("cat /etc/sighej/matcher.env"))?.[1];

  const made = await fetch(new URL(`/api/v1/admin/venue/${venue}/gateways`, matcher), {
    method: "POST",
    headers: { authorization: `Bearer ${code}`, "content-type": "application/json" },
    body: JSON.stringify({ gateway: "bar-1" }),
  });
  const claim = decodeGatewayClaim(await made.json());
  if (!claim.ok) throw new Error(claim.problem.detail);
  const answer = await fetch(new URL("/api/v1/enrol", matcher), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ code: claim.value.code }),
  });
  const enrolled = decodeEnrolled(await answer.json());
  if (!enrolled.ok) throw new Error(enrolled.problem.detail);
  const { broker } = enrolled.value;
  expect(broker.url).toBe("mqtts://localhost:8883");

  const credential = { id: enrolled.value.gateway, secret: broker.password };
  // The broker hears of it from the matcher, within a second or so.
  gateway = await vi.waitFor(
    () => scriptedGateway(broker.url, venue, credential, broker.ca),
    PATIENCE,
  );
  for (let each = 0; each < 4; each++)
    phones.push(await openPhone({ matcher, venue, interests: ["coffee"] }));
  const publishing = gateway.keepPublishing(() => phones.map(({ session }) => session));
  await vi.waitFor(
    () => expect(phones.filter(({ nudges }) => nudges.size > 0).length).toBeGreaterThanOrEqual(2),
    PATIENCE,
  );
  publishing.stop();
}, 600_000);

it("runs every service confined, and keeps nothing of a visitor on its disk", () => {
  for (const service of ["sighej-broker", "sighej-matcher", "sighej-redis"]) {
    expect(root.run(`systemctl is-active ${service}`).trim()).toBe("active");
    const exposure = root.run(`systemd-analyze security --no-pager ${service} | tail -1`);
    expect(Number(/: ([\d.]+)/.exec(exposure)?.[1])).toBeLessThan(2);
  }
  for (const { session } of phones)
    root.run(`! grep -rqF ${session.session} /etc /opt/sighej /var --exclude-dir=journal`);
});

it("is updated by the same command, and keeps its settings and secrets", async () => {
  const before = root.run("cat /etc/sighej/*");
  root.run("/src/deploy/box/install.sh --domain localhost");
  expect(root.run("cat /etc/sighej/*")).toBe(before);
  await vi.waitFor(async () => expect(await ready()).toBe(true), PATIENCE);
});

it("gets over a lost key by a command of its own", async () => {
  const code = /^SIGHEJ_ADMIN_CODE=(.+)$/m.exec(root.run("cat /etc/sighej/matcher.env"))?.[1];
  const made = await fetch(new URL("/api/v1/admin/venues", matcher), {
    method: "POST",
    headers: { authorization: `Bearer ${code}`, "content-type": "application/json" },
    body: JSON.stringify({ name: "The Cellar" }),
  });
  expect(made.status).toBe(201);
  // The installer makes another key where there is none.
  root.run("rm /etc/sighej/setup.key");
  root.run("/src/deploy/box/install.sh --domain localhost");
  const state = () => root.run("systemctl show -P ActiveState sighej-matcher").trim();
  await vi.waitFor(() => expect(state()).toBe("failed"), PATIENCE);
  expect(root.run("journalctl -u sighej-matcher -n 20")).toContain("/opt/sighej/bin/lost-key");

  expect(root.run("/opt/sighej/bin/lost-key --all || true")).toMatch(/The Cellar.*--yes/s);
  expect(root.run("/opt/sighej/bin/lost-key --all --yes")).toContain("replaced: venue");
  root.run("systemctl start sighej-matcher");
  await vi.waitFor(async () => expect(await ready()).toBe(true), PATIENCE);
}, 300_000);
