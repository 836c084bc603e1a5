/**
 * Chromium: Debian's own, without a window, as a part that a test opens and closes.
 */
import type { Part } from "@sighej/embedded";
import { type Browser, type BrowserContext, chromium } from "playwright-core";

/** Another build of the browser than Debian's. */
export const PROGRAM = process.env.SIGHEJ_TEST_CHROMIUM ?? "/usr/bin/chromium";

/**
 * Web Bluetooth as on Android, Windows and macOS: off by default on Linux. The second feature lets a
 * page find again what it was once granted.
 */
export const WITH_BLUETOOTH = [
  "--enable-features=WebBluetooth,WebBluetoothNewPermissionsBackend",
] as const;

/** A camera that everyone may use, which shows the video in `file` (y4m) over and over. */
export const withCamera = (file: string): readonly string[] => [
  "--use-fake-device-for-media-stream",
  `--use-file-for-fake-video-capture=${file}`,
];

export interface Chromium extends Part {
  readonly browser: Browser;
}

export async function openChromium(flags: readonly string[] = []): Promise<Chromium> {
  const browser = await chromium.launch({ executablePath: PROGRAM, args: [...flags] });
  return { browser, stop: () => browser.close() };
}

/**
 * One browser profile of its own, in a folder that goes with it: what may be installed, unlike the
 * contexts of `openChromium`, which are as private windows are.
 */
export async function openProfile(): Promise<Part & { readonly context: BrowserContext }> {
  const context = await chromium.launchPersistentContext("", { executablePath: PROGRAM });
  return { context, stop: () => context.close() };
}
