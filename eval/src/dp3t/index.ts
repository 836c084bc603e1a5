/** Dp3t: measures how well beacons are told to be near whose gateways have no known place. */
export { evaluate } from "./run.ts";
export { sceneNames } from "./scene.ts";
export { tableOf } from "./table.ts";
