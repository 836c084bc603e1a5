/**
 * Main of a zone's screen: a page of its own at `/screen`, which any tablet shows, without the
 * dashboard around it.
 */
import "@sighej/page/tokens.css";
import { mount } from "svelte";
import { speakAsLast } from "../language.svelte.ts";
import "../styles/tokens.css";
import "../styles/base.css";
import "../styles/parts.css";
import Wall from "./Wall.svelte";

const target = document.querySelector("#wall");
if (target === null) throw new Error("the page has no #wall");

speakAsLast();
mount(Wall, { target });
