/** Files: the little that doctor looks at of /sys and /proc, below a root that tests can choose. */
import { access, readdir, readFile, realpath } from "node:fs/promises";
import { join } from "node:path";

export interface Files {
  readonly exists: (path: string) => Promise<boolean>;
  /** Names in a folder, sorted; none where there is no such folder. */
  readonly names: (path: string) => Promise<readonly string[]>;
  /** Trimmed; undefined where it cannot be read. */
  readonly text: (path: string) => Promise<string | undefined>;
  /** Where a link leads in the end; undefined where nowhere. */
  readonly target: (path: string) => Promise<string | undefined>;
}

export const filesBelow = (root: string): Files => ({
  exists: (path) =>
    access(join(root, path)).then(
      () => true,
      () => false,
    ),
  names: (path) =>
    readdir(join(root, path)).then(
      (names) => names.sort(),
      () => [],
    ),
  text: (path) =>
    readFile(join(root, path), "utf8").then(
      (text) => text.trim(),
      () => undefined,
    ),
  target: (path) => realpath(join(root, path)).catch(() => undefined),
});

const ADAPTERS = "/sys/class/bluetooth";

/** `hci0`, `hci1` …, without the connections that the kernel lists beside them. */
export const adapterNames = async (files: Files): Promise<readonly string[]> =>
  (await files.names(ADAPTERS)).filter((name) => /^hci\d+$/.test(name));

/** Whether the only adapter is on the board's own chip, and not on USB. */
export async function isOnboard(files: Files): Promise<boolean> {
  const [first, ...others] = await adapterNames(files);
  if (first === undefined || others.length > 0) return false;
  const device = await files.target(`${ADAPTERS}/${first}/device`);
  return device !== undefined && !/\/usb\d/.test(device);
}
