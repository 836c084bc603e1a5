/**
 * Mutual TLS over real sockets: a matcher that is the venue's authority, our broker that wants its
 * certificates, and a real gateway that renews them.
 */
import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RunningBroker, start as startBroker } from "@sighej/broker";
import { freshCredentials } from "@sighej/embedded";
import { parseConfig, start as startGateway } from "@sighej/gateway";
import { type Matcher, openAuthority, start as startMatcher } from "@sighej/matcher";
import {
  decodeEnrolled,
  decodeGatewayCertificate,
  decodeGatewayClaim,
  decodeSightings,
  durationMs,
  type Enrolled,
  encodeAdvert,
  filterOf,
  type GatewayCertificate,
  metres,
  parseGatewayId,
  parseInterestId,
  parseVenueId,
  parseZoneId,
  type Token,
  unixMs,
} from "@sighej/protocol";
import mqtt, { connectAsync, type MqttClient } from "mqtt";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  forLoopback,
  type KeyPair,
  newKey,
  requestOf,
  selfSigned,
  subjectOf,
} from "./certificates.ts";
import { cutProxy } from "./cut-proxy.ts";

/** Two thirds of it pass after a renewal, as of a day. */
const LIFE = durationMs(6_000);
const adminCode = "test-admin-code-0123";
const logger = pino({ level: "silent" });
const sure = <T>(parsed: { ok: boolean; value?: T }): T => {
  if (!parsed.ok || parsed.value === undefined) throw new Error("not as it should be");
  return parsed.value;
};
const venue = sure(parseVenueId("6f1e2a34-5b6c-4d7e-8f90-a1b2c3d4e5f6"));
const zone = sure(parseZoneId("hall"));

let folder: string;
let brokerCa: string;
let broker: RunningBroker;
let matcher: Matcher;
const run = freshCredentials(venue, []);
const clients: MqttClient[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sighej-mutual-tls-"));
  await openAuthority(folder, () => unixMs(Date.now()));
  const own = await newKey();
  brokerCa = await selfSigned(own, [{ CN: ["broker"] }], [forLoopback()]);
  const clientAuthority = await readFile(join(folder, "venue-ca.pem"), "utf8");
  broker = await startBroker({
    ...{ host: "127.0.0.1", port: 0, credentials: run.credentials, logger },
    tls: {
      ...{ host: "127.0.0.1", port: 0 },
      identity: { certificate: brokerCa, key: own.key, clientAuthority },
    },
  });
  matcher = await startMatcher({
    http: { host: "127.0.0.1", port: 0 },
    broker: {
      url: `mqtt://127.0.0.1:${broker.port}`,
      ...{ username: "matcher", secret: run.matcher },
      forGateways: { url: `mqtts://127.0.0.1:${broker.tlsPort}`, ca: brokerCa },
    },
    stores: { kind: "memory" },
    venues: [
      {
        ...{ id: venue, name: "Hall", policy: "demo", carriers: [] },
        zones: [{ id: zone, tier: "zone" }],
        interests: [sure(parseInterestId("devops"))],
        gateways: ["door", "stage"].map((id, x) => ({
          ...{ id: sure(parseGatewayId(id)), zone, x: metres(x), y: metres(0) },
        })),
      },
    ],
    ...{ adminCode, logger, caFolder: folder, certificateLife: LIFE },
  });
});
afterAll(async () => {
  for (const client of clients) await client.endAsync(true);
  await matcher?.stop();
  await broker?.stop();
  await rm(folder, { recursive: true, force: true });
});

