/**
 * Status: the HCI error codes that the controller answers with, and no others.
 * Source: Bluetooth Core Specification 5.4, Vol 1 Part F §2.
 */
export const SUCCESS = 0x00;
export const UNKNOWN_COMMAND = 0x01;
export const UNKNOWN_CONNECTION = 0x02;
export const KEY_MISSING = 0x06;
export const CONNECTION_TIMEOUT = 0x08;
export const CONNECTION_LIMIT_EXCEEDED = 0x09;
export const CONNECTION_ALREADY_EXISTS = 0x0b;
export const COMMAND_DISALLOWED = 0x0c;
export const UNSUPPORTED_PARAMETER = 0x11;
export const INVALID_PARAMETERS = 0x12;
export const ENDED_BY_LOCAL_HOST = 0x16;
