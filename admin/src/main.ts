/**
 * Main: starts the dashboard.
 */
import "@sighej/page/tokens.css";
import { mount } from "svelte";
import App from "./App.svelte";
import { followLinks } from "./here.svelte.ts";
import { speakAsLast } from "./language.svelte.ts";
import { lookWho } from "./staff.svelte.ts";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/parts.css";

const target = document.querySelector("#app");
if (target === null) throw new Error("the page has no #app");

speakAsLast();
followLinks();
mount(App, { target });
void lookWho();
