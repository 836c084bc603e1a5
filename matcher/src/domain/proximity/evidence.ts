/**
 * Evidence: how well a radio map explains levels that it was not made from. Pure, beside the hot path.
 *
 * The log probability density of a window's levels, summed over everywhere that it may have come
 * from. A carrier's own strength is left open (30 dB either way), so that a plain map, which knows
 * no strength, can be compared with a learned one: what is judged is the shape.
 */
import { cellsOf } from "./layer.ts";
import type { RadioMap } from "./radio-map.ts";

/** One over the variance of a strength of which nothing is known, 1/dB². */
const OPEN = 1 / 30 ** 2;
const TURN = 2 * Math.PI;

/** `levels` of one window after the other, dBm by gateway, NaN where not heard; mean, nats a window. */
export function evidenceOf(map: RadioMap, levels: Float32Array): number {
  const gateways = map.gateways.length;
  const { grid, mean, weight } = map.layers[1];
  const cells = cellsOf(grid);
  const each = new Float64Array(cells);
  const windows = levels.length / gateways;
  let total = 0;
  for (let window = 0; window < windows; window++) {
    let best = Number.NEGATIVE_INFINITY;
    for (let cell = 0; cell < cells; cell++) {
      let [sum, linear, square, logs] = [OPEN, 0, 0, Math.log(OPEN)];
      for (let gateway = 0; gateway < gateways; gateway++) {
        const residual =
          (levels[window * gateways + gateway] as number) -
          (mean[gateway * cells + cell] as number);
        if (Number.isNaN(residual)) continue;
        const own = weight[gateway * cells + cell] as number;
        sum += own;
        linear += own * residual;
        square += own * residual * residual;
        logs += Math.log(own / TURN);
      }
      const likelihood = (logs - Math.log(sum) + (linear * linear) / sum - square) / 2;
      each[cell] = likelihood;
      if (likelihood > best) best = likelihood;
    }
    let likely = 0;
    for (const likelihood of each) likely += Math.exp(likelihood - best);
    total += best + Math.log(likely / cells);
  }
  return total / Math.max(1, windows);
}
