/**
 * Headers: what every answer carries so that a page from here can load nothing from elsewhere.
 */
import type { RequestHandler } from "express";

const policy = [
  "default-src 'self'",
  "img-src 'self' data:",
  "object-src 'none'",
  "script-src-attr 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

const headers: Readonly<Record<string, string>> = {
  "Content-Security-Policy": policy,
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Origin-Agent-Cluster": "?1",
  // The camera scans codes; the rest is never asked for. Bluetooth, which pairs badges, is left to its
  // default, which is "self" (Web Bluetooth, Permissions Policy): browsers without it warn of its name.
  "Permissions-Policy": "camera=(self), geolocation=(), microphone=()",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
  "X-DNS-Prefetch-Control": "off",
  // For browsers without frame-ancestors.
  "X-Frame-Options": "DENY",
  "X-Permitted-Cross-Domain-Policies": "none",
  // The filter that it turns off could itself be used against a page.
  "X-XSS-Protection": "0",
};

/** A year, for this host alone: the names beside it may belong to others. */
const ONLY_TLS = "max-age=31536000";

export const secureHeaders: RequestHandler = (request, response, next) => {
  response.set(headers);
  // Said over TLS only (RFC 6797 §7.2): ours, or that of a proxy which is trusted to say so.
  if (request.secure) response.set("Strict-Transport-Security", ONLY_TLS);
  next();
};

/** For answers about one person. */
export const neverStored: RequestHandler = (_request, response, next) => {
  response.set("Cache-Control", "no-store");
  next();
};
