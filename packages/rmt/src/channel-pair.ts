import type { ByteChannel } from "./byte-channel.js";

/** One direction: chunks that were written and not yet read, and who waits on either side. */
class Pipe {
  private chunk: Uint8Array | undefined;
  private ended = false;
  private wake = () => {};

  async read(): Promise<Uint8Array | undefined> {
    await this.until(() => this.chunk !== undefined || this.ended);
    const { chunk } = this;
    this.chunk = undefined;
    this.wake();
    return chunk;
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (bytes.length === 0) return;
    await this.until(() => this.chunk === undefined || this.ended);
    if (this.ended) throw new Error("the channel was closed");
    this.chunk = bytes.slice();
    this.wake();
  }

  end(): void {
    this.ended = true;
    this.wake();
  }

  private async until(condition: () => boolean): Promise<void> {
    while (!condition())
      await new Promise<void>((resolve) => {
        const others = this.wake;
        this.wake = () => {
          this.wake = () => {};
          others();
          resolve();
        };
      });
  }
}

/**
 * Two ends of a channel in memory: what is written to one is read from the other. A write waits until the
 * one before it was read, as on a pipe that is full. Joins a client and a server in one program.
 */
export function createChannelPair(): [ByteChannel, ByteChannel] {
  const there = new Pipe();
  const back = new Pipe();
  const end = async () => {
    there.end();
    back.end();
  };
  return [
    { read: () => back.read(), write: (bytes) => there.write(bytes), close: end },
    { read: () => there.read(), write: (bytes) => back.write(bytes), close: end },
  ];
}
