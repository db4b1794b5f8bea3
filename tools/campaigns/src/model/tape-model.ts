import {
  addressOfFile,
  blocksIn,
  type ModelFile,
  type OpenFile,
  placeAt,
  type ShownFile,
  shownFile,
} from "./model-file.js";
import type { Outcome, ReadOutcome, WriteOutcome } from "./outcome.js";
import { compressedFileFits, fitsUncompressed, plainBytesTaken } from "./room-for-writes.js";
import type { TapeRoom } from "./tape-room.js";

const ok: Outcome = {};

/**
 * A tape as its user knows it: files, each an array of bytes, and a place in front of a byte of one of
 * them; in front of its mark, when that is its end. Made from the description of the driver alone.
 */
export class TapeModel {
  files: ModelFile[] = [];
  file = 0;
  offset = 0;
  blockSize = 10240;
  private expands = false;
  private mayWrite = false;
  private reading = false;
  private readsAtEnd = 0;
  private open: OpenFile | undefined;

  constructor(private readonly room: TapeRoom) {}

  get writing(): "plain" | "compressed" | undefined {
    return this.open && (this.open.compressed ? "compressed" : "plain");
  }

  get atEnd(): boolean {
    return this.open !== undefined || this.file >= this.files.length;
  }

  get atBeginning(): boolean {
    return this.open === undefined && this.file === 0 && this.offset === 0;
  }

  /** Whether the end-of-file bit is set; undefined: an empty file, where it depends on the way there. */
  get beforeMark(): boolean | undefined {
    if (this.atEnd) return false;
    const { bytes } = this.shown(this.file);
    return bytes === 0 ? undefined : this.offset === bytes;
  }

  get fileNumber(): number {
    return this.open ? this.files.length : this.file;
  }

  get blockNumber(): number {
    if (this.open)
      return this.addressOf(this.files.length) + blocksIn(this.open.bytes, this.open.blockSize);
    const { blockSize } = this.atEnd ? this : this.shown(this.file);
    return this.addressOf(this.file) + blocksIn(this.offset, blockSize);
  }

  /** User bytes, recorded block size and compression of the file at the place; undefined at the end. */
  get current() {
    if (this.open) return this.open;
    const file = this.files[this.file];
    return file && { ...file, bytes: file.content.length };
  }

  openNode(expands: boolean, mayWrite: boolean): void {
    const file = this.files[this.file];
    if (file?.compressed && expands !== this.expands && this.offset > 0) {
      const atMark = this.offset === this.shown(this.file).bytes;
      this.expands = expands;
      this.offset = atMark ? this.shown(this.file).bytes : 0;
    }
    this.expands = expands;
    this.mayWrite = mayWrite;
    this.ask();
  }

  closeNode(rewinds: boolean): void {
    if (this.open) this.endOfData();
    if (rewinds) this.goTo(0);
  }

  /** A question: ends reading only. */
  ask(): Outcome {
    this.reading = false;
    this.readsAtEnd = 0;
    return ok;
  }

  /** What ends reading and the file being written, and nothing else. */
  idle(): Outcome {
    this.ask();
    if (this.open === undefined) return ok;
    const { parts, bytes, firstSegment, compressed, blockSize } = this.open;
    const end = this.room.before(firstSegment) + bytes;
    const lastSegment = compressed ? Number.NaN : this.room.segmentAt(end - 1);
    const content = new Uint8Array(Buffer.concat(parts));
    this.open = undefined;
    this.files.push({ content, blockSize, compressed, firstSegment, lastSegment });
    this.goTo(this.files.length - 1, bytes);
    return ok;
  }

  /** How far a compressed file went is for the driver to say. */
  learnEnd(lastSegments: readonly number[]): void {
    this.files.forEach((file, i) => {
      if (Number.isNaN(file.lastSegment)) file.lastSegment = lastSegments[i]!;
    });
  }

  read(length: number): ReadOutcome {
    if (length === 0) return { count: 0, resid: 0 };
    if (!this.reading) this.idle();
    this.reading = true;
    if (this.atEnd) {
      this.readsAtEnd++;
      return { count: 0, resid: length, ...(this.readsAtEnd > 2 ? { code: "EIO" } : {}) };
    }
    const { bytes, blockSize, content } = this.shown(this.file);
    if (length % blockSize !== 0) return { count: 0, code: "EINVAL", resid: length };
    const count = Math.min(length, bytes - this.offset);
    const from = this.offset;
    if (count === 0) {
      this.goTo(this.file + 1);
      this.ask();
    } else this.offset += count;
    return { count, resid: length - count, content: content?.subarray(from, from + count) };
  }

