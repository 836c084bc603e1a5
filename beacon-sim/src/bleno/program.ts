/** Program: where the bleno beacon's program is, for whoever starts one. */
import { fileURLToPath } from "node:url";

/** The path of `main.ts`, to be run on an antenna of its own with the preload. */
export const beaconProgram: string = fileURLToPath(new URL("./main.ts", import.meta.url));
