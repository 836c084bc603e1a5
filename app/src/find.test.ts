import { ADVERT_UUID, base64urlOf, durationMs, parseStockId, SESSION_LIFE } from "@sighej/protocol";
import { fireEvent, screen } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { certain, venue } from "../test/made-up.ts";
import {
  arrive,
  eventually,
  heading,
  leave,
  matcher,
  named,
  notices,
  pass,
  press,
  says,
  setUp,
  tearDown,
  toOpen,
} from "../test/page.ts";
import { badge, code, radio } from "../test/radio.ts";

beforeEach(setUp);
afterEach(tearDown);

test("a zone that a code proves is called by its name, wherever it is said", async () => {
  matcher.more = { carriers: [...venue.carriers, { kind: "zone-code" }] };
  arrive();
  await toOpen();
  await press("How we find you");
  await heading("How we find you");
  await fireEvent.input(screen.getByLabelText("Six digits on the sign"), {
    target: { value: "123456" },
  });
  await press("Use this");
  await says(/Now: zone code of Main hall, until/);
  await press("Back");
  await says(/Main hall, by your check-in, until/);
  await press("What we keep");
  await says(/^zone code of Main hall, until/);
  await press("Back");
  await press("How we find you");
  await press("Give it back");
  await eventually(() => expect(screen.queryByText(/Main hall/)).toBeNull());
  expect(named("h1", "How we find you")).toBeTruthy();
});

const type = (label: string, value: string) =>
  fireEvent.input(screen.getByLabelText(label), { target: { value } });

test("after extending, the same badge is one press away, also on a page loaded anew", async () => {
  matcher.more = { carriers: [...venue.carriers, { kind: "badge" }] };
  arrive();
  await toOpen();
  await press("How we find you");
  await heading("How we find you");
  await type("Badge number", "7KQ4");
  await type("Code on the badge", "A".repeat(22));
  await press("Use this");
  await says(/Now: badge 7KQ4/);
  await press("Back");
  expect(screen.queryByText(/is free just now/)).toBeNull();
  await leave();
  arrive();
  await heading("You are open to talk");
  pass(durationMs(SESSION_LIFE - 300_000));
  await press("Stay longer");
  await press("I agree, two more hours");
  await says("Badge 7KQ4 is free just now. Are you still wearing it?");
  await press("Use it again");
  await says(/by your badge/);
  expect(screen.queryByText(/is free just now/)).toBeNull();
  const [session] = matcher.sessions.values();
  expect(session?.carriers).toMatchObject([{ kind: "badge", id: certain(parseStockId("7KQ4")) }]);
});

test("a badge that is paired tells staff of its battery, once, by its code and by nobody", async () => {
  let percent = 19;
  const { bluetooth } = radio(badge(code, "pairing", () => percent).services);
  Object.defineProperty(navigator, "bluetooth", { value: bluetooth, configurable: true });
  matcher.more = { carriers: [...venue.carriers, { kind: "badge" }] };
  arrive(undefined, { bluetooth: true });
  await toOpen();
  await press("How we find you");
  await heading("How we find you");
  await type("Badge number", "7KQ4");
  await type("Code on the badge", base64urlOf(code));
  await press("Pair a badge over Bluetooth");
  await says(/Battery 19 percent. Ask for another badge soon./);
  const reading = { id: "7KQ4", code, bearer: "" };
  await eventually(() => expect(matcher.batteries).toEqual([{ ...reading, battery: "low" }]));
  // What becomes of it is nothing to whoever wears the badge.
  matcher.badgeFails = true;
  percent = 20;
  await press("Pair a badge over Bluetooth");
  await says(/Battery 20 percent.$/);
  await eventually(() => expect(matcher.batteries).toHaveLength(2));
  expect(matcher.batteries[1]).toEqual({ ...reading, battery: "ok" });
  await press("Back");
  await says(/by a demo badge/);
  Reflect.deleteProperty(navigator, "bluetooth");
});

test("a phone that can listen does so after a press, and tells what it hears", async () => {
  const bluetooth = Object.assign(new EventTarget(), {
    requestLEScan: async () => ({ stop: () => {} }),
  });
  Object.defineProperty(navigator, "bluetooth", { value: bluetooth, configurable: true });
  arrive(undefined, { scan: true });
  await toOpen();
  await press("How we find you");
  await press("Start listening");
  await says("Listening");
  const data = new DataView(Uint8Array.of(1, 1, 2, 3, 4, 5, 6, 7, 8, 0).buffer);
  const seen = Object.assign(new Event("advertisementreceived"), {
    serviceData: new Map([[ADVERT_UUID, data]]),
  });
  bluetooth.dispatchEvent(seen);
  await vi.waitFor(() => expect(matcher.heard).toEqual([["0102030405060708"]]), 8_000);
  await press("Stop listening");
  await press("Back");
  await says(/by a demo badge/);
  Reflect.deleteProperty(navigator, "bluetooth");
});

test("where only an installed page can be told, the way there is shown, and no dead switch", async () => {
  matcher.more = { pushKey: "B".repeat(87) };
  arrive(undefined, { push: "install-first" });
  await toOpen();
  expect(screen.queryByText("Let me know")).toBeNull();
  await press("Show me how");
  await heading("Put SigHej on your Home Screen");
  let copied = "";
  const clipboard = {
    writeText: async (text: string) => {
      copied = text;
    },
  };
  Object.defineProperty(navigator, "clipboard", { value: clipboard, configurable: true });
  await press("Copy the code");
  await says(/Whoever has this code has your session/);
  await leave();
  localStorage.clear();
  notices.answer = "unasked";
  arrive(undefined, { moves: true });
  await heading("Say hi to someone who likes what you like");
  await press("I have a transfer code from this phone");
  await type("Transfer code", "abc");
  await press("Take over the session");
  await says(/That is no transfer code/);
  await type("Transfer code", ` ${copied} `);
  await press("Take over the session");
  await heading("You are open to talk");
  expect(matcher.sessions.size).toBe(1);
  await leave();
  arrive();
  await heading("You are open to talk");
  Reflect.deleteProperty(navigator, "clipboard");
});
