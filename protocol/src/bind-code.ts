/**
 * Bind code: what is printed on a thing of the stock, apart from the hash that uses it. Pure.
 */

/** 128 bits: a recorded write must not be opened by trying bind codes. */
export const BIND_CODE_BYTES = 16;
