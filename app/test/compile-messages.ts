/** Compile messages: what the tests of the app need before any of them is read. */
import { fileURLToPath } from "node:url";
import { compileMessages } from "@sighej/page/messages";

export const setup = () => compileMessages(fileURLToPath(new URL("..", import.meta.url)));
