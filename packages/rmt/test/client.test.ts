import { encodeMtGet, type MtGet, MtOp, TapeError } from "@floppytape/magtape";
import { describe, expect, test } from "vitest";
import { connectRmt, createChannelPair, type RmtClientOptions, serveRmt } from "../src/index.js";
import { join, record } from "./dialogue.js";
import { createMemoryTape } from "./memory-tape.js";
import { type Exchange, scriptedServer } from "./scripted-server.js";

const opens: Exchange = ["Onst0\n0 O_RDONLY\n", "A0\n"];
const versionOne: Exchange = ["I-1\n0\n", "A1\n"];
const versionZero: Exchange = ["I-1\n0\n", "E22\nInvalid argument\n"];
const lost = "the connection to the tape server was lost";

/** A unit on a server that answers by this script behind the open. */
async function opened(
  script: readonly Exchange[],
  options: Omit<RmtClientOptions, "channel"> & { version?: 0 | 1 } = {},
) {
  const { version = 1, ...others } = options;
  const server = scriptedServer(opens, version === 1 ? versionOne : versionZero, ...script);
  const connection = connectRmt({ channel: server, ...others });
  const unit = await connection.open("nst0", "r");
  const before = server.sent().length;
  return { server, connection, unit, sent: () => server.sent().slice(before) };
}

/** What a call fails with. */
async function failure(call: Promise<unknown>): Promise<TapeError> {
  const error = await call.then(
    () => new Error("it did not fail"),
    (error: unknown) => error,
  );
  if (error instanceof TapeError) return error;
  throw error;
}

describe("requests", () => {
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
});

