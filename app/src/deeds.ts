/**
 * Deeds: carries out what a step asks for, over HTTP, WebSocket and storage, and sends back what
 * came of it. An answer for a session that is over by then is dropped.
 */
import { type Carrier, type NudgeId, seconds } from "@sighej/protocol";
import { tick } from "svelte";
import { remembersDevices } from "./abilities.ts";
import type { Answer, Fault } from "./api.ts";
import { openArrival, type VisitConfig } from "./arrival.ts";
import { backOff } from "./back-off.ts";
import { bindCarrier, releaseCarrier } from "./carrier.ts";
import type { Deed } from "./deed.ts";
import { batteryAt, type FindPress, type Trouble, type Way } from "./finding.ts";
import type { Input } from "./input.ts";
import { type Live, openLive } from "./live.ts";
import { isOpen, type OwnSession, ownSession, type State, serverNow } from "./session.ts";
import { seen, wait } from "./wait.ts";

/** A window of the gateway and the way through the broker. */
const CHECK_IN_TRAVELS = seconds(2);

export interface Deeds {
  perform(deed: Deed): void;
  close(): void;
}

export function openDeeds(
  config: VisitConfig,
  state: () => State,
  send: (input: Input) => void,
): Deeds {
  const { origin, api, kept, notices, now, random } = config;
  const closing = new AbortController();
  const arrival = openArrival(config, send, {
    erase: (session) => void erase(session, undefined),
    clearUp: () => void clearUp(),
  });
  let erasures = 0;
  let live: Live | undefined;
  let hearing: AbortController | undefined;

  function sendFor(session: OwnSession, input: Input): void {
    const current = state();
    if (current.at === "open" && current.session.bearer === session.bearer) send(input);
  }

  function listen(session: OwnSession): void {
    live?.close();
    live = openLive({
      origin,
      bearer: session.bearer,
      random,
      onLink: (link) => sendFor(session, { kind: "link", link }),
      onMessage: (message) => {
        if (message.type === "nudge") sendFor(session, { kind: "nudge", nudge: message.nudge });
        if (message.type === "cue") sendFor(session, { kind: "cue", cue: message.cue });
        if (message.type !== "ended") return;
        // Another page of this phone holds the session that took its place, or this one is about to: the
        // end of the old one may be told by its name or as a stop. So it is asked for, if need be.
        const current = state();
        const isReplaced = current.at === "open" && current.extending;
        if (message.reason === "extended" || isReplaced)
          sendFor(session, { kind: "link", link: "away" });
        else sendFor(session, { kind: "over", how: message.reason });
      },
    });
  }

  /** Tells the matcher until it has understood, or has forgotten by itself. */
  async function erase(session: OwnSession, carrier: Carrier | undefined): Promise<void> {
    erasures++;
    const stands = () => serverNow(session, now()) < session.view.expiresAt;
    for (let failures = 0; stands() && !closing.signal.aborted; failures++) {
      const [stopped] = await Promise.all([
        api.stop(session.bearer),
        carrier && releaseCarrier(api, carrier, session),
      ]);
      if (stopped.ok) break;
      send({ kind: "unreached" });
      await wait(backOff(failures, random()), closing.signal);
    }
    if (--erasures === 0 && !closing.signal.aborted) send({ kind: "told" });
  }

  /** The first word counts, and nothing comes back: so it is said until it was heard. */
  async function reply({ session, nudge, reply, until }: Deed & { do: "reply" }): Promise<void> {
    for (let failures = 0; now() < until && !closing.signal.aborted; failures++) {
      const answer = await api.reply(session.bearer, nudge, reply);
      if (answer.ok || answer.fault === "refused") return;
      await wait(backOff(failures, random()), closing.signal);
    }
  }

  /** Once somebody can have seen it: a hidden page leaves it to a notice. */
  async function acknowledge(nudge: NudgeId): Promise<void> {
    // Only what stands on the page was shown.
    await tick();
    await seen(closing.signal);
    const current = state();
    if (current.at !== "open") return;
    live?.acknowledge(nudge);
    await notices.clear(nudge);
  }

  async function subscribe({ session, pushKey, ask }: Deed & { do: "subscribe" }): Promise<void> {
    const made = await notices.subscribe(pushKey, ask);
    if (made === "unasked") return;
    if (typeof made === "string") return ask ? sendFor(session, heard(made)) : undefined;
    const told = await api.subscribe(session.bearer, made);
    sendFor(session, heard(told.ok ? "on" : "failed"));
  }

  async function find(session: OwnSession, by: FindPress): Promise<void> {
    const { bearer } = session;
    const time = () => serverNow(session, now());
    if (by.kind === "bind" || by.kind === "release") {
      const asked =
        by.kind === "bind" ? api.bind(bearer, by.binding) : api.release(bearer, by.carrier);
      const answer = await asked;
      if (answer.ok) sendFor(session, { kind: "viewed", view: answer.value });
      return sendFor(session, foundBy("code", answer.ok ? undefined : answer.fault));
    }
    if (by.kind === "hear") return listenAround(session);
    // Fetched for it: most phones never need it. A press counts for seconds, which is enough.
    const { bluetoothHere, checkIn, pairBadge } = await import("./bluetooth.ts");
    const reached =
      by.kind === "pair"
        ? await pairBadge(
            bluetoothHere(),
            session,
            { bindCode: by.code.code, device: by.device },
            time,
          )
        : await checkIn(bluetoothHere(), session, time);
    if (!reached.ok) return sendFor(session, foundBy(by.kind, reached.trouble));
    const { battery, device } = reached;
    // For whoever charges badges: nothing waits for it, and nothing is said where it fails.
    if (by.kind === "pair" && battery !== undefined) {
      const { id, code } = by.code;
      void api.tellBattery(session.view.venue, { id, code, battery: batteryAt(battery) });
    }
    sendFor(session, { kind: "found", way: by.kind, battery, device });
    // The matcher learns of a check-in from the gateway, which takes a moment.
    await wait(CHECK_IN_TRAVELS, closing.signal);
    await perform({ do: "view", session });
  }

  /** Told for whatever session there is by then, and not while it is paused. */
  async function listenAround(session: OwnSession): Promise<void> {
    const { hear, scannerHere } = await import("./bluetooth.ts");
    hearing?.abort();
    const ending = new AbortController();
    hearing = ending;
    const trouble = await hear(
      scannerHere(),
      (tokens) => {
        const current = state();
        if (current.at === "open" && isOpen(current, now()))
          void api.hear(current.session.bearer, tokens);
      },
      ending.signal,
    );
    sendFor(session, foundBy("hear", trouble));
  }

  async function answered<T>(
    session: OwnSession,
    request: Promise<Answer<T>>,
    input: (answer: Answer<T>) => Input | undefined,
  ): Promise<void> {
    const answer = await request;
    const over = !answer.ok && answer.fault === "gone";
    const next = over ? ({ kind: "over", how: "forgotten" } as const) : input(answer);
    if (next !== undefined) sendFor(session, next);
  }

  /** Takes back what the browser itself holds of a session. */
  async function clearUp(): Promise<void> {
    await Promise.all([notices.forget(), forgetDevices()]);
  }

  async function perform(deed: Deed): Promise<void> {
    switch (deed.do) {
      case "arrive":
        return arrival.begin();
      case "take":
        return arrival.take(deed.code);
      case "unhear":
        return hearing?.abort();
      case "start": {
        const answer = await api.start(deed.body);
        return answer.ok
          ? send({ kind: "started", session: ownSession(answer.value, now()) })
          : send({ kind: "not-started", fault: answer.fault });
      }
      case "extend":
        return answered(deed.session, api.extend(deed.session.bearer, deed.body), (answer) =>
          answer.ok
            ? { kind: "extended", session: ownSession(answer.value, now()) }
            : { kind: "not-extended", fault: answer.fault },
        );
      case "keep":
        kept.write(deed.kept);
        return;
      case "listen":
        return listen(deed.session);
      case "wake":
        return live?.wake(deed.renew);
      case "view":
        return answered(deed.session, api.view(deed.session.bearer), (answer) =>
          answer.ok ? { kind: "viewed", view: answer.value } : undefined,
        );
      case "edit":
        return answered(deed.session, api.edit(deed.session.bearer, deed.edit), (answer) =>
          answer.ok
            ? { kind: "edited", view: answer.value }
            : { kind: "not-edited", fault: answer.fault },
        );
      case "acknowledge":
        return acknowledge(deed.nudge);
      case "reply":
        return reply(deed);
      case "report": {
        const answer = await api.report(deed.session.bearer, deed.nudge);
        return answer.ok ? sendFor(deed.session, { kind: "line", line: "reported" }) : undefined;
      }
      case "subscribe":
        return subscribe(deed);
      case "find":
        return find(deed.session, deed.by);
      case "carry": {
        const answer = await bindCarrier(api, deed.carrier, deed.session);
        return sendFor(deed.session, { kind: answer.ok ? "carried" : "not-carried" });
      }
      case "forget":
        live?.close();
        live = undefined;
        hearing?.abort();
        return kept.clear(deed.session.bearer) ? clearUp() : undefined;
      case "delete":
        return erase(deed.session, deed.carrier);
    }
  }

  const heard = (notices: "on" | "refused" | "failed"): Input => ({ kind: "notices", notices });

  return {
    perform: (deed) => void perform(deed),
    close() {
      closing.abort();
      arrival.close();
      live?.close();
      hearing?.abort();
    },
  };
}

/** Also what the browser remembers for this site; most have nothing that it could. */
async function forgetDevices(): Promise<void> {
  if (!remembersDevices()) return;
  const { bluetoothHere, forgetChosen } = await import("./bluetooth.ts");
  await forgetChosen(bluetoothHere());
}

function foundBy(way: Way, fault: Fault | Trouble | undefined): Input {
  if (fault === undefined) return { kind: "found", way, battery: undefined };
  return { kind: "not-found", way, trouble: fault === "gone" ? "refused" : fault };
}
