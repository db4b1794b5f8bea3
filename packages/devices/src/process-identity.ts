import { readFileSync } from "node:fs";
import { hostname } from "node:os";

/**
 * What tells one process from all others: pids are used again, so the time of its start belongs to
 * it, and that counts from the start of one machine.
 */
export interface ProcessIdentity {
  readonly pid: number;
  readonly host: string;
  /** Boot and clock tick of the start; "" where the system does not tell. */
  readonly started: string;
}

/** The identity of this process. */
export function ownIdentity(): ProcessIdentity {
  return { pid: process.pid, host: hostname(), started: startOf(process.pid) ?? "" };
}

/**
 * Whether the process still runs. One on another machine is taken to: nobody can tell from here.
 */
export function isRunning({ pid, host, started }: ProcessIdentity): boolean {
  if (host !== hostname()) return true;
  if (!isKnown(pid)) return false;
  const now = startOf(pid);
  if (now === undefined) return false;
  return started === "" || now === "" || started === now;
}

function isKnown(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is another user's, so it exists.
    return (error as { code?: string }).code === "EPERM";
  }
}

/** When a process was started; undefined when it has ended, "" where `/proc` is not as on Linux. */
function startOf(pid: number): string | undefined {
  const stat = textOf(`/proc/${pid}/stat`);
  // The name in parentheses may contain anything, parentheses too.
  const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ") ?? [];
  const [state, start] = [fields[0], fields[19]];
  if (state === "Z" || state === "X") return undefined; // ended, but not waited for
  const boot = textOf("/proc/sys/kernel/random/boot_id")?.slice(0, 8);
  return start === undefined || boot === undefined ? "" : `${boot}-${start}`;
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return undefined; // no such process, or no such system
  }
}