const call = (method: string, path: string, headers: Record<string, string>, body?: unknown) =>
  fetch(`http://127.0.0.1:${matcher.port}/api/v1/${path}`, {
    method,
    headers: { "content-type": "application/json", ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
const staff = (method: string, path: string, body?: unknown) =>
  call(
    method,
    `admin/venue/${venue}/gateways${path}`,
    { authorization: `Bearer ${adminCode}` },
    body,
  );
const trade = async (answer: Response): Promise<Enrolled> => {
  const { code } = sure(decodeGatewayClaim(await answer.json()));
  return sure(decodeEnrolled(await (await call("POST", "enrol", {}, { code })).json()));
};
const enrol = async (gateway: string) => trade(await staff("POST", "", { gateway }));
const askFor = ({ broker: own }: Enrolled, request: string) => {
  const basic = Buffer.from(`${own.username}:${own.password}`).toString("base64");
  return call("POST", "enrol/certificate", { authorization: `Basic ${basic}` }, { request });
};
const certify = async (enrolled: Enrolled, key: KeyPair): Promise<GatewayCertificate> =>
  sure(decodeGatewayCertificate(await (await askFor(enrolled, await requestOf(key))).json()));

/** Rejects with what TLS or the broker refuses it by. */
async function connect(
  { broker: { url, username, password, ca } }: Enrolled,
  certificate?: { readonly cert: string; readonly key: string },
): Promise<MqttClient> {
  const client = mqtt.connect(url, {
    ...{ username, password, clientId: username, protocolVersion: 4, reconnectPeriod: 0 },
    ...(ca === undefined ? {} : { ca }),
    ...certificate,
  });
  clients.push(client);
  await new Promise<void>((resolve, reject) => {
    client.once("connect", () => resolve());
    client.once("error", reject);
    client.once("close", () => reject(new Error("closed")));
  });
  client.on("error", () => {});
  return client;
}

/** TLS lets nobody in by it, and the broker has counted that. */
async function refuses(attempt: () => Promise<unknown>): Promise<void> {
  const counted = () => broker.counts()["connection-failed.client-certificate"] ?? 0;
  const before = counted();
  await expect(attempt()).rejects.toThrow();
  await expect.poll(counted).toBe(before + 1);
}

describe("a broker that wants certificates", () => {
  it("lets a gateway in with the one that was made for its credential, and not without", async () => {
    const enrolled = await enrol("cellar-1");
    expect(enrolled.certificates).toBe(true);
    const key = await newKey();
    const { chain } = await certify(enrolled, key);
    await connect(enrolled, { cert: chain, key: key.key });
    await refuses(() => connect(enrolled));
  });

  it("refuses one that is over", async () => {
    const enrolled = await enrol("cellar-2");
    const key = await newKey();
    const { chain, until } = await certify(enrolled, key);
    await connect(enrolled, { cert: chain, key: key.key });
    await expect.poll(() => Date.now() > until, { timeout: LIFE * 2 }).toBe(true);
    await refuses(() => connect(enrolled, { cert: chain, key: key.key }));
  });

  it("refuses one of another authority, whatever name is in it", async () => {
    const enrolled = await enrol("cellar-3");
    const [own, forged] = [await newKey(), await newKey()];
    const { chain } = await certify(enrolled, own);
    const cert = await selfSigned(forged, subjectOf(chain));
    await refuses(() => connect(enrolled, { cert, key: forged.key }));
  });

  it("refuses one whose credential is revoked, and after that with any other credential", async () => {
    const enrolled = await enrol("cellar-4");
    const key = await newKey();
    const { chain } = await certify(enrolled, key);
    const certificate = { cert: chain, key: key.key };
    const client = await connect(enrolled, certificate);
    const cut = new Promise<void>((resolve) => client.once("close", () => resolve()));
    await staff("DELETE", "/cellar-4/credential");
    await cut;
    await expect(connect(enrolled, certificate)).rejects.toMatchObject({ code: 4 });
    expect((await askFor(enrolled, await requestOf(key))).status).toBe(401);
    const again = await trade(await staff("POST", "/cellar-4/claim"));
    await expect(connect(again, certificate)).rejects.toMatchObject({ code: 5 });
  });

  it("refuses another gateway's", async () => {
    const [one, other] = [await enrol("cellar-5"), await enrol("cellar-6")];
    const key = await newKey();
    const { chain } = await certify(other, key);
    await expect(connect(one, { cert: chain, key: key.key })).rejects.toMatchObject({ code: 5 });
  });
});

describe("the matcher, as an authority,", () => {
  it("signs nothing for a wrong password, nor what is no request of its own key's", async () => {
    const enrolled = await enrol("cellar-7");
    const key = await newKey();
    const request = await requestOf(key);
    const wrong = { ...enrolled, broker: { ...enrolled.broker, password: "wrong" } };
    const refused = await askFor(wrong, request);
    expect([refused.status, refused.headers.get("www-authenticate")]).toEqual([
      401,
      'Basic realm="gateway"',
    ]);
    // The name that it asks for is signed, too: nobody's request can be made another's.
    const der = Buffer.from(request.replaceAll(/-----[A-Z ]+-----/g, ""), "base64");
    der.write("whoevil", der.indexOf("whoever"));
    const label = "CERTIFICATE REQUEST";
    const altered = `-----BEGIN ${label}-----\n${der.toString("base64")}\n-----END ${label}-----\n`;
    for (const bad of [altered, request.replace("\nMI", "\nAI"), "nonsense"])
      expect((await askFor(enrolled, bad)).status).toBe(422);
  });
});

describe("a gateway", () => {
  it("renews its certificate and loses no window, cut off again and again meanwhile", async () => {
    const enrolled = await enrol("door");
    const { username, password, ca = "" } = enrolled.broker;
    const proxy = await cutProxy(`mqtt://127.0.0.1:${broker.tlsPort}`);
    const sequences = new Set<number>();
    const reader = await connectAsync(`mqtt://127.0.0.1:${broker.port}`, {
      ...{ username: "matcher", password: run.matcher, clientId: "reader", protocolVersion: 4 },
    });
    clients.push(reader);
    reader.on("message", (_, payload) => {
      sequences.add(sure(decodeSightings(payload)).sequence);
    });
    await reader.subscribeAsync(filterOf("sightings", venue), { qos: 1 });
    const config = parseConfig(
      {
        SIGHEJ_BROKER_URL: proxy.url.replace("mqtt:", "mqtts:"),
        ...{ SIGHEJ_BROKER_CA: ca, SIGHEJ_GATEWAY_SECRET: password, SIGHEJ_VENUE: venue },
        ...{ SIGHEJ_GATEWAY: "door", SIGHEJ_WINDOW_MS: "250" },
        SIGHEJ_CERTIFICATES_URL: `http://127.0.0.1:${matcher.port}`,
      },
      undefined,
    );
    if (!config.ok) throw new Error(config.faults.join());
    expect(config.value.username).toBe(username);
    const advert = encodeAdvert({
      form: "service-data",
      token: randomBytes(8).readBigUInt64BE() as Token,
    });
    let beacon: NodeJS.Timeout | undefined;
    const gateway = await startGateway(config.value, {
      ...{ version: "0.1.0", logger },
      openRadio: (_, ears) => {
        beacon = setInterval(() => ears.hear(advert, 0, advert.length, -60), 50);
        return {
          state: () => "scanning",
          rescan: () => {},
          reopen: () => {},
          close: async () => clearInterval(beacon),
        };
      },
      management: {
        list: async () => [{ index: 0, address: "02:00:00:00:00:01" }],
        powerCycle: async () => {},
        changed: () => {},
        close: () => {},
      },
    });
    const begun = Date.now();
    const issued = () => matcher.counts()["certificate-issued"] ?? 0;
    const before = issued();
    // Its first certificate is over by then: without another one it could not come in again.
    while (Date.now() - begun < 2.5 * LIFE) {
      const heard = sequences.size;
      await expect.poll(() => sequences.size, { timeout: 30_000 }).toBeGreaterThan(heard + 4);
      proxy.cut();
    }
    expect(issued() - before).toBeGreaterThanOrEqual(3);
    const { windowsSent, windowsHeld, windowsDropped } = gateway.status();
    const made = windowsSent + windowsHeld + windowsDropped;
    const all = Array.from({ length: made }, (_, sequence) => sequence);
    await expect
      .poll(() => all.filter((each) => !sequences.has(each)), { timeout: 30_000 })
      .toEqual([]);
    expect(made).toBeGreaterThan(20);
    await gateway.stop();
    await proxy.stop();
  });
});
