/** Accesses to the DMA controller in words: an 8237 with page registers, as in every PC of the time. */
import type { TracePort } from "../trace-record.js";
import { OpenGroup } from "./open-group.js";
import type { TraceGroup } from "./trace-group.js";

const MaskPort = 0x0a;
const ModePort = 0x0b;
const FlipFlopPort = 0x0c;
const channelOfPage: ReadonlyMap<number, number> = new Map([
  [0x87, 0],
  [0x83, 1],
  [0x81, 2],
  [0x82, 3],
]);

const directions = ["checking only", "controller to memory", "memory to controller", "reserved"];

interface Channel {
  page: number;
  address: number;
  count: number;
  mode: number;
}

/** Follows the registers of all four channels. */
export class DmaExplainer {
  private readonly channels: Channel[] = [0, 1, 2, 3].map(() => ({
    page: 0,
    address: 0,
    count: 0,
    mode: 0,
  }));
  /** The next byte of an address or a count is its high one. */
  private high = false;
  private open: OpenGroup | undefined;
  private channel = 0;
  private left: number | undefined;
  private unmasked = false;

  /** Whether the port is one of the DMA controller's. */
  knows(port: number): boolean {
    return port <= 0x0f || channelOfPage.has(port);
  }

  /** Takes an access to one of its ports; the group that it completes, if it does. */
  add(record: TracePort, index: number): TraceGroup | undefined {
    this.open ??= new OpenGroup();
    this.open.add(record, index);
    const { port, value } = record;
    const page = channelOfPage.get(port);
    if (page !== undefined) this.at(page).page = value;
    else if (port < 8) this.halfWord(record);
    else if (record.kind === "out") {
      if (port === FlipFlopPort) this.high = false;
      if (port === ModePort) this.at(value & 3).mode = value;
      if (port === MaskPort) {
        this.at(value & 3);
        this.unmasked = (value & 4) === 0;
      }
    }
    return this.unmasked ? this.end() : undefined;
  }

  /** Closes what is open: something else was accessed. */
  end(): TraceGroup | undefined {
    const { open, left, channel } = this;
    if (open === undefined) return undefined;
    const { mode, page, address, count } = this.at(channel);
    const unmasked = this.unmasked;
    this.open = undefined;
    this.left = undefined;
    this.unmasked = false;
    if (left !== undefined)
      return open.close("dma", "dma.left", `DMA channel ${channel}: ${left} bytes left`, {
        channel,
        leftBytes: left,
      });
    if (!unmasked) return open.close("dma", "dma.stop", `DMA channel ${channel} held`, { channel });
    const direction = directions[(mode >> 2) & 3] ?? "";
    const from = (page << 16) | address;
    return open.close(
      "dma",
      "dma.set-up",
      `DMA channel ${channel}: ${count + 1} bytes at ${from.toString(16).padStart(6, "0")}h, ${direction}`,
      { channel, bytes: count + 1, address: from, direction },
    );
  }

  private halfWord({ kind, port, value }: TracePort): void {
    const channel = this.at(port >> 1);
    const counts = (port & 1) === 1;
    const old = counts ? channel.count : channel.address;
    const word = this.high ? (old & 0xff) | (value << 8) : (old & 0xff00) | value;
    if (counts) channel.count = word;
    else channel.address = word;
    // What is left is one more than the register says, which stands at ffffh when all is done.
    if (kind === "in" && counts && this.high) this.left = (word + 1) & 0xffff;
    this.high = !this.high;
  }

  private at(channel: number): Channel {
    this.channel = channel;
    return this.channels[channel]!;
  }
}
