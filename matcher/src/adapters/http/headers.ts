/**
 * Headers: what every answer carries so that a page from here can load nothing from elsewhere.
 */
import type { RequestHandler } from "express";

const policy = [
  "default-src 'self'",
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

const headers: Readonly<Record<string, string>> = {
  "Content-Security-Policy": policy,
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  // Bluetooth pairs badges, the camera scans their codes; the rest is never asked for.
  "Permissions-Policy": "bluetooth=(self), camera=(self), geolocation=(), microphone=()",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
};

export const secureHeaders: RequestHandler = (_request, response, next) => {
  response.set(headers);
  next();
};

/** For answers about one person. */
export const neverStored: RequestHandler = (_request, response, next) => {
  response.set("Cache-Control", "no-store");
  next();
};
