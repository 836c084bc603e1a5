/**
 * Express routes: every method and path that an application answers to, from its router's stack.
 */
import type { Express } from "express";

/** What the router keeps of one `use` or one route; its types do not tell. */
interface Layer {
  readonly route?: {
    readonly path: string | readonly string[];
    readonly methods: Readonly<Record<string, boolean>>;
  };
  readonly handle: { readonly stack?: readonly Layer[] };
  /** As `use` was given it. */
  readonly rawPath: unknown;
}

/** As `get /api/v1/venue/{venue}`. Answers to all methods, which refuse the rest, are left out. */
export function expressRoutes(app: Express): readonly string[] {
  const { stack } = app.router as unknown as { readonly stack: readonly Layer[] };
  return stack.flatMap((layer) => routesOf(layer, ""));
}

function routesOf(layer: Layer, under: string): readonly string[] {
  const { route, handle } = layer;
  if (route !== undefined) {
    const methods = Object.keys(route.methods).filter((method) => method !== "_all");
    return [route.path].flat().flatMap((path) => {
      const full = (under + path).replaceAll(/:(\w+)/g, "{$1}");
      return methods.map((method) => `${method} ${full}`);
    });
  }
  if (handle.stack === undefined) return [];
  const { rawPath } = layer;
  if (typeof rawPath !== "string") throw new Error("a router is mounted where nobody looks");
  const mount = rawPath === "/" ? "" : rawPath;
  return handle.stack.flatMap((each) => routesOf(each, under + mount));
}
