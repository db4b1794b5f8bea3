import { createLineSplitter, type LineChannel } from "./line-channel.js";

/** Longest line that goes through a pair. */
const lineLimit = 1 << 22;

/** Two channels joined in memory: what one sends, the other receives, later but in the same process. */
export function createChannelPair(): [LineChannel, LineChannel] {
  const first = createEnd();
  const second = createEnd();
  const close = (reason: string) => {
    first.end(reason);
    second.end(reason);
  };
  const channel = (own: ChannelEnd, other: ChannelEnd): LineChannel => ({
    send(text) {
      if (!other.receive(text)) close("a line is too long");
    },
    onLine: own.onLine,
    close: () => close("closed"),
    closed: own.closed,
  });
  return [channel(first, second), channel(second, first)];
}

interface ChannelEnd {
  receive(text: string): boolean;
  onLine(listener: (line: string) => void): void;
  end(reason: string): void;
  readonly closed: Promise<string>;
}

function createEnd(): ChannelEnd {
  let listener: ((line: string) => void) | undefined;
  let lines: string[] = [];
  let scheduled = false;
  let open = true;
  let end = (_reason: string) => {};
  const closed = new Promise<string>((resolve) => {
    end = resolve;
  });
  const splitter = createLineSplitter(lineLimit, (line) => void lines.push(line));
  const deliver = () => {
    scheduled = false;
    while (open && listener !== undefined && lines.length > 0) {
      const arrived = lines;
      lines = [];
      for (const line of arrived) if (open) listener(line);
    }
  };
  const schedule = () => {
    if (scheduled || listener === undefined || lines.length === 0) return;
    scheduled = true;
    queueMicrotask(deliver);
  };
  return {
    receive(text) {
      if (!open) return true;
      const fits = splitter.take(text);
      schedule();
      return fits;
    },
    onLine(next) {
      listener = next;
      schedule();
    },
    end(reason) {
      open = false;
      end(reason);
    },
    closed,
  };
}
