import { MtOp } from "@floppytape/magtape";
import { expect, test } from "vitest";
import { connectRmt, createChannelPair, serveRmt } from "../src/index.js";
import { join, record } from "./dialogue.js";
import { createMemoryTape } from "./memory-tape.js";
import { failure, opened, opens, versionOne, versionZero } from "./opened.js";
import { scriptedServer } from "./scripted-server.js";

test.each([
  ["r", "0 O_RDONLY"],
  ["w", "1 O_WRONLY"],
  ["rw", "2 O_RDWR"],
] as const)("mode %s is sent as number and symbol", async (mode, text) => {
  const server = scriptedServer([`O/dev/nst0\n${text}\n`, "A0\n"], versionOne, ["C\n", "A0\n"]);
  const connection = connectRmt({ channel: server });
  await (await connection.open("/dev/nst0", mode)).close();
  await connection.close();
  expect(server.sent()).toBe(`O/dev/nst0\n${text}\nI-1\n0\nC\n`);
  expect(server.closes).toBe(1);
});

test.each([
  [MtOp.Weof, "I0"],
  [MtOp.Fsf, "I1"],
  [MtOp.Bsf, "I2"],
  [MtOp.Fsr, "I3"],
  [MtOp.Bsr, "I4"],
  [MtOp.Rewind, "I5"],
  [MtOp.Offline, "I6"],
  [MtOp.Nop, "I7"],
  [MtOp.Retension, "i2"],
  [MtOp.Erase, "i3"],
  [MtOp.Eom, "i4"],
  [MtOp.Bsfm, "i110"],
  [MtOp.Seek, "i122"],
])("version 1: operation %i is %s", async (op, text) => {
  const { unit, sent } = await opened([[`${text}\n7\n`, "A7\n"]]);
  await unit.operation(op, 7);
  expect(sent()).toBe(`${text}\n7\n`);
});

test.each([
  ["linux", MtOp.Weof, "I5"],
  ["linux", MtOp.Rewind, "I6"],
  ["linux", MtOp.Seek, "I22"],
  ["bsd", MtOp.Weof, "I0"],
  ["bsd", MtOp.Rewind, "I5"],
  ["sun", MtOp.Eom, "I10"],
] as const)("version 0: a %s server's operation %i is %s", async (peer, op, text) => {
  const { unit, sent } = await opened([[`${text}\n1\n`, "A0\n"]], { version: 0, peer });
  await unit.operation(op, 1);
  expect(sent()).toBe(`${text}\n1\n`);
});

test("version 0 is not asked for where the caller wants it", async () => {
  const server = scriptedServer(opens, ["I20\n512\n", "A512\n"]);
  const unit = await connectRmt({ channel: server, version: 0 }).open("nst0", "r");
  await unit.operation(MtOp.SetBlockSize, 512);
  expect(server.sent()).toBe("Onst0\n0 O_RDONLY\nI20\n512\n");
});

test("what the server's system has no number for is not sent", async () => {
  const { unit, sent } = await opened([], { version: 0, peer: "bsd" });
  expect((await failure(unit.operation(MtOp.Seek, 1))).code).toBe("ENOSYS");
  expect(sent()).toBe("");
});

test.each([
  [-1, 0],
  [17, 1],
  [MtOp.Fsf, -1],
  [MtOp.Fsf, 0.5],
  [MtOp.Fsf, 2 ** 31],
  [MtOp.Fsf, Number.NaN],
])("operation %i with count %d is refused here", async (op, count) => {
  const { unit, sent } = await opened([]);
  expect((await failure(unit.operation(op, count))).code).toBe("EINVAL");
  expect(sent()).toBe("");
});

test.each(["", "a\nb", "a\0b", "é".repeat(2049)])("device %.10j is no name", async (device) => {
  const server = scriptedServer();
  await expect(connectRmt({ channel: server }).open(device, "r")).rejects.toThrow(/^device /);
  expect(server.sent()).toBe("");
});

test("records longer than the limit are refused here", async () => {
  const { unit, sent } = await opened([], { maxRecordBytes: 100 });
  expect((await failure(unit.read(new Uint8Array(101)))).code).toBe("EOVERFLOW");
  expect((await failure(unit.write(new Uint8Array(101)))).code).toBe("EOVERFLOW");
  expect(sent()).toBe("");
  const channel = scriptedServer();
  expect(() => connectRmt({ channel, maxRecordBytes: 0 })).toThrow(RangeError);
});

test("one tape at a time; the next one once it is closed", async () => {
  const { connection, unit } = await opened([["C\n", "A0\n"], opens, versionZero]);
  expect((await failure(connection.open("nst1", "r"))).code).toBe("EBUSY");
  await unit.close();
  await connection.open("nst0", "r");
  expect((await failure(unit.read(new Uint8Array(1)))).code).toBe("EBADF");
});

test("closing the connection closes the tape", async () => {
  const { connection, server, unit } = await opened([["C\n", "A0\n"]]);
  await connection.close();
  expect([server.sent().endsWith("C\n"), server.closes]).toEqual([true, 1]);
  expect((await failure(unit.status())).code).toBe("EBADF");
});

test("calls that are made together go one after the other", async () => {
  const { unit } = await opened([
    ["R4\n", "A2\nab"],
    ["R4\n", "A3\ncde"],
  ]);
  const into = [new Uint8Array(4), new Uint8Array(4)];
  expect(await Promise.all(into.map((buffer) => unit.read(buffer)))).toEqual([2, 3]);
  expect(new TextDecoder().decode(join(...into))).toBe("ab\0\0cde\0");
});

test.each(["bsd", "sun"] as const)(
  "our server and client agree on the numbers of %s",
  async (peer) => {
    const tape = createMemoryTape();
    const [ours, theirs] = createChannelPair();
    const served = serveRmt({ channel: theirs, open: (_, { mode }) => tape.open(mode), peer });
    const connection = connectRmt({ channel: ours, peer });
    const unit = await connection.open("nrst0", "w");
    await unit.write(record(10));
    for (const op of [MtOp.Weof, MtOp.Rewind]) await unit.operation(op, 1);
    await connection.close();
    expect([await served, tape.layout(), tape.head]).toEqual([0, "10 |", 0]);
  },
);
