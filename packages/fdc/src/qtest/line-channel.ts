/** A two-way connection that carries lines of text. */
export interface LineChannel {
  /** Sends whole lines, each ended by a line feed. Does nothing once the channel is closed. */
  send(text: string): void;
  /** Sets who gets the lines that arrive, without their ends. Lines from before are delivered then. */
  onLine(listener: (line: string) => void): void;
  /** Ends the connection. */
  close(): void;
  /** Resolves, never rejects, when the connection has ended, with the reason in words. */
  readonly closed: Promise<string>;
}

/** Cuts what arrives into lines. */
export interface LineSplitter {
  /**
   * Takes the next piece of text; a line feed ends a line, a carriage return before it is dropped.
   * False when a line has grown over the limit: the connection should be closed, and whatever else comes is
   * dropped.
   */
  take(text: string): boolean;
}

/** Makes a splitter that delivers lines of at most `limit` characters. */
export function createLineSplitter(limit: number, deliver: (line: string) => void): LineSplitter {
  let rest = "";
  let overgrown = false;
  const giveUp = () => {
    rest = "";
    overgrown = true;
    return false;
  };
  return {
    take(text) {
      if (overgrown) return false;
      let from = 0;
      for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", from)) {
        const line = rest + text.slice(from, end);
        rest = "";
        from = end + 1;
        if (line.length > limit) return giveUp();
        deliver(line.endsWith("\r") ? line.slice(0, -1) : line);
      }
      rest += text.slice(from);
      return rest.length <= limit || giveUp();
    },
  };
}
