import { rmSync, statSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { type ByteStore, CartridgeError, type RescueMap } from "@floppytape/cartridge";
import { openFileBytes, readRescueMapFile, writeRescueMapFile } from "@floppytape/cartridge/node";
import { type Lock, lockFile } from "@floppytape/devices";
import { TapeError } from "@floppytape/magtape";
import type { ImagingTarget } from "@floppytape/rescue";
import { refuseSources } from "../source-files.js";
import { systemMessage } from "../system-message.js";
import { CommandError } from "../usage-error.js";

/** What is done about files that are there already. */
export interface GrowingImageOptions {
  /** Begin anew: what an earlier run has left is removed. */
  readonly restart: boolean;
  /** A finished image is taken up again: what it lacks is tried as if it had only failed once. */
  readonly again: boolean;
  /** The file that the cartridge is read from, if it is one. */
  readonly source: string | undefined;
}

/**
 * An image that has its name only when it is complete: until then it is `NAME.part`, and what was read of it
 * is in the rescue map `NAME.part.map`, which is all that the next run needs.
 */
export interface GrowingImage {
  readonly target: ImagingTarget;
  /** An earlier run has begun it. */
  readonly resumed: boolean;
  /** Gives the image its name, with its map beside it if that has holes. */
  complete(map: RescueMap): Promise<void>;
  /** Lets go of the file; what was read stays for the next run. A second call does nothing. */
  close(): Promise<void>;
}

/**
 * Opens the image that is to become `name`.
 * @throws {CommandError} when it is complete already, cannot be gone on with, is what it is read from, or
 *   another process reads into it.
 */
export async function openGrowingImage(
  name: string,
  { restart, again, source }: GrowingImageOptions,
): Promise<GrowingImage> {
  refuseSources(name, source === undefined ? [] : [source]);
  const lock = await named(() => lockFile(name));
  try {
    return await openLocked(name, { restart, again }, lock);
  } catch (error) {
    await lock?.release();
    throw error;
  }
}

async function openLocked(
  name: string,
  { restart, again }: Pick<GrowingImageOptions, "restart" | "again">,
  lock: Lock | undefined,
): Promise<GrowingImage> {
  const partial = `${name}.part`;
  if (again) await takeUpAgain(name, partial);
  else if (exists(name))
    throw new CommandError(`${name}: is there already; --again reads what it lacks once more`);
  if (restart) for (const path of [partial, `${partial}.map`]) rmSync(path, { force: true });

  const map = await named(() => readRescueMapFile(partial));
  const resumed = map !== undefined;
  if (!resumed && (sizeOf(partial) ?? 0) > 0)
    throw new CommandError(`${partial}: is there without its map; --restart begins anew`);
  const file = await named(() => openFileBytes(partial, { write: true, create: true }));
  let closed = false;
  const close = async () => {
    if (closed) return;
    closed = true;
    await file.close();
  };
  const letGo = async () => {
    try {
      await close();
    } finally {
      await lock?.release();
    }
  };
  return {
    target: {
      bytes: namedBytes(file),
      map,
      saveMap: (changed) => named(() => writeRescueMapFile(partial, changed)),
    },
    resumed,
    async complete(last) {
      await named(async () => {
        await close();
        // The map before the image: without it the holes would pass for data.
        const whole = last.blocks.every(({ status }) => status === "+");
        if (whole) await rm(`${name}.map`, { force: true });
        else await writeRescueMapFile(name, last);
        await rename(partial, name);
        await rm(`${partial}.map`, { force: true });
      });
    },
    close: letGo,
  };
}

/** Turns a finished image into one that has only failed so far, in steps that leave one of the two. */
async function takeUpAgain(name: string, partial: string): Promise<void> {
  if (!exists(name)) {
    if (exists(partial)) return; // taken up before
    throw new CommandError(`${name}: no such file, so that there is nothing to read again`);
  }
  if (exists(partial))
    throw new CommandError(`${partial}: is there as well as ${name}; one of them has to go`);
  await named(async () => {
    const map = await readRescueMapFile(name);
    if (map === undefined) throw new CommandError(`${name}: has no map: it lacks nothing`);
    const blocks = map.blocks.map((block) =>
      block.status === "-" ? { ...block, status: "*" as const } : block,
    );
    await writeRescueMapFile(partial, { blocks });
    await rename(name, partial);
    await rm(`${name}.map`, { force: true });
  });
}

/** File errors are told by the file's own name, not by that of the device that is read. */
async function named<T>(body: () => Promise<T>): Promise<T> {
  try {
    return await body();
  } catch (error) {
    if (error instanceof CommandError) throw error;
    const isWorded = error instanceof CartridgeError || error instanceof TapeError;
    const message = isWorded ? error.message : systemMessage(error);
    throw new CommandError(message, { cause: error });
  }
}

function namedBytes(file: ByteStore): ByteStore {
  return {
    get sizeBytes() {
      return file.sizeBytes;
    },
    read: (position, into) => named(() => file.read(position, into)),
    write: (position, bytes) => named(() => file.write(position, bytes)),
    sync: () => named(() => file.sync()),
    close: () => named(() => file.close()),
  };
}

function sizeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.size;
}

function exists(path: string): boolean {
  return sizeOf(path) !== undefined;
}
