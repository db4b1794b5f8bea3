import { ConfigError } from "./config-error.js";

/** Where status lines go. */
export type StatusTarget =
  /** Opened to append to: a file or a terminal. */
  | { readonly kind: "file"; readonly path: string }
  /** A TCP connection to a monitor. */
  | { readonly kind: "socket"; readonly host: string; readonly port: number };

/** Where a monitor listens when nothing else is said. */
export const defaultStatusTarget = { kind: "socket", host: "localhost", port: 5138 } as const;

/**
 * Takes the value of `so` apart: with a slash anywhere it is a file, else `[HOST][,PORT]`.
 * @throws {ConfigError} `BAD_VALUE` for a port that is no number from 1 to 65535
 */
export function parseStatusTarget(value: string): StatusTarget {
  if (value.includes("/")) return { kind: "file", path: value };
  const comma = value.indexOf(",");
  const host = (comma < 0 ? value : value.slice(0, comma)).trim();
  const digits = comma < 0 ? "" : value.slice(comma + 1).trim();
  const port = digits === "" ? defaultStatusTarget.port : Number(digits);
  if (!/^\d*$/.test(digits) || port < 1 || port > 65535)
    throw new ConfigError("BAD_VALUE", `so=${value}: ${digits} is not a port from 1 to 65535`, {
      value,
    });
  return { kind: "socket", host: host === "" ? defaultStatusTarget.host : host, port };
}