describe("replies", () => {
  test.each([
    ["E28\nNo space left on device\n", "ENOSPC", "No space left on device", 28],
    ["E25\nInappropriate ioctl for device\n", "ENOSYS", "Inappropriate ioctl for device", 25],
    ["E123\nNo medium found\n", "ENXIO", "No medium found", 123],
    ["E0\nPremature eof\n", "EIO", "Premature eof", 0],
    ["E5\n\n", "EIO", "Input/output error", 5],
    ["E999\nodd\x1b[2Jtext\n", "EIO", "odd?[2Jtext", 999],
    [`E5\n${"x".repeat(60000)}\n`, "EIO", "an error with a long text", 5],
    [" \tE22\nInvalid argument\n", "EINVAL", "Invalid argument", 22],
  ] as const)("%.30j", async (reply, code, text, errno) => {
    const { unit } = await opened([
      ["W3\nabc", reply],
      ["R3\n", "A3\nxyz"],
    ]);
    const error = await failure(unit.write(new TextEncoder().encode("abc")));
    expect([error.code, error.message, error.details]).toEqual([
      code,
      `write of 3 bytes: ${text}`,
      { errno },
    ]);
    expect(await unit.read(new Uint8Array(3))).toBe(3);
  });

  test("63 characters and a line feed are a reply, one more is none", async () => {
    for (const [digits, code] of [
      [61, "none"],
      [62, "EIO"],
    ] as const) {
      const blanks = " ".repeat(digits);
      const { unit } = await opened([["I1\n1\n", `${blanks}A1\n`]]);
      const call = unit.operation(MtOp.Fsf, 1);
      expect(code === "none" ? await call.then(() => "none") : (await failure(call)).code).toBe(
        code,
      );
    }
  });

  test.each([
    ["A-1\n", `${lost}: the server answered -1 to read of 8 bytes`],
    ["A9\n123456789", `${lost}: the server answered 9 to read of 8 bytes`],
    [
      "A12345678901234567890\n",
      `${lost}: the server answered "A12345678901234567890", which is no reply`,
    ],
    ["A\n", `${lost}: the server answered "A", which is no reply`],
    ["Welcome to tape.example\n", `${lost}: the server answered "Welcome to tape.example", which`],
    ["\n", `${lost}: the server answered "", which is no reply`],
    ["F5\nthe drive is gone\n", `${lost}: the server said: the drive is gone`],
    [`E5\n${"x".repeat(1 << 17)}\n`, `${lost}: the text of an error is longer than 65536 bytes`],
    ["A8\n123", `${lost}: the server ended it`],
    ["A", `${lost}: the server ended it`],
    ["E5\n", `${lost}: the server ended it`],
    [undefined, `${lost}: the server ended it`],
  ])("after %.30j the unit is dead and says why", async (reply, why) => {
    const script: Exchange[] = [["R8\n", reply]];
    const { unit, server } = await opened(
      reply === undefined ? script : [...script, ["", undefined]],
    );
    for (const call of [
      () => unit.read(new Uint8Array(8)),
      () => unit.write(new Uint8Array(8)),
      () => unit.operation(MtOp.Rewind, 1),
      () => unit.status(),
      () => unit.position(),
      () => unit.close(),
    ]) {
      const error = await failure(call());
      expect(error.code).toBe("EIO");
      expect(error.message).toContain(why);
    }
    expect(server.closes).toBe(1);
    expect(server.sent().endsWith("R8\n")).toBe(true);
    await unit.close();
  });

  test("a write of which fewer bytes were taken says so, one of more is a fault", async () => {
    const { unit } = await opened([
      ["W3\nabc", "A2\n"],
      ["W3\nabc", "A4\n"],
    ]);
    expect(await unit.write(new TextEncoder().encode("abc"))).toBe(2);
    expect((await failure(unit.write(new TextEncoder().encode("abc")))).code).toBe("EIO");
  });

  test("an open that is refused leaves the connection usable", async () => {
    const refused: Exchange = ["Onix\n0 O_RDONLY\n", "E2\nNo such file or directory\n"];
    const connection = connectRmt({ channel: scriptedServer(refused, opens, versionOne) });
    const error = await failure(connection.open("nix", "r"));
    expect([error.code, error.message]).toEqual([
      "ENOENT",
      "open of nix: No such file or directory",
    ]);
    await connection.open("nst0", "r");
  });

  test("a failed operation tells what is left of it, where the server does", async () => {
    const failed: Exchange = ["I1\n5\n", "E5\nInput/output error\n"];
    const { unit } = await opened([
      failed,
      ["sR", "A3\n"],
      failed,
      ["sR", "E22\nInvalid argument\n"],
    ]);
    expect((await failure(unit.operation(MtOp.Fsf, 5))).details).toEqual({ errno: 5, resid: 3 });
    expect((await failure(unit.operation(MtOp.Fsf, 5))).details).toEqual({ errno: 5 });
  });

  test("a write that breaks is a lost connection", async () => {
    const server = scriptedServer(opens, versionOne);
    const channel = { ...server, write: (bytes: Uint8Array) => server.write(bytes) };
    const unit = await connectRmt({ channel }).open("nst0", "r");
    channel.write = async () => {
      throw new Error("EPIPE");
    };
    expect((await failure(unit.read(new Uint8Array(1)))).message).toBe(`${lost}: EPIPE`);
  });

  test("an abort ends calls that wait: EINTR", async () => {
    const stop = new AbortController();
    const { unit, server } = await opened([], { signal: stop.signal });
    const waiting = failure(unit.operation(MtOp.Erase, 1));
    await Promise.resolve();
    stop.abort();
    expect((await waiting).code).toBe("EINTR");
    expect((await failure(unit.close())).code).toBe("EINTR");
    expect(server.closes).toBe(1);
  });
});

