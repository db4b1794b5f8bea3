import { isRunning, type ProcessIdentity } from "./process-identity.js";

/** Somebody's wish to hold a lock. The first one in the file whose process runs holds it. */
export interface Claim extends ProcessIdentity {
  /** Of all claims ever made. */
  readonly id: string;
  /** For a moment only: worth waiting for. */
  readonly brief: boolean;
}

/** A claim as a line; the newline in front ends a line that a crash has torn. */
export function claimLine({ pid, started, id, host, brief }: Claim): string {
  const fields = [pid, started || "-", id, encodeURIComponent(host), ...(brief ? ["brief"] : [])];
  return `\n${fields.join(" ")}\n`;
}

/** The line that takes a claim back. */
export function withdrawalLine({ id }: Claim): string {
  return `\nwithdrawn ${id}\n`;
}

/** The claim that holds the lock; undefined when the file has none that counts. */
export function holderIn(text: string): Claim | undefined {
  const withdrawn = new Set([...text.matchAll(/^withdrawn ([0-9a-f]+)$/gm)].map(([, id]) => id));
  for (const line of text.split("\n")) {
    const claim = claimOf(line);
    if (claim && !withdrawn.has(claim.id) && isRunning(claim)) return claim;
  }
  return undefined;
}

/** Lines that are no claims are passed over. */
function claimOf(line: string): Claim | undefined {
  const fields = /^(\d{1,10}) (\S+) ([0-9a-f]{16}) (\S+)( brief)?$/.exec(line);
  if (fields === null) return undefined;
  const [, pid, started, id = "", host = "", brief] = fields;
  try {
    return {
      pid: Number(pid),
      started: started === "-" ? "" : (started ?? ""),
      id,
      host: decodeURIComponent(host),
      brief: brief !== undefined,
    };
  } catch {
    return undefined; // a torn escape
  }
}
