import { setImmediate as settled } from "node:timers/promises";
import { TapeError } from "@floppytape/magtape";
import { expect, test, vi } from "vitest";
import { createChannelPair, serveRmt } from "../src/index.js";
import { dialogue, join, record } from "./dialogue.js";
import { createMemoryTape } from "./memory-tape.js";
import { data, openWrite, write } from "./steps.js";

test.each(["O", "Onst0", "Onst0\n", "Onst0\n1", "R10", "W10", "I6\n", "I6\n1", "L0\n", "s", "C"])(
  "within %j: status 2",
  async (half) => {
    expect(await dialogue(createMemoryTape(), [[half, ""]])).toBe(2);
  },
);

test("within the data of a write: the record is not on the tape, which is closed with its mark", async () => {
  const tape = createMemoryTape();
  expect(await dialogue(tape, [openWrite, write, [join("W100\n", record(99)), ""]])).toBe(2);
  expect([tape.layout(), tape.isOpen]).toEqual(["100 |", false]);
});

test("a rewinding tape rewinds", async () => {
  const tape = createMemoryTape({ rewinds: true });
  expect(await dialogue(tape, [openWrite, write])).toBe(0);
  expect([tape.layout(), tape.head]).toEqual(["100 |", 0]);
});

test("a tape that can't be closed: an error for the client that asks, status 2 else", async () => {
  const tape = createMemoryTape();
  const failure = new TapeError("EIO", "the mark could not be written");
  tape.failNext("close", failure);
  expect(await dialogue(tape, [openWrite, ["C\n", "E5\nInput/output error\n"]])).toBe(0);
  tape.failNext("close", failure);
  expect(await dialogue(tape, [openWrite])).toBe(2);
});

test.each(["read", "write"] as const)(
  "a connection that breaks in a %s: status 2",
  async (call) => {
    const tape = createMemoryTape();
    const requests = [join("Onst0\n1\n", "W100\n", data)];
    let closes = 0;
    const broken = async () => {
      throw new Error("EPIPE");
    };
    const channel = {
      read: async () => requests.shift() ?? (call === "read" ? broken() : undefined),
      write: async () => {
        if (call === "write" && requests.length === 0) await broken();
      },
      close: async () => void closes++,
    };
    const open = () => tape.open("w");
    expect(await serveRmt({ channel, open })).toBe(2);
    expect([tape.isOpen, closes]).toEqual([false, 1]);
  },
);

test("an abort ends a server that waits, and one whose client does not read", async () => {
  for (const reads of [true, false]) {
    const tape = createMemoryTape();
    const [client, channel] = createChannelPair();
    const stop = new AbortController();
    const open = () => tape.open("w");
    const served = serveRmt({ channel, open, signal: stop.signal });
    await client.write(join("Onst0\n1\n", "W100\n", data, "v\nv\nv\n"));
    if (reads) for (let answered = 0; answered < 5; answered++) await client.read();
    await settled();
    stop.abort();
    expect(await served).toBe(2);
    expect(tape.isOpen).toBe(false);
    expect(await client.read().then(() => "ended")).toBe("ended");
  }
});

test("a server that was aborted before it began opens nothing", async () => {
  const [, channel] = createChannelPair();
  const open = vi.fn();
  expect(await serveRmt({ channel, open, signal: AbortSignal.abort() })).toBe(2);
  expect(open).not.toHaveBeenCalled();
});
