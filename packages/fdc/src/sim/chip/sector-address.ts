/** C, H, R and N of a data command while it goes from sector to sector. */
import type { SectorId } from "@floppytape/qic-format";
import type { ResultAddress } from "./execution.js";

/** Records of a cylinder, where a chip counts through. */
const RecordsPerCylinder = 128;
const LastCylinder = 254;

export class SectorAddress implements ResultAddress {
  cylinder = 0;
  head = 0;
  record = 0;
  sizeCode = 0;
  /** EOT: the last record of the cylinder, as far as the command is concerned. */
  #end = 0;
  #multiTrack = false;
  #countsThrough = false;
  readonly #id = { cylinder: 0, head: 0, record: 0, sizeCode: 3 as const };

  /** @param bytes a data command */
  set(bytes: readonly number[], countsThrough: boolean): void {
    this.#multiTrack = (bytes[0]! & 0x80) !== 0;
    this.cylinder = bytes[2]!;
    this.head = bytes[3]!;
    this.record = bytes[4]!;
    this.sizeCode = bytes[5]!;
    this.#end = bytes[6]!;
    this.#countsThrough = countsThrough;
  }

  /** For the drive; only good until the next call. */
  get id(): SectorId {
    this.#id.cylinder = this.cylinder;
    this.#id.head = this.head;
    this.#id.record = this.record;
    return this.#id;
  }

  is(id: SectorId): boolean {
    return (
      id.record === this.record &&
      id.cylinder === this.cylinder &&
      id.head === this.head &&
      id.sizeCode === this.sizeCode
    );
  }

  /** No other sector follows this one. */
  get isLast(): boolean {
    return this.record === this.#end && !this.#goesToOtherHead;
  }

  /** Sectors to the end, this one included. */
  get sectors(): number {
    const here = Math.max(this.#end - this.record + 1, 0);
    return this.#goesToOtherHead ? here + this.#end : here;
  }

  /** To the sector that follows; past the last one to where a chip believes that to be. */
  advance(): void {
    if (this.#countsThrough) this.#countOn();
    else if (this.record !== this.#end) this.record = (this.record + 1) & 0xff;
    else {
      if (!this.#multiTrack || this.head & 1) this.cylinder = (this.cylinder + 1) & 0xff;
      if (this.#multiTrack) this.head ^= 1;
      this.record = 1;
    }
  }

  get #goesToOtherHead(): boolean {
    return this.#multiTrack && !(this.head & 1);
  }

  #countOn(): void {
    if (this.record < RecordsPerCylinder) {
      this.record++;
      return;
    }
    this.record = 1;
    if (this.cylinder < LastCylinder) this.cylinder++;
    else {
      this.cylinder = 0;
      this.head = (this.head + 1) & 0xff;
    }
  }
}
