/** One channel of the PC's 8-bit DMA controller. */
import type { BulkTransfer, PortIo } from "../hardware.js";

const MaskPort = 0x0a;
const ModePort = 0x0b;
const FlipFlopPort = 0x0c;
/** Page registers of channels 0 to 3. */
const PagePorts = [0x87, 0x83, 0x81, 0x82] as const;
/** Single transfers, from device to memory or from memory to device. */
const ToMemory = 0x44;
const ToDevice = 0x48;
const Masked = 4;

const PageBytes = 0x10000;
const AddressableBytes = 0x1000000;

/** Why the channel cannot reach a piece of memory, in words; undefined when it can. */
export function dmaObstacle(address: number, sizeBytes: number): string | undefined {
  if (address < 0 || address + sizeBytes > AddressableBytes)
    return `it ends at 0x${(address + sizeBytes).toString(16)}, above 16 MiB`;
  if (Math.floor(address / PageBytes) !== Math.floor((address + sizeBytes - 1) / PageBytes))
    return `it crosses a 64 KiB page between 0x${address.toString(16)} and 0x${(address + sizeBytes).toString(16)}`;
  return undefined;
}

/** Programs a channel and reads what it left. */
export class DmaChannel {
  readonly #bulk: BulkTransfer;
  readonly #io: PortIo;
  readonly #countPort: number;
  /** Port and value pairs, of which only the values at the odd places below change. */
  readonly #program: number[];
  readonly #stop: readonly number[];

  constructor(bulk: BulkTransfer, io: PortIo, channel: number) {
    this.#bulk = bulk;
    this.#io = io;
    const addressPort = 2 * channel;
    this.#countPort = addressPort + 1;
    // biome-ignore format: one port access a line
    this.#program = [
      MaskPort, Masked | channel,
      FlipFlopPort, 0,
      ModePort, channel,
      addressPort, 0,
      addressPort, 0,
      PagePorts[channel]!, 0,
      FlipFlopPort, 0,
      this.#countPort, 0,
      this.#countPort, 0,
      MaskPort, channel,
    ];
    this.#stop = [FlipFlopPort, 0, MaskPort, Masked | channel];
  }

  /** Readies the channel for `bytes` bytes, 1 to 65536, within one page. */
  begin(direction: "to-memory" | "to-device", address: number, bytes: number): Promise<void> {
    const program = this.#program;
    const channel = program[19]!;
    program[5] = (direction === "to-memory" ? ToMemory : ToDevice) | channel;
    program[7] = address & 0xff;
    program[9] = (address >> 8) & 0xff;
    program[11] = (address >> 16) & 0xff;
    program[15] = (bytes - 1) & 0xff;
    program[17] = ((bytes - 1) >> 8) & 0xff;
    return this.#bulk.outAll(program);
  }

  /** Stops the channel. Returns the bytes that it was still to move. */
  async end(): Promise<number> {
    await this.#bulk.outAll(this.#stop);
    const low = await this.#io.inb(this.#countPort);
    const high = await this.#io.inb(this.#countPort);
    return ((high << 8) + low + 1) & 0xffff;
  }
}
