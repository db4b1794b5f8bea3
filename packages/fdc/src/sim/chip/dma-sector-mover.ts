/** DMA by whole sectors: one event when the sector has passed. */

import type { SectorMark } from "../cable.js";
import { DmaMode } from "../dma/dma-channel.js";
import type { VirtualAlarm } from "../virtual-clock.js";
import type { ExecutionHost } from "./execution.js";
import { type MoverOwner, SectorBytes, type SectorMover, struckAfter } from "./sector-mover.js";

export class DmaSectorMover implements SectorMover {
  readonly #host: ExecutionHost;
  readonly #owner: MoverOwner;
  readonly #passed: VirtualAlarm;
  readonly #bytes = new Uint8Array(SectorBytes);
  #mark: SectorMark | undefined;
  #writes = false;
  #moves = false;
  /** WRITE DELETED DATA. */
  deleted = false;

  constructor(host: ExecutionHost, owner: MoverOwner) {
    this.#host = host;
    this.#owner = owner;
    this.#passed = host.clock.alarm(() => this.#move());
  }

  move(mark: SectorMark, direction: "read" | "write", moves: boolean): void {
    this.#mark = mark;
    this.#writes = direction === "write";
    this.#moves = moves;
    this.#passed.set(mark.endNs);
  }

  cancel(): void {
    this.#passed.cancel();
  }

  #move(): void {
    if (!this.#moves) {
      this.#owner.moved(false);
      return;
    }
    const { dma, quirks } = this.#host;
    const struck = struckAfter(this.#host, this.#writes ? "write" : "read", this.#mark);
    if (dma.ready && struck < 0) this.#owner.moved(this.#writes ? this.#write() : this.#read());
    else if (quirks.neverOverruns)
      this.#passed.set(this.#host.clock.nowNs + SectorBytes * this.#host.byteNs);
    else this.#lose(Math.max(struck, 0));
  }

  #read(): boolean {
    const { channel } = this.#host.dma;
    const drive = this.#host.drive!;
    const page = channel.inPlace(DmaMode.ToMemory, SectorBytes);
    if (page) {
      drive.readSector(this.#mark!, page, channel.address);
      return channel.advance(SectorBytes);
    }
    drive.readSector(this.#mark!, this.#bytes, 0);
    const left = channel.count + 1;
    return channel.store(this.#bytes, 0, SectorBytes) === left;
  }

  #write(): boolean {
    const { channel } = this.#host.dma;
    const drive = this.#host.drive!;
    const page = channel.inPlace(DmaMode.FromMemory, SectorBytes);
    if (page) {
      drive.writeSector(this.#mark!, page, channel.address, this.deleted);
      return channel.advance(SectorBytes);
    }
    const left = channel.count + 1;
    const moved = channel.fetch(this.#bytes, 0, SectorBytes);
    this.#bytes.fill(0, moved);
    drive.writeSector(this.#mark!, this.#bytes, 0, this.deleted);
    return moved === left;
  }

  /** The bytes before the loss have been moved. */
  #lose(bytes: number): void {
    const { dma, drive } = this.#host;
    if (dma.ready && bytes > 0) {
      if (this.#writes) dma.channel.fetch(this.#bytes, 0, bytes);
      else {
        drive!.readSector(this.#mark!, this.#bytes, 0);
        dma.channel.store(this.#bytes, 0, bytes);
      }
    }
    if (this.#writes) drive!.spoilSector?.(this.#mark!);
    this.#owner.lost();
  }
}
