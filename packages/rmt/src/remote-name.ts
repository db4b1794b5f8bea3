/** A tape on another host, as in `user@host:/dev/nst0`. */
export interface RemoteName {
  readonly host: string;
  readonly user: string | undefined;
  readonly device: string;
}

/**
 * Takes a name apart by GNU tar's rule: it is remote if it has a colon that is not its first character and
 * no slash before it. Undefined for a local name, and for one with a line feed or without a host or device.
 */
export function parseRemoteName(name: string): RemoteName | undefined {
  const colon = name.indexOf(":");
  if (colon < 1 || name.includes("\n") || name.slice(0, colon).includes("/")) return undefined;
  const at = name.slice(0, colon).indexOf("@");
  const host = name.slice(at + 1, colon);
  const device = name.slice(colon + 1);
  if (host === "" || device === "" || at === 0) return undefined;
  return { host, user: at < 0 ? undefined : name.slice(0, at), device };
}
