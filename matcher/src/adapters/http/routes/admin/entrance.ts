/**
 * Entrance: the only routes under `/admin` for whoever is not signed in.
 */
import type { Request, Response, Router } from "express";
import { done, type Outcome } from "../../../../flows/outcome.ts";
import type { StaffFlows } from "../../../../flows/staff/flows.ts";
import type { Opened } from "../../../../flows/staff/open-session.ts";
import { HANDSHAKE_LIFE } from "../../../../passkey-ports.ts";
import type { Count } from "../../../../ports.ts";
import { cookieIn, sessionIn, setCookie, setSession } from "../../cookie.ts";
import { addressOf, originOf } from "../../staff.ts";
import { jsonBody, operationNamed, routeOf, send } from "./register.ts";

/** Ties an answer of an OpenID provider to the browser that asked. */
const OIDC_COOKIE = "sighej-oidc";

export function entrance(router: Router, flows: StaffFlows, count: Count): void {
  const needed = operationNamed("viewOwnerNeeded");
  router.get(routeOf(needed), async (request, response) => {
    send(response, needed, await flows.ownerNeeded(sessionIn(request)), count);
  });
  const opens = (
    id: string,
    open: (
      address: string,
      origin: string,
      body: unknown,
      handshake: string,
    ) => Promise<Outcome<Opened>>,
  ) => {
    const operation = operationNamed(id);
    router.post(routeOf(operation), jsonBody, async (request: Request, response: Response) => {
      const opened = await open(
        addressOf(request),
        originOf(request),
        request.body,
        cookieIn(request, OIDC_COOKIE),
      );
      if (opened.ok) setSession(request, response, opened.value.secret);
      const answer = opened.ok ? { ok: true as const, value: opened.value.signedIn } : opened;
      send(response, operation, answer, count);
    });
  };
  opens("createOwner", (address, _origin, body) => flows.createOwner(address, body));
  opens("signIn", flows.signIn);
  opens("signInByPasskey", flows.signInByPasskey);
  opens("signInByOidc", (address, origin, body, secret) =>
    flows.signInByOidc({ address, origin, secret }, body),
  );
  const out = operationNamed("startOidc");
  router.post(routeOf(out), async (request, response) => {
    const went = await flows.startOidc(addressOf(request), originOf(request));
    if (went.ok) {
      const { secret } = went.value;
      setCookie(request, response, OIDC_COOKIE, { secret, life: HANDSHAKE_LIFE });
    }
    send(response, out, went.ok ? done(went.value.started) : went, count);
  });
  const challenge = operationNamed("challengePasskey");
  router.post(routeOf(challenge), async (request, response) => {
    const asked = await flows.challengePasskey(addressOf(request), originOf(request));
    send(response, challenge, asked, count);
  });
}
