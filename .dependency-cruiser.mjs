/**
 * The dependency rules of docs/architecture.md, as a check. Products meet on the wire: each may
 * import `@sighej/protocol` and nothing else of ours, through its entrance only.
 */
const products = "gateway|broker|matcher|beacon-sim|app|admin";

/** Packages that one folder alone may import, so that each can be replaced in one place. */
const homes = [
  ["@abandonware/noble", "^gateway/src/adapters/noble|^deploy/e2e/check-in-phone"],
  ["@abandonware/bleno", "^beacon-sim/src/bleno|^gateway/src/check-in/"],
  ["mqtt-packet", "^gateway/src/adapters/boards/"],
  ["aedes", "^broker/src/|^eval/src/bench/broker-process"],
  ["ioredis", "^matcher/src/adapters/redis/|^deploy/e2e/"],
  ["pg", "^matcher/src/adapters/pg/|^deploy/e2e/"],
  ["kysely", "^matcher/src/adapters/pg/"],
  ["@electric-sql/pglite", "^matcher/src/adapters/pg/pglite/"],
  ["prom-client", "^matcher/src/adapters/prometheus/|^broker/src/metrics"],
  ["web-push", "^matcher/src/adapters/push/"],
  ["@peculiar/x509", "^matcher/src/adapters/ca/|^gateway/src/adapters/enrolment/|^deploy/e2e/"],
  ["amqplib", "^matcher/src/adapters/rabbitmq/"],
  ["@node-rs/argon2", "^matcher/src/adapters/staff/"],
  ["pdfkit", "^matcher/src/adapters/press/"],
  ["fontkit", "^matcher/src/adapters/press/"],
  ["sharp", "^matcher/src/adapters/pictures/"],
  ["ical.js", "^matcher/src/adapters/schedule/"],
  ["fast-xml-parser", "^matcher/src/adapters/schedule/"],
  ["nodemailer", "^matcher/src/adapters/mail/"],
  ["csv-parse", "^matcher/src/adapters/csv/"],
  ["csv-stringify", "^matcher/src/adapters/csv/"],
  ["otpauth", "^matcher/src/adapters/staff/"],
  ["openid-client", "^matcher/src/adapters/oidc/"],
  ["@simplewebauthn/server", "^matcher/src/adapters/staff/"],
  ["express", "^matcher/src/adapters/http/"],
  ["ws", "^matcher/src/adapters/ws/|^broker/src/transports|^deploy/e2e/"],
];

const homeRules = homes.map(([name, home]) => ({
  name: `${name.replace("@abandonware/", "")}-has-one-home`,
  severity: "error",
  from: { pathNot: `${home}|\\.test\\.ts$|/test/` },
  to: { path: `node_modules/${name}/`, dependencyTypesNot: ["type-only"] },
}));

export default {
  forbidden: [
    {
      name: "no-circular",
      severity: "error",
      comment: "What is fetched when it is looked at may link back to the list that it is in.",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["dynamic-import"] } },
    },
    { name: "no-unresolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
    {
      name: "products-meet-on-the-wire",
      severity: "error",
      from: { path: `^(${products})/` },
      to: { path: `^(${products})/`, pathNot: "^$1/" },
    },
    {
      name: "page-is-for-pages",
      severity: "error",
      comment: "What the two web pages share is nobody else's, and knows neither of them.",
      from: { path: "^(protocol|gateway|broker|matcher|beacon-sim|eval|deploy)/" },
      to: { path: "^page/" },
    },
    {
      name: "page-knows-no-product",
      severity: "error",
      from: { path: "^page/" },
      to: { path: `^(protocol|${products}|deploy)/` },
    },
    {
      name: "protocol-depends-on-no-product",
      severity: "error",
      from: { path: "^protocol/" },
      to: { path: `^(${products}|deploy)/` },
    },
    {
      name: "nothing-imports-a-deployment",
      severity: "error",
      from: { path: `^(protocol|${products})/` },
      to: { path: "^deploy/" },
    },
    {
      name: "packages-through-their-entrance",
      severity: "error",
      comment:
        "Import @sighej/x, or @sighej/matcher/domain to measure the rules; never a file inside.",
      from: { path: "^([^/]+|deploy/[^/]+)/" },
      to: {
        path: `^(protocol|${products}|deploy/[^/]+)/src/`,
        pathNot: "^$1/|/src/index\\.ts$|^matcher/src/domain/index\\.ts$",
      },
    },
    {
      name: "domain-is-pure",
      severity: "error",
      comment:
        "No I/O, no library but protocol: what the rings outside need comes in as arguments.",
      from: { path: "^matcher/src/domain/", pathNot: "\\.test\\.ts$" },
      to: { pathNot: "^matcher/src/domain/|^protocol/src/index\\.ts$" },
    },
    {
      name: "protocol-is-pure",
      severity: "error",
      from: { path: "^protocol/src/", pathNot: "\\.test\\.ts$" },
      to: { pathNot: "^protocol/|node_modules/(@noble/(hashes|ciphers)|valibot)/" },
    },
    {
      name: "flows-know-ports-only",
      severity: "error",
      from: { path: "^matcher/src/flows/", pathNot: "\\.test\\.ts$" },
      to: { path: "^matcher/src/adapters/|node_modules/", pathNot: "node_modules/@types/" },
    },
    {
      name: "adapters-are-strangers",
      severity: "error",
      from: { path: "^([^/]+)/src/adapters/([^/.]+)" },
      to: { path: "^$1/src/adapters/", pathNot: "^$1/src/adapters/$2" },
    },
    ...homeRules,
  ],
  options: {
    doNotFollow: { path: "node_modules|\\.svelte-kit" },
    exclude: { path: "(^|/)(dist|\\.tsbuild)/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.base.json" },
    enhancedResolveOptions: {
      conditionNames: ["@sighej/source", "import", "require", "node", "default"],
      exportsFields: ["exports"],
      extensions: [".ts", ".mjs", ".js", ".json"],
    },
  },
};