describe("status", () => {
  const status: MtGet = {
    type: 0x72,
    resid: 2,
    dsreg: 0x24000200,
    gstat: 0x81000000,
    erreg: 3,
    fileno: 4,
    blkno: -1,
  };
  const struct = join("A48\n", encodeMtGet(status, "linux64"));
  const fields = "sEsTsDsRsFsBsf";
  const nop = (reply: string): Exchange => ["I8\n1\n", reply];
  const neverSilent = { sleep: () => new Promise<void>(() => {}) };

  test("version 1 asks field by field, errors first", async () => {
    const reply = "A3\nA114\nA603980288\nA2\nA4\nA-1\nA2164260864\n";
    const { unit } = await opened([[fields, reply]]);
    expect(await unit.status()).toEqual(status);
  });

  test("flags of 16 bits are Solaris' own, and fields may be missing", async () => {
    const missing = "E22\nInvalid argument\n";
    const { unit } = await opened([
      [fields, `${missing}A114\nA0\nA0\nA-1\n${missing}A3\n`],
      [fields, "E25\nInappropriate ioctl for device\n".repeat(7)],
    ]);
    const none = { resid: 0, dsreg: 0, gstat: 0, erreg: 0, fileno: -1, blkno: -1 };
    expect(await unit.status()).toEqual({ type: 114, ...none });
    const error = await failure(unit.status());
    expect([error.code, error.message]).toEqual([
      "ENOSYS",
      "status: Inappropriate ioctl for device",
    ]);
  });

  test("version 0: a server that answers the count of an operation is asked with S alone", async () => {
    const { unit, sent } = await opened([nop("A1\n"), ["S", struct], ["S", struct]], {
      version: 0,
      ...neverSilent,
    });
    expect(await unit.status()).toEqual(status);
    expect(await unit.status()).toEqual(status);
    expect(sent()).toBe("I8\n1\nSS");
  });

  test("GNU rmt, which answers 0, is asked with a line", async () => {
    const script: Exchange[] = [
      ["I6\n1\n", "A0\n"],
      ["S\n", struct],
    ];
    const { unit, sent } = await opened(script, { version: 0, ...neverSilent });
    await unit.operation(MtOp.Rewind, 1);
    expect(await unit.status()).toEqual(status);
    expect(sent()).toBe("I6\n1\nS\n");
  });

  test("a server of which nothing is known gets the line feed when it is silent", async () => {
    const refused = nop("E25\nInappropriate ioctl for device\n");
    const { unit, sent } = await opened([refused, ["S\n", struct]], {
      version: 0,
      statusTimeoutMs: 250,
      sleep: async (ms) => {
        expect(ms).toBe(250);
      },
    });
    expect(await unit.status()).toEqual(status);
    expect(sent()).toBe("I8\n1\nS\n");
  });

  test("one that is silent then too is given up", async () => {
    const refused = nop("E25\nInappropriate ioctl for device\n");
    const { unit } = await opened([refused], { version: 0, sleep: () => Promise.resolve() });
    const error = await failure(unit.status());
    expect([error.code, error.message]).toEqual(["EIO", `${lost}: no answer to a status request`]);
  });

  test("one that answers in time is not sent the line feed, now or later", async () => {
    const refused = nop("E25\nInappropriate ioctl for device\n");
    const { unit, sent } = await opened([refused, ["S", struct], refused, ["S", struct]], {
      version: 0,
      ...neverSilent,
    });
    await unit.status();
    await unit.status();
    expect(sent()).toBe("I8\n1\nSI8\n1\nS");
  });

  test.each(["linux64", "linux32", "bsd16"] as const)("%s of either byte order", async (layout) => {
    const little = encodeMtGet({ ...status, type: 0x32 }, layout);
    const big = encodeMtGet({ ...status, type: 0x32 }, layout, { byteOrder: "big" });
    const script = [little, big].map((bytes): Exchange => ["S", join(`A${bytes.length}\n`, bytes)]);
    const { unit } = await opened([nop("A1\n"), ...script], { version: 0, ...neverSilent });
    const expected = { type: 0x32, resid: 2, fileno: 4, blkno: -1 };
    expect(await unit.status()).toMatchObject(expected);
    expect(await unit.status()).toMatchObject(expected);
  });

  test("a struct of unknown size is taken and refused, an absurd size is a fault", async () => {
    const script: Exchange[] = [
      ["S", join("A20\n", record(20))],
      ["S", "A1000000\n"],
    ];
    const { unit } = await opened([nop("A1\n"), ...script], { version: 0, ...neverSilent });
    expect((await failure(unit.status())).message).toBe(
      "status: no system known has 20 bytes of it",
    );
    expect((await failure(unit.status())).message).toContain("answered 1000000 to status");
  });

  test("the position is asked for, or that of a floppy tape's status, or not known", async () => {
    const refused = "E22\nInvalid argument\n";
    const floppy = "A0\nA8388634\nA0\nA0\nA4\nA77\nA0\n";
    const { unit } = await opened([
      ["sP", "A12\n"],
      ["sP", refused],
      [fields, floppy],
      ["sP", refused],
      [fields, floppy.replace("A8388634", "A114")],
    ]);
    expect(await unit.position()).toBe(12);
    expect(await unit.position()).toBe(77);
    expect((await failure(unit.position())).code).toBe("ENOSYS");
  });
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
