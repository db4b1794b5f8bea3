import type { NetConnectOpts } from "node:net";

/** Where a socket listens: a TCP port of a host, or a path of a socket file. */
export type SocketAddress =
  | { readonly host: string; readonly port: number }
  | { readonly path: string };

/**
 * Reads `HOST:PORT`, `[IPV6]:PORT`, `:PORT` (this machine) or a path with a `/` in it.
 * @throws {RangeError} `address` of no such form, or with a port beyond 65535.
 */
export function parseSocketAddress(address: string): SocketAddress {
  if (address.includes("/")) return { path: address };
  const parts = /^(?:\[([0-9a-f:.%]+)\]|([^:[\]]*)):(\d{1,5})$/i.exec(address);
  const port = Number(parts?.[3]);
  if (parts === null || port > 0xffff)
    throw new RangeError(`address "${address}" is no HOST:PORT and no path of a socket`);
  return { host: parts[1] ?? (parts[2] || "127.0.0.1"), port };
}

/** The same in words. */
export function socketAddressText(address: SocketAddress): string {
  if ("path" in address) return address.path;
  return `${address.host.includes(":") ? `[${address.host}]` : address.host}:${address.port}`;
}

/** Whether only this machine can reach it. */
export function isLocal(address: SocketAddress): boolean {
  if ("path" in address) return true;
  return (
    address.host === "localhost" ||
    address.host === "::1" ||
    /^127(\.\d{1,3}){3}$/.test(address.host)
  );
}

export function connectOptions(address: SocketAddress): NetConnectOpts {
  return "path" in address ? { path: address.path } : { host: address.host, port: address.port };
}
