import { promises, readFileSync } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { TapeError } from "@floppytape/magtape";
import { codeOf, isNotWritable, naming } from "./file-error.js";
import { type ImageName, imageNameOf, lockPath } from "./image-file.js";
import { type Claim, claimLine, holderIn, withdrawalLine } from "./lock-claims.js";
import { ownIdentity } from "./process-identity.js";

/** How to wait for a lock that another process holds. */
export interface LockWait {
  /** Milliseconds until EBUSY. Default 0: don't wait. */
  readonly waitMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface LockOptions extends LockWait {
  /** The lock is held for a moment, without waiting for anybody but others who do the same. */
  readonly brief?: boolean;
}

/** A lock that is held. */
export interface Lock {
  /** Lets go; a second call does nothing. */
  release(): Promise<void>;
}

/** Time between two looks at a lock. */
const pollMs = 50;
/** How long anybody waits for a brief lock: many times as long as one is held. */
const patienceMs = 2000;
/** The claims of many thousand processes; what is longer is no lock file. */
const maxLockBytes = 1 << 20;

/**
 * Takes the lock of an image; undefined where the folder takes no files, so that nobody can have it.
 *
 * The lock file is a list of claims, each appended by one write, and the first claim of a running
 * process holds the lock. A claim never moves and a dead process never runs again, so the lock of a
 * process that was killed goes to the next claim in the list, and to no other. Only the holder
 * removes the file, and a claim in a file that was removed counts for nothing.
 * @throws {TapeError} `EBUSY` with `holderPid`; `EINTR` when aborted.
 */
export async function lockImage(
  image: ImageName,
  { waitMs, signal, brief = false }: LockOptions = {},
): Promise<Lock | undefined> {
  const isTimeOver = timer(waitMs);
  return naming(lockPath(image), "cannot be used as a lock", async () => {
    const { randomBytes } = await import("node:crypto"); // slow to load, and readers don't lock
    const claim: Claim = { ...ownIdentity(), id: randomBytes(8).toString("hex"), brief };
    for (;;) {
      const handle = await openLockFile(image);
      if (handle === undefined) return undefined;
      const lock = await claimIn(handle, image, claim, isTimeOver, signal);
      if (lock) return lock;
    }
  });
}

/**
 * Takes the lock of a file that only one process at a time may write, there or not yet: `PATH.lock`, as of
 * images. Undefined where the folder takes no files.
 * @throws {TapeError} as {@link lockImage}; `ENOENT` for a folder that is not there, `EISDIR`, `ENXIO`.
 */
export async function lockFile(path: string, options: LockWait = {}): Promise<Lock | undefined> {
  return lockImage(await imageNameOf(path), options);
}

/**
 * Waits until nobody has the lock of an image, without taking it.
 * @throws {TapeError} as {@link lockImage}.
 */
export async function waitForLock(image: ImageName, wait: LockWait = {}): Promise<void> {
  const isTimeOver = timer(wait.waitMs);
  await naming(lockPath(image), "cannot be read", async () => {
    for (;;) {
      const holder = holderIn(lockText(image));
      if (holder === undefined) return;
      if (isTimeOver(holder)) throw busy(image, holder);
      await nextPoll(image, wait.signal);
    }
  });
}

/** The lock file as it is, "" when there is none. */
function lockText(image: ImageName): string {
  try {
    return readFileSync(lockPath(image), "latin1");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return "";
    throw error;
  }
}

/** Tells, from the first time it is asked, whether there was enough waiting for a holder. */
function timer(waitMs = 0): (holder: Claim) => boolean {
  let start: number | undefined;
  return ({ brief }) => {
    const now = performance.now();
    start ??= now;
    return now - start >= (brief ? Math.max(waitMs, patienceMs) : waitMs);
  };
}

/** Claims the lock in an open lock file; undefined when the file was removed meanwhile. */
async function claimIn(
  handle: FileHandle,
  image: ImageName,
  claim: Claim,
  isTimeOver: (holder: Claim) => boolean,
  signal: AbortSignal | undefined,
): Promise<Lock | undefined> {
  try {
    await append(handle, claimLine(claim));
    for (;;) {
      const holder = holderIn(await contentsOf(handle, image));
      // After reading: a file that is still there now was the right one then.
      if (holder === undefined || !(await isStillThere(handle, image))) break;
      if (holder.id === claim.id) return lockOf(handle, image, claim);
      if (isTimeOver(holder)) throw busy(image, holder);
      await nextPoll(image, signal);
    }
  } catch (error) {
    await append(handle, withdrawalLine(claim)).finally(() => handle.close());
    throw error;
  }
  await handle.close();
  return undefined;
}

async function openLockFile(image: ImageName): Promise<FileHandle | undefined> {
  try {
    return await promises.open(lockPath(image), "a+");
  } catch (error) {
    if (!isNotWritable(error)) throw error;
    await waitForLock(image); // a lock that is another user's still counts
    return undefined;
  }
}

async function contentsOf(handle: FileHandle, image: ImageName): Promise<string> {
  const { size } = await handle.stat();
  if (size > maxLockBytes)
    throw new TapeError("EBUSY", `${lockPath(image)}: has ${size} bytes and is no lock file`, {
      path: image.path,
    });
  const buffer = Buffer.alloc(size);
  const { bytesRead } = await handle.read(buffer, 0, size, 0);
  return buffer.toString("latin1", 0, bytesRead);
}

async function isStillThere(handle: FileHandle, image: ImageName): Promise<boolean> {
  const own = await handle.stat({ bigint: true });
  const named = await promises.stat(lockPath(image), { bigint: true }).catch(() => undefined);
  return named !== undefined && named.ino === own.ino && named.dev === own.dev;
}

function lockOf(handle: FileHandle, image: ImageName, claim: Claim): Lock {
  let held = true;
  return {
    async release() {
      if (!held) return;
      held = false;
      await naming(lockPath(image), "cannot be given back", async () => {
        try {
          // In this order: once the claim is withdrawn, the file belongs to the next one.
          if (await isStillThere(handle, image)) await promises.unlink(lockPath(image));
          await append(handle, withdrawalLine(claim));
        } finally {
          await handle.close();
        }
      });
    },
  };
}

async function append(handle: FileHandle, line: string): Promise<void> {
  await handle.appendFile(line, "latin1");
}

async function nextPoll({ path }: ImageName, signal: AbortSignal | undefined): Promise<void> {
  try {
    signal?.throwIfAborted();
    await pause(pollMs, undefined, signal && { signal });
  } catch (cause) {
    throw new TapeError(
      "EINTR",
      `${path}: interrupted while waiting for its lock`,
      { path },
      cause,
    );
  }
}

function busy(image: ImageName, { pid, host }: Claim): TapeError {
  const own = ownIdentity();
  const elsewhere = host !== own.host;
  const holder = elsewhere
    ? `process ${pid} on ${host} (if that has ended, remove ${lockPath(image)})`
    : `process ${pid}${pid === own.pid ? ", which is this one" : ""}`;
  const details = { path: image.path, holderPid: pid, holderHost: host };
  return new TapeError("EBUSY", `${image.path}: in use by ${holder}`, details);
}
