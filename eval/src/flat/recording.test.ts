import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import { anchorsOf, runsOf } from "./recording.ts";

/** Two runs: three rows, then ten minutes later two more; one level is missing. */
const csv = `,ts,x,heading,y,rssi_1,rssi_2
0,1.000000000e+18,1,0,2,-50.4,-60
1,1.0000000005e+18,1.5,0,2,,-61
2,1.0000000012e+18,2,0,2.5,-52,-62
3,1.0000006e+18,5,0,5,-70,-40
4,1.0000006012e+18,5,0,6,-71,-41
`;

describe("a recording of a flat", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "flat-"));
    await mkdir(join(folder, "calibration"));
    await writeFile(join(folder, "anchors.csv"), "id,x,y,z\r\n1,5.5,2.5,2\r\n2,0.5,6.5,2\r\n");
    await writeFile(join(folder, "calibration", "calibration_df.csv.gz"), gzipSync(csv));
  });

  it("knows where the anchors hang", async () => {
    expect(await anchorsOf(folder)).toEqual([
      { alias: "anchor 1", x: 5.5, y: 2.5 },
      { alias: "anchor 2", x: 0.5, y: 6.5 },
    ]);
  });

  it("tells runs apart by the time between them, and leaves out what was not heard", async () => {
    const [first, second, ...rest] = await runsOf(folder);
    expect(rest).toEqual([]);
    expect([...(first?.readings.rssi ?? [])]).toEqual([-50, -60, -61, -52, -62]);
    expect([...(first?.readings.receiver ?? [])]).toEqual([0, 1, 1, 0, 1]);
    expect(first?.path.at(-1)).toEqual({ x: 2, y: 2.5 });
    expect(second?.readings.rssi.length).toBe(4);
  });
});
