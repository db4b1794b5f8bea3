/** Data commands: issued, carried out by DMA or processor, and judged. */
import type { ChipLink } from "./chip-link.js";
import { hex } from "./chip-link.js";
import type { ChipKind } from "./chips.js";
import { dataCommand, formatCommand, InvalidAnswer, makeVerify, Opcode } from "./command-bytes.js";
import type { FormatRequest, SeenSectorId, TransferRequest, TransferResult } from "./controller.js";
import type { MemoryBuffer } from "./data-buffers.js";
import type { DmaChannel } from "./dma-channel.js";
import type { ControllerFault } from "./result.js";
import { faultOf, seenSectorId, transferResult } from "./transfer-result.js";

/** How bytes get between chip and memory. */
export type Mover =
  | {
      readonly kind: "dma";
      readonly channel: DmaChannel;
      readonly buffers: readonly { readonly address: number; readonly sizeBytes: number }[];
    }
  | { readonly kind: "processor"; readonly buffers: readonly MemoryBuffer[] };

type Direction = "read" | "write";

/** A command in the chip. */
interface Pending {
  readonly request: TransferRequest | FormatRequest;
  /** Undefined: the command moves nothing. */
  readonly direction: Direction | undefined;
  readonly bytes: number;
  readonly expectedMs: number;
  /** It failed before it began. */
  readonly fault: ControllerFault | undefined;
}

const IdBytes = 4;
const SegmentSectors = 32;
/** Sector with its gaps, in bytes. */
const SectorOnTape = 1340;

const opcodes = {
  read: Opcode.Read,
  verify: Opcode.Read,
  write: Opcode.Write,
  "write-deleted": Opcode.WriteDeleted,
} as const;

/** What the transfers need of the controller around them. */
export interface TransferHost {
  readonly link: ChipLink;
  readonly kind: ChipKind;
  readonly mover: Mover;
  readonly resetOnTurn: boolean;
  unit(): number;
  rate(): number;
  reset(): Promise<void>;
}

export class Transfers {
  readonly #host: TransferHost;
  readonly #link: ChipLink;
  readonly #mover: Mover;
  readonly #command = new Uint8Array(9);
  readonly #result = new Uint8Array(7);
  #pending: Pending | undefined;
  #lastDirection: Direction | undefined;
  /** VERIFY is not known to be missing. Emulated chips of a kind that has it may not know it. */
  #verifies = true;

  constructor(host: TransferHost) {
    this.#host = host;
    this.#link = host.link;
    this.#mover = host.mover;
  }

