/** The first 8237 of a PC: four channels of bytes, their page registers, and the flip-flop that everybody forgets. */
import { DmaChannel, DmaMode } from "./dma-channel.js";
import type { Ram } from "./ram.js";

/** Page register ports of channels 0 to 3. */
const pagePorts: readonly number[] = [0x87, 0x83, 0x81, 0x82];

const ControllerDisabled = 0x04;

export class Dma8237 {
  readonly channels: readonly DmaChannel[];
  #highByteNext = false;
  #command = 0;
  #requests = 0;
  readonly #pageLatches = new Uint8Array(16);

  constructor(ram: Ram) {
    this.channels = [0, 1, 2, 3].map(() => new DmaChannel(ram));
  }

  /** Whether a request of this channel is answered. */
  serves(channel: number): boolean {
    return !this.channels[channel]!.masked && !(this.#command & ControllerDisabled);
  }

  /** Whether the port is one of this chip or of the page registers beside it. */
  static owns(port: number): boolean {
    return port < 0x10 || (port >= 0x81 && port < 0x90);
  }

  read(port: number): number {
    if (port >= 0x80) return this.#pageLatches[port & 0x0f]!;
    if (port < 8) return this.#readWord(port);
    return port === 0x08 ? this.#readStatus() : 0xff;
  }

  write(port: number, value: number): void {
    if (port >= 0x80) this.#writePage(port, value);
    else if (port < 8) this.#writeWord(port, value);
    else this.#writeControl(port, value);
  }

  #readWord(port: number): number {
    const channel = this.channels[port >> 1]!;
    const word = port & 1 ? channel.count : channel.address;
    return this.#flip() ? word >> 8 : word & 0xff;
  }

  #writeWord(port: number, value: number): void {
    const channel = this.channels[port >> 1]!;
    const high = this.#flip();
    if (port & 1) channel.count = channel.baseCount = halfOf(channel.baseCount, value, high);
    else {
      channel.address = channel.baseAddress = halfOf(channel.baseAddress, value, high);
      channel.wrapAfter = Infinity;
    }
  }

  /** Whether it is the high byte's turn; the other one's is next. */
  #flip(): boolean {
    const high = this.#highByteNext;
    this.#highByteNext = !high;
    return high;
  }

  /** Terminal counts are forgotten once they were read. */
  #readStatus(): number {
    let status = this.#requests << 4;
    this.channels.forEach((channel, number) => {
      if (channel.terminal) status |= 1 << number;
      channel.terminal = false;
    });
    return status;
  }

  #writePage(port: number, value: number): void {
    this.#pageLatches[port & 0x0f] = value;
    const number = pagePorts.indexOf(port);
    if (number >= 0) this.channels[number]!.page = value;
  }

  #writeControl(port: number, value: number): void {
    const channel = this.channels[value & DmaMode.Channel]!;
    const bit = 1 << (value & DmaMode.Channel);
    switch (port) {
      case 0x08:
        this.#command = value;
        break;
      case 0x09:
        this.#requests = value & 4 ? this.#requests | bit : this.#requests & ~bit;
        break;
      case 0x0a:
        channel.masked = (value & 4) !== 0;
        break;
      case 0x0b:
        channel.mode = value;
        break;
      case 0x0c:
        this.#highByteNext = false;
        break;
      case 0x0d:
        this.#clear();
        break;
      case 0x0e:
        this.#mask(0);
        break;
      case 0x0f:
        this.#mask(value);
        break;
    }
  }

  #mask(bits: number): void {
    this.channels.forEach((channel, number) => {
      channel.masked = ((bits >> number) & 1) !== 0;
    });
  }

  #clear(): void {
    this.#command = 0;
    this.#requests = 0;
    this.#highByteNext = false;
    for (const channel of this.channels) channel.terminal = false;
    this.#mask(0x0f);
  }
}

function halfOf(word: number, value: number, high: boolean): number {
  return high ? (word & 0x00ff) | (value << 8) : (word & 0xff00) | value;
}
