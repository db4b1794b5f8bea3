import type { OpenTape } from "@floppytape/devices";
import { TapeError } from "@floppytape/magtape";

/** Cuts a stream into blocks and writes them to the tape. */
export interface BlockWriter {
  /** Bytes that the tape has taken. */
  readonly written: number;
  /** Bytes that were not handed over yet. */
  readonly pending: number;
  /** @throws {TapeError} `ENOSPC` when the cartridge is full; {@link written} is what it holds. */
  write(bytes: Uint8Array): Promise<void>;
  /** Writes the whole blocks among the pending bytes and forgets the rest. */
  flushBlocks(): Promise<void>;
  /** Fills the last block with zeros and writes all that is pending; returns how many zeros. */
  pad(): Promise<number>;
}

/** Bytes handed over in one call: a few segments, in whole blocks. */
const TargetBytes = 256 * 1024;
/** A process that is killed loses at most this much of what it was given, unless a tape would have to stop. */
const SafeBytes = 8 * 1024 * 1024;

/** A writer of blocks of `blockBytes`; 0: any size is written as it comes, in large pieces. */
export function createBlockWriter(
  { unit, drive }: Pick<OpenTape, "unit" | "drive">,
  blockBytes: number,
): BlockWriter {
  const unitBytes = blockBytes === 0 ? 1 : blockBytes;
  const buffer = new Uint8Array(Math.max(1, Math.floor(TargetBytes / unitBytes)) * unitBytes);
  let filled = 0;
  let written = 0;
  let safe = 0;

  const flush = async (end: number): Promise<void> => {
    if (end === 0) return;
    const taken = await unit.write(buffer.subarray(0, end));
    written += taken;
    if (taken < end)
      throw new TapeError("ENOSPC", `the cartridge is full: ${written} bytes were written`, {
        written,
      });
    buffer.copyWithin(0, end, filled);
    filled -= end;
    if (drive !== undefined || written - safe < SafeBytes) return;
    await unit.flush();
    safe = written;
  };

  return {
    get written() {
      return written;
    },
    get pending() {
      return filled;
    },
    async write(bytes) {
      for (let at = 0; at < bytes.length; ) {
        const part = bytes.subarray(at, at + buffer.length - filled);
        buffer.set(part, filled);
        filled += part.length;
        at += part.length;
        if (filled === buffer.length) await flush(filled);
      }
    },
    async flushBlocks() {
      await flush(Math.floor(filled / unitBytes) * unitBytes);
      filled = 0;
    },
    async pad() {
      const whole = Math.ceil(filled / unitBytes) * unitBytes;
      const zeros = whole - filled;
      buffer.fill(0, filled, whole);
      filled = whole;
      await flush(whole);
      return zeros;
    },
  };
}
