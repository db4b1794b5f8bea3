import type { Socket } from "node:net";
import { StringDecoder } from "node:string_decoder";
import { createLineSplitter, type LineChannel } from "../qtest/line-channel.js";

/** Longest line: a MiB of memory as hexadecimal digits, and its request. */
const lineLimit = (1 << 21) + 1024;
/** What may wait to be sent to somebody who does not read. */
const unsentLimit = 1 << 26;
/** How long the other side may take to say goodbye. */
const farewellMs = 1000;

/** Lines over a connected socket, which the channel owns from now on. */
export function createSocketChannel(socket: Socket): LineChannel {
  let reason: string | undefined;
  let listener: ((line: string) => void) | undefined;
  const early: string[] = [];
  const decoder = new StringDecoder("latin1");
  const splitter = createLineSplitter(lineLimit, (line) => {
    if (reason !== undefined) return;
    if (listener === undefined) early.push(line);
    else listener(line);
  });
  const end = (why: string) => {
    reason ??= why;
    socket.end();
    setTimeout(() => socket.destroy(), farewellMs).unref();
  };

  socket.setNoDelay(true);
  socket.pause();
  socket.on("data", (bytes: Buffer) => {
    // All answers to one piece leave together.
    socket.cork();
    const fits = splitter.take(decoder.write(bytes));
    socket.uncork();
    if (!fits) end("a line is too long");
  });
  socket.on("end", () => end("the other side closed it"));
  socket.on("error", (error) => {
    reason ??= error.message;
  });
  const closed = new Promise<string>((resolve) => {
    socket.on("close", () => resolve(reason ?? "closed"));
  });
  return {
    send(text) {
      if (reason !== undefined || socket.destroyed) return;
      socket.write(text, "latin1");
      if (socket.writableLength > unsentLimit) end("the other side does not read");
    },
    onLine(next) {
      listener = next;
      for (const line of early.splice(0)) next(line);
      socket.resume();
    },
    close: () => end("closed"),
    closed,
  };
}