  /** {@link wrote} follows, with what was taken. */
  write(length: number): WriteOutcome {
    const blockSize = this.open?.blockSize ?? this.blockSize;
    if (length % blockSize !== 0) return { code: "EINVAL", resid: length };
    if (length === 0) return { taken: 0, resid: 0 };
    this.ask();
    if (!this.mayChange()) return { code: "EACCES", resid: length };
    const compressed = this.open?.compressed ?? this.expands;
    if (compressed && blockSize === 1) return { code: "EINVAL", resid: length };
    const first =
      this.open?.firstSegment ??
      (this.atBeginning ? this.room.firstDataSegment + 1 : this.endSegment);
    if (compressed) {
      if (!this.open && !compressedFileFits(this.room, first, blockSize))
        return { code: "ENOSPC", resid: length };
      const bytes = (this.open?.bytes ?? 0) + length;
      return fitsUncompressed(this.room, first, bytes, blockSize) ? { taken: length } : {};
    }
    const start = this.room.before(first) + (this.open?.bytes ?? 0);
    const taken = plainBytesTaken(this.room, start, length, blockSize);
    if (taken === 0) return { code: "ENOSPC", resid: length };
    return { taken, resid: length - taken };
  }

  wrote(data: Uint8Array): void {
    if (data.length === 0) return;
    if (this.open === undefined) {
      if (this.atBeginning) this.files = [];
      const { blockSize, expands: compressed, endSegment: firstSegment } = this;
      this.open = { parts: [], bytes: 0, firstSegment, compressed, blockSize };
    }
    this.open.parts.push(data);
    this.open.bytes += data.length;
  }

  forwardFiles(count: number): Outcome {
    this.idle();
    return this.toFile(this.file + count);
  }

  backwardFiles(count: number): Outcome {
    this.idle();
    return count === 0 ? ok : this.toFile(this.file - count + 1);
  }

  forwardToMark(count: number): Outcome {
    this.idle();
    if (count === 0) return ok;
    const file = this.file + count - 1;
    if (file > this.files.length)
      return this.stopAt(this.files.length, file - this.files.length + 1);
    this.goTo(file, this.files[file] ? this.shown(file).bytes : 0);
    return ok;
  }

  backwardToMark(count: number): Outcome {
    this.idle();
    if (count === 0) return ok;
    const file = this.file - count;
    if (file < 0) return this.stopAt(0, -file);
    this.goTo(file, this.shown(file).bytes);
    return ok;
  }

  spaceBlocks(count: number): Outcome {
    this.idle();
    return this.toAddress(this.blockNumber + count);
  }

  seek(address: number): Outcome {
    this.idle();
    return this.toAddress(address);
  }

  endOfData(): Outcome {
    this.idle();
    return this.toFile(this.files.length);
  }

  rewind(): Outcome {
    this.idle();
    return this.toFile(0);
  }

  setBlockSize(bytes: number): Outcome {
    this.idle();
    const known = bytes >= 0 && bytes <= 63488 && bytes % 1024 === 0;
    if (!known || (bytes === 0 && this.expands)) return { code: "EINVAL" };
    this.blockSize = bytes === 0 ? 1 : bytes;
    return ok;
  }

  writeMarks(count: number): Outcome {
    if (!this.mayChange()) return { code: "EACCES" };
    if (count === 0) return ok;
    this.ask();
    let left = count;
    if (this.open) {
      this.idle();
      left--;
    } else if (this.atBeginning) this.files = [];
    const { blockSize } = this;
    for (; left > 0 && this.endSegment <= this.room.lastDataSegment; left--) {
      const firstSegment = this.endSegment;
      const lastSegment = firstSegment;
      const content = new Uint8Array(0);
      this.files.push({ content, blockSize, compressed: false, firstSegment, lastSegment });
    }
    this.goTo(this.files.length);
    return left === 0 ? ok : { code: "ENOSPC", resid: left };
  }

  erase(): Outcome {
    if (!this.mayChange()) return { code: "EACCES" };
    this.ask();
    this.open = undefined;
    this.files = [];
    this.goTo(0);
    return ok;
  }

  private get endSegment(): number {
    return (this.files.at(-1)?.lastSegment ?? this.room.firstDataSegment) + 1;
  }

  private mayChange(): boolean {
    return this.mayWrite && (this.atBeginning || this.atEnd);
  }

  private goTo(file: number, offset = 0): void {
    this.file = file;
    this.offset = offset;
  }

  private addressOf(index: number): number {
    return addressOfFile(this.allShown().slice(0, index));
  }

  private allShown(): ShownFile[] {
    return this.files.map((_, index) => this.shown(index));
  }

  private shown(index: number): ShownFile {
    return shownFile(this.files[index]!, this.expands, this.room);
  }

  private toFile(file: number): Outcome {
    if (file < 0) return this.stopAt(0, -file);
    if (file > this.files.length) return this.stopAt(this.files.length, file - this.files.length);
    this.goTo(file);
    return ok;
  }

  private toAddress(address: number): Outcome {
    const end = this.addressOf(this.files.length);
    if (address < 0) return this.stopAt(0, -address);
    if (address > end) return this.stopAt(this.files.length, address - end);
    const { file, offset } = placeAt(this.allShown(), address);
    this.goTo(file, offset);
    return ok;
  }

  private stopAt(file: number, resid: number): Outcome {
    this.goTo(file);
    return { code: "EINVAL", resid };
  }
}
