import type { ByteChannel } from "./byte-channel.js";

/** The peer ended its direction in the middle of something. */
export class InputEnded extends Error {
  override readonly name = "InputEnded";

  constructor() {
    super("the input ended early");
  }
}

const lineFeed = 10;
const decoder = new TextDecoder();

/** Takes lines and counted data out of a channel. Holds one chunk of it and nothing more. */
export class ByteReader {
  private chunk: Uint8Array = new Uint8Array(0);
  private next = 0;
  private ended = false;
  private underWay: Promise<void> | undefined;

  constructor(private readonly channel: Pick<ByteChannel, "read">) {}

  /** Waits until there is a byte to take; false at the end of the input. */
  async ready(): Promise<boolean> {
    while (this.next === this.chunk.length && !this.ended) {
      // A caller that stopped waiting leaves the read to the next one.
      this.underWay ??= this.readChunk();
      await this.underWay;
    }
    return this.next < this.chunk.length;
  }

  /** The next byte, undefined at the end of the input. */
  async byte(): Promise<number | undefined> {
    return (await this.ready()) ? this.chunk[this.next++] : undefined;
  }

  /**
   * The text up to the next line feed, which is taken too; undefined for a line of more than `limitBytes`
   * bytes: then its rest is still to be taken.
   * @throws {InputEnded} without a line feed
   */
  async line(limitBytes: number): Promise<string | undefined> {
    const bytes: number[] = [];
    for (;;) {
      const byte = await this.byteOfRequest();
      if (byte === lineFeed) return decoder.decode(Uint8Array.from(bytes));
      if (bytes.length === limitBytes) return undefined;
      bytes.push(byte);
    }
  }

  /**
   * Takes everything up to the next line feed, at most `limitBytes` bytes; false when none was among them.
   * @throws {InputEnded}
   */
  async skipLine(limitBytes = Number.POSITIVE_INFINITY): Promise<boolean> {
    for (let taken = 0; taken < limitBytes; taken++)
      if ((await this.byteOfRequest()) === lineFeed) return true;
    return false;
  }

  /** Fills `into`. @throws {InputEnded} */
  async fill(into: Uint8Array): Promise<void> {
    for (let filled = 0; filled < into.length; ) {
      const part = await this.part(into.length - filled);
      into.set(part, filled);
      filled += part.length;
    }
  }

  /** Takes `count` bytes and forgets them. @throws {InputEnded} */
  async discard(count: number): Promise<void> {
    for (let left = count; left > 0; ) left -= (await this.part(left)).length;
  }

  private async byteOfRequest(): Promise<number> {
    // Most lines lie in one chunk: don't wait for what is here.
    if (this.next === this.chunk.length && !(await this.ready())) throw new InputEnded();
    return this.chunk[this.next++]!;
  }

  private async part(limitBytes: number): Promise<Uint8Array> {
    if (!(await this.ready())) throw new InputEnded();
    const part = this.chunk.subarray(this.next, this.next + limitBytes);
    this.next += part.length;
    return part;
  }

  private async readChunk(): Promise<void> {
    try {
      const chunk = await this.channel.read();
      if (chunk === undefined) this.ended = true;
      else {
        this.chunk = chunk;
        this.next = 0;
      }
    } finally {
      this.underWay = undefined;
    }
  }
}
