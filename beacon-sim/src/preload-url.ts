/** PreloadUrl: where the preload is, for whoever starts gateway and beacon processes. */

/** For `node --conditions=@sighej/source --import tsx --import <preloadUrl> program.ts`. */
export const preloadUrl: string = new URL("./preload.ts", import.meta.url).href;
