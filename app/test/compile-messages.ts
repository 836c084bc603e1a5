/** Compile messages: what the tests of the app need before any of them is read. */
import { compileMessages } from "../messages.ts";

export const setup = compileMessages;
