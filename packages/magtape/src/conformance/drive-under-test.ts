import { TapeError } from "../errors.js";
import { MtOp } from "../mt-op.js";
import type { TapeUnit } from "../tape-unit.js";
import type { TapeDrive, TapeUnitTraits } from "./fixture.js";
import type { ConformanceRunner } from "./runner.js";

/** What the body of a test is given. */
export interface DriveUnderTest {
  readonly drive: TapeDrive;
  readonly traits: TapeUnitTraits;
  readonly expect: ConformanceRunner["expect"];
  /** Reads a block and expects it to be this one of those that {@link recordFiles} wrote. */
  expectBlock(unit: TapeUnit, file: number, block: number): Promise<void>;
}

/** Declares one test of a suite; the drive is made for it and disposed of after it. */
export type DriveTest = (name: string, body: (given: DriveUnderTest) => Promise<void>) => void;

/** Opens, runs `body` and closes, also when `body` fails. */
export async function withOpen<T>(
  drive: TapeDrive,
  mode: "r" | "rw",
  body: (unit: TapeUnit) => Promise<T>,
): Promise<T> {
  const unit = await drive.open(mode);
  try {
    return await body(unit);
  } finally {
    await unit.close();
  }
}

/** Writes files, each of so many blocks and in an open of its own, from the beginning of the tape on. */
export async function recordFiles(
  drive: TapeDrive,
  blockBytes: number,
  blockCounts: readonly number[],
): Promise<void> {
  for (const [file, blockCount] of blockCounts.entries())
    await withOpen(drive, "rw", async (unit) => {
      for (let block = 0; block < blockCount; block++)
        await unit.write(blockContent(blockBytes, file, block));
    });
  await withOpen(drive, "r", (unit) => unit.operation(MtOp.Rewind, 1));
}

/** Bytes that occur in no other block, nor at another place of this one. */
export function blockContent(blockBytes: number, file: number, block: number): Uint8Array {
  const bytes = new Uint8Array(blockBytes);
  let state = (file * 0x10001 + block * 0x101 + 1) >>> 0;
  for (let i = 0; i < bytes.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[i] = state >>> 24;
  }
  return bytes;
}

/** Bytes in a form that a failed test shows in one line. */
export function describeBytes(bytes: Uint8Array): string {
  let sum = 0;
  for (const byte of bytes) sum = (Math.imul(sum, 31) + byte) >>> 0;
  return `${bytes.length} bytes, sum ${sum.toString(16)}`;
}

/** One read of a block. */
export async function readBlock(unit: TapeUnit, blockBytes: number): Promise<Uint8Array> {
  const into = new Uint8Array(blockBytes);
  return into.subarray(0, await unit.read(into));
}

/** The errno name that a call fails with, "none" if it doesn't fail. Other errors are passed on. */
export async function codeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return "none";
  } catch (error) {
    if (error instanceof TapeError) return error.code;
    throw error;
  }
}
