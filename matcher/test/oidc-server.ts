/**
 * OIDC server: a certified OpenID provider on this machine, whose people sign in without a page. What
 * its token endpoint says may be changed and signed again by its own key, as a provider might that is
 * wrong or broken into.
 */
import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import Provider from "oidc-provider";

export const CLIENT_ID = "sighej";
export const CLIENT_SECRET = "the dashboard's own secret";

/** What the provider says of somebody, besides their subject. */
interface Person {
  readonly name?: string;
  readonly preferred_username?: string;
  readonly email?: string;
  readonly groups?: readonly string[];
}

interface Lies {
  /** In the place of what is true; undefined takes away. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** By a key that it has not published. */
  readonly foreignKey?: true;
  /** `alg: none`. */
  readonly unsigned?: true;
}

export interface OidcServer {
  readonly issuer: string;
  /** Who is signed in there, in whatever browser. */
  readonly people: Map<string, Person>;
  signedIn: string;
  /** In the next ID tokens. */
  lies: Lies;
  /** Where a browser ends that follows `url` through all of it. */
  follow(url: string): Promise<string>;
  stop(): Promise<void>;
}

export async function startOidcServer(back: string): Promise<OidcServer> {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const foreign = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
  const people = new Map<string, Person>();
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT_ID,
        client_secret: CLIENT_SECRET,
        redirect_uris: [back],
        response_types: ["code"],
        grant_types: ["authorization_code"],
      },
    ],
    jwks: {
      keys: [{ ...privateKey.export({ format: "jwk" }), kid: "one", alg: "RS256", use: "sig" }],
    },
    // As most providers do: what a scope stands for is in the ID token itself.
    conformIdTokenClaims: false,
    claims: { openid: ["sub"], profile: ["name", "preferred_username", "email", "groups"] },
    findAccount: (_, accountId) => ({
      accountId,
      claims: () => ({ sub: accountId, ...people.get(accountId) }),
    }),
    // Nobody is asked whether they agree.
    loadExistingGrant: async (context) => {
      const { client, session } = context.oidc;
      const grant = new context.oidc.provider.Grant({
        clientId: client?.clientId,
        accountId: session?.accountId,
      });
      grant.addOIDCScope("openid profile");
      await grant.save();
      return grant;
    },
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => true },
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    ttl: { Interaction: 60, Session: 60, Grant: 60, AccessToken: 60, IdToken: 60 },
    cookies: { keys: ["signs cookies of a test"] },
  });
  const state = { signedIn: "", lies: {} as Lies };
  const others = provider.callback();
  server.on("request", (request, response) => {
    if (request.url?.startsWith("/interaction/"))
      return void provider.interactionFinished(request, response, {
        login: { accountId: state.signedIn, remember: false },
      });
    if (request.url === "/token") return lie(request, response);
    return void others(request, response);
  });
  /** Passes the token endpoint's answer on, changed as told. */
  function lie(request: IncomingMessage, response: ServerResponse): void {
    const { claims, foreignKey, unsigned } = state.lies;
    if (claims === undefined && foreignKey === undefined && unsigned === undefined)
      return void others(request, response);
    const end = response.end.bind(response);
    response.end = ((body: Buffer | string) => {
      const answer = JSON.parse(body.toString()) as { id_token?: string };
      if (answer.id_token !== undefined)
        answer.id_token = again(
          answer.id_token,
          claims ?? {},
          unsigned ? undefined : foreignKey ? foreign : privateKey,
        );
      const text = JSON.stringify(answer);
      response.setHeader("content-length", Buffer.byteLength(text));
      return end(text);
    }) as typeof response.end;
    others(request, response);
  }
  return {
    ...{ issuer, people },
    get signedIn() {
      return state.signedIn;
    },
    set signedIn(subject) {
      state.signedIn = subject;
    },
    get lies() {
      return state.lies;
    },
    set lies(lies) {
      state.lies = lies;
    },
    follow: (url) => follow(url, issuer),
    stop: () => stop(server),
  };
}

/** The token with other claims, signed by `key` or by nobody. */
function again(token: string, changes: Readonly<Record<string, unknown>>, key?: KeyObject): string {
  const [head = "", payload = ""] = token.split(".");
  const read = (part: string) => JSON.parse(Buffer.from(part, "base64url").toString());
  const write = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");
  const header = key === undefined ? { alg: "none" } : read(head);
  const signed = `${write(header)}.${write({ ...read(payload), ...changes })}`;
  const signature =
    key === undefined ? "" : sign("sha256", Buffer.from(signed), key).toString("base64url");
  return `${signed}.${signature}`;
}

/** As a browser does: with its cookies, from one redirect to the next, until it leaves the provider. */
async function follow(from: string, issuer: string): Promise<string> {
  const cookies = new Map<string, string>();
  let url = from;
  for (let hops = 0; hops < 10; hops++) {
    if (!url.startsWith(issuer)) return url;
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await fetch(url, { redirect: "manual", headers: { cookie } });
    for (const each of answer.headers.getSetCookie()) {
      const [pair = ""] = each.split(";");
      const at = pair.indexOf("=");
      cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    const next = answer.headers.get("location");
    if (next === null) throw new Error(`the provider ends with ${answer.status}`);
    url = new URL(next, issuer).href;
  }
  throw new Error("the provider goes round in circles");
}

async function stop(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}