  async start(request: TransferRequest): Promise<void> {
    const { kind, id, count } = request;
    const sizeCode = request.sizeCode ?? id.sizeCode;
    const bytes = count * (128 << sizeCode);
    this.#requireFree();
    requireRange("request.count", count, 1, SegmentSectors);
    requireRange("request.id.record", id.record, 1, 256 - count);
    this.#requireRoom(request.buffer, request.offset, bytes);
    const command = this.#command;
    dataCommand(command, opcodes[kind], this.#host.unit(), id, count, sizeCode);
    const direction = kind === "read" || kind === "verify" ? "read" : "write";
    if (kind === "verify" && this.#host.kind.verifies && this.#verifies) {
      const verify = command.slice();
      makeVerify(verify, count);
      await this.#issue(verify, request, undefined, bytes, count);
      if (this.#pending?.fault !== "invalid-command") return;
      this.#verifies = false;
    }
    await this.#issue(command, request, direction, bytes, count);
  }

  async startFormat(request: FormatRequest): Promise<void> {
    const bytes = SegmentSectors * IdBytes;
    this.#requireFree();
    requireRange("request.gap3", request.gap3, 0, 255);
    requireRange("request.filler", request.filler, 0, 255);
    this.#requireRoom(request.buffer, request.offset, bytes);
    const command = formatCommand(this.#host.unit(), request.gap3, request.filler);
    await this.#issue(command, request, "write", bytes, SegmentSectors);
  }

  async finish(timeoutMs: number): Promise<TransferResult> {
    const pending = this.#pending;
    if (pending === undefined) throw new TypeError("finish: no command was started");
    try {
      if (pending.fault !== undefined) {
        await this.#endDma(pending);
        return failed(pending.fault);
      }
      const result = await this.#finish(pending, timeoutMs);
      if (result.fault === "invalid-command" && pending.direction === undefined)
        this.#verifies = false;
      if (result.fault !== undefined)
        this.#link.note(
          2,
          "fdc.fault",
          `${result.fault} after ${result.sectors} sectors: ${hex(this.#result)}`,
        );
      return result;
    } finally {
      this.#pending = undefined;
    }
  }

  /** Gives up the command that has not been finished, if there is one; the chip is reset then. */
  async abandon(): Promise<void> {
    const pending = this.#pending;
    if (pending === undefined) return;
    this.#pending = undefined;
    try {
      await this.#host.reset();
    } finally {
      await this.#endDma(pending);
    }
  }

  async readId(timeoutMs: number): Promise<{ id: SeenSectorId } | { fault: ControllerFault }> {
    this.#requireFree();
    this.#link.forgetInterrupts();
    const fault = await this.#send(Uint8Array.of(Opcode.ReadId, this.#host.unit()));
    if (fault !== undefined) return { fault };
    const count = await this.#link.result(this.#result, timeoutMs, this.#sectorsMs(2));
    if (count < this.#result.length) return { fault: await this.#incomplete(count) };
    const [st0, st1, st2] = this.#result as unknown as [number, number, number];
    const seen = faultOf(st0, st1, st2);
    return seen === undefined ? { id: seenSectorId(this.#result) } : { fault: seen };
  }

  async #issue(
    command: Uint8Array,
    request: TransferRequest | FormatRequest,
    direction: Direction | undefined,
    bytes: number,
    sectors: number,
  ): Promise<void> {
    if (direction !== undefined) {
      if (this.#host.resetOnTurn && direction !== (this.#lastDirection ?? direction))
        await this.#host.reset();
      this.#lastDirection = direction;
      if (this.#mover.kind === "dma") await this.#beginDma(this.#mover, direction, request, bytes);
    }
    this.#link.forgetInterrupts();
    const fault = await this.#send(command);
    this.#pending = { request, direction, bytes, expectedMs: this.#sectorsMs(sectors), fault };
  }

  /** Puts a command into the chip; why it did not take it. */
  async #send(command: Uint8Array): Promise<ControllerFault | undefined> {
    const sent = await this.#link.send(command);
    if (this.#link.trace.level >= 6) this.#link.note(6, "fdc.start", hex(command));
    if (sent === command.length) return undefined;
    const count = sent === 0 ? 0 : await this.#link.result(this.#result, 0, 0);
    if (count === 1 && this.#result[0] === InvalidAnswer) return "invalid-command";
    return await this.#giveUp(`took ${sent} of ${command.length} bytes of command ${hex(command)}`);
  }

  async #finish(pending: Pending, timeoutMs: number): Promise<TransferResult> {
    const sinceMs = this.#link.clock.now();
    let bytesLeft: number | undefined;
    if (pending.direction !== undefined && this.#mover.kind === "processor") {
      const memory = this.#memory(this.#mover, pending);
      bytesLeft =
        pending.bytes -
        (await this.#link.bulk.exchange(this.#link.base, pending.direction, memory, timeoutMs));
      pending = { ...pending, expectedMs: 0 };
    }
    const leftMs = Math.max(timeoutMs - (this.#link.clock.now() - sinceMs), 0);
    const count = await this.#link.result(this.#result, leftMs, pending.expectedMs);
    bytesLeft ??= await this.#endDma(pending);
    if (count < this.#result.length) return failed(await this.#incomplete(count));
    return this.#judge(pending, bytesLeft);
  }

  #judge({ request }: Pending, bytesLeft: number | undefined): TransferResult {
    if (!("id" in request)) {
      const fault = faultOf(this.#result[0]!, this.#result[1]!, this.#result[2]!);
      if (fault !== undefined) return failed(fault);
      return bytesLeft === 0
        ? { sectors: SegmentSectors, deletedMark: false }
        : failed("count-mismatch");
    }
    return transferResult(this.#result, {
      cylinder: request.id.cylinder,
      record: request.id.record,
      count: request.count,
      sectorBytes: 128 << (request.sizeCode ?? request.id.sizeCode),
      bytesLeft,
      processorMoves: this.#mover.kind === "processor",
      trueNextSector: this.#host.kind.trueNextSector,
    });
  }

  /** What a result of so few bytes means. */
  async #incomplete(count: number): Promise<ControllerFault> {
    if (count === 1 && this.#result[0] === InvalidAnswer) return "invalid-command";
    if (count === 0) return await this.#giveUp("did not finish a command in time");
    await this.#giveUp(`gave ${count} of 7 result bytes`);
    return "count-mismatch";
  }

  async #giveUp(what: string): Promise<"timeout"> {
    this.#link.note(1, "fdc.timeout", `controller ${what}; it is reset`);
    await this.#host.reset();
    return "timeout";
  }

  #beginDma(
    { channel, buffers }: Extract<Mover, { kind: "dma" }>,
    direction: Direction,
    { buffer, offset }: { buffer: number; offset: number },
    bytes: number,
  ): Promise<void> {
    const address = buffers[buffer]!.address + offset;
    if (this.#link.trace.level >= 6)
      this.#link.note(6, "dma.begin", `${direction} ${bytes} bytes at 0x${address.toString(16)}`);
    return channel.begin(direction === "read" ? "to-memory" : "to-device", address, bytes);
  }

  /** Stops the channel if the command made use of it. Returns the bytes that it was still to move. */
  async #endDma({ direction }: Pending): Promise<number | undefined> {
    if (direction === undefined || this.#mover.kind !== "dma") return undefined;
    return await this.#mover.channel.end();
  }

  #memory({ buffers }: Extract<Mover, { kind: "processor" }>, { request, bytes }: Pending) {
    const { buffer, offset } = request;
    return buffers[buffer]!.bytes.subarray(offset, offset + bytes);
  }

  #sectorsMs(sectors: number): number {
    return (sectors * SectorOnTape * 8) / this.#host.rate();
  }

  #requireFree(): void {
    if (this.#pending !== undefined)
      throw new TypeError("request: the command before has not been finished");
  }

  #requireRoom(buffer: number, offset: number, bytes: number): void {
    requireRange("request.buffer", buffer, 0, this.#mover.buffers.length - 1);
    requireRange("request.offset", offset, 0, this.#mover.buffers[buffer]!.sizeBytes - bytes);
  }
}

function failed(fault: ControllerFault): TransferResult {
  return { sectors: 0, fault, deletedMark: false };
}

/** @throws {RangeError} */
export function requireRange(name: string, value: number, low: number, high: number): void {
  if (!(Number.isInteger(value) && value >= low && value <= high))
    throw new RangeError(`${name}: ${value} is not within ${low} to ${high}`);
}
