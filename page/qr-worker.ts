/**
 * QR worker plugin: makes a file of the script that qr-scanner would start from a blob, which a page
 * that runs its own origin's scripts only must not do. For Node; a part of a page's `vite.config.ts`.
 */
import type { Plugin } from "vite";

export function qrWorker(): Plugin {
  return {
    name: "sighej-qr-worker",
    apply: "build",
    transform(code, id) {
      if (!id.includes("qr-scanner-worker.min.js")) return null;
      const reference = this.emitFile({
        type: "asset",
        name: "qr-worker.js",
        source: scriptIn(code),
      });
      const url = `import.meta.ROLLUP_FILE_URL_${reference}`;
      return { code: `export const createWorker = () => new Worker(${url});`, map: null };
    },
  };
}

/** The library's module is one template literal inside `new Blob([…])`. Throws where it is not. */
function scriptIn(code: string): string {
  const literal = /new Blob\(\[(`[\s\S]*`)\]/.exec(code)?.[1];
  if (literal === undefined) throw new Error("qr-scanner's worker has another form than expected");
  // Escapes are the literal's own; it is code of a dependency, which the build runs anyway.
  return String(new Function(`return ${literal}`)());
}
