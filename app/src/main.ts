/**
 * Main: starts the page with what the browser has, and tells it when the phone is back.
 */
import { decodeVenueLink, seconds, unixMs } from "@sighej/protocol";
import { mount } from "svelte";
import App from "./App.svelte";
import { abilitiesHere } from "./abilities.ts";
import { openApi } from "./api.ts";
import { keepCurrent } from "./current.ts";
import { keptIn } from "./kept.ts";
import { speak } from "./language.svelte.ts";
import { openNotices } from "./notices.ts";
import { preferred } from "./preferred.ts";
import "@sighej/page/tokens.css";
import "./styles/base.css";
import { knows, mayReload } from "./task.ts";
import { openVisit } from "./visit.svelte.ts";

/** Phones cut the connections of hidden pages without a word, most within half a minute. */
const HIDDEN_LONG = seconds(30);

const target = document.querySelector("#app");
if (target === null) throw new Error("the page has no #app");

speak(preferred(navigator.languages));
const link = decodeVenueLink(location.pathname + location.hash);
// Codes are read once, and then stand neither in the address nor in the history.
if (location.hash !== "") history.replaceState(null, "", location.pathname);
const visit = openVisit({
  origin: location.origin,
  path: location.pathname,
  link: link.ok ? link.value : undefined,
  api: openApi(location.origin),
  kept: keptIn(() => localStorage),
  notices: openNotices(() => navigator.serviceWorker.ready),
  now: () => unixMs(Date.now()),
  random: Math.random,
});
mount(App, { target, props: { visit, abilities: abilitiesHere() } });

if ("serviceWorker" in navigator)
  keepCurrent({
    workers: navigator.serviceWorker,
    mayReload: () => mayReload(visit.state, document.hidden),
    knows: (nudge) => knows(visit.state, nudge),
  });

let hiddenSince = Date.now();
document.addEventListener("visibilitychange", () => {
  if (document.hidden) hiddenSince = Date.now();
  else visit.send({ kind: "awake", renew: Date.now() - hiddenSince > HIDDEN_LONG });
});
addEventListener("pageshow", ({ persisted }) => {
  if (persisted) visit.send({ kind: "awake", renew: true });
});
addEventListener("online", () => visit.send({ kind: "awake", renew: true }));
// The connection is dead, but a socket notices only minutes later: have it tried, and fail, now.
addEventListener("offline", () => visit.send({ kind: "awake", renew: true }));
