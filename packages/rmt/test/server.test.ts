import { TapeError } from "@floppytape/magtape";
import { describe, expect, test, vi } from "vitest";
import { allowNames, createChannelPair, type RmtOpenRequest, serveRmt } from "../src/index.js";
import { dialogue, join, mtget, record, type Step } from "./dialogue.js";
import { createMemoryTape } from "./memory-tape.js";

const invalid = "E22\nInvalid argument\n";
const notOpen = "E9\nBad file descriptor\n";
const noEntry = "E2\nNo such file or directory\n";
const overflow = "E75\nValue too large for defined data type\n";
const openRead: Step = ["Onst0\n0\n", "A0\n"];
const openWrite: Step = ["Onst0\n1\n", "A0\n"];
const openBoth: Step = ["Onst0\n2\n", "A0\n"];
const data = record(100);
const write: Step = [join("W100\n", data), "A100\n"];

describe("open", () => {
  test.each([
    ["0 O_RDONLY", "r", ["RDONLY"]],
    ["65 O_WRONLY|O_CREAT", "w", ["WRONLY", "CREAT"]],
    ["66 O_RDWR|O_CREAT", "rw", ["RDWR", "CREAT"]],
    ["1 O_WRONLY|O_CREAT|O_TRUNC", "w", ["WRONLY", "CREAT", "TRUNC"]],
    ["0 O_RDWR", "rw", ["RDWR"]],
    ["2 RDONLY | CREAT", "r", ["RDONLY", "CREAT"]],
    ["O_WRONLY|LARGEFILE", "w", ["WRONLY", "LARGEFILE"]],
    ["1 O_CREAT", "w", ["CREAT"]],
    ["577", "w", []],
    ["1026", "rw", []],
    ["  2\r", "rw", []],
    ["", "r", []],
  ] as const)("mode %j", async (mode, access, symbols) => {
    const open = vi.fn(async (_: string, request: RmtOpenRequest) =>
      createMemoryTape().open(request.mode),
    );
    await dialogue(createMemoryTape(), [[`O/dev/x y\n${mode}\n`, "A0\n"]], { open });
    expect(open.mock.calls).toEqual([["/dev/x y", { mode: access, symbols }]]);
  });

  test.each([
    "3",
    "0 O_BOGUS",
    "1 O_WRONLY|O_RDWR",
    "1 O_WRONLY||O_CREAT",
    "x",
    "-1",
    "9".repeat(600),
  ])("no mode: %.20s", async (mode) => {
    expect(await dialogue(createMemoryTape(), [[`Onst0\n${mode}\n`, invalid]])).toBe(0);
  });

  test.each(["", "/dev/../etc/passwd", "..", "a\0b", `/${"x".repeat(4096)}`])(
    "no name: %.20j",
    async (name) => {
      const open = vi.fn();
      const status = await dialogue(createMemoryTape(), [[`O${name}\n0\n`, noEntry]], { open });
      expect([status, open.mock.calls]).toEqual([0, []]);
    },
  );

  test("the longest name is passed on as it is", async () => {
    const name = `/dev/${"é".repeat(2045)}x`;
    const open = vi.fn(async () => createMemoryTape().open("r"));
    await dialogue(createMemoryTape(), [[`O${name}\n0\n`, "A0\n"]], { open });
    expect(open).toHaveBeenCalledWith(name, { mode: "r", symbols: [] });
  });

  test("a second open closes the first, even if it fails itself", async () => {
    const tape = createMemoryTape();
    const steps: Step[] = [
      openWrite,
      write,
      openRead,
      ["Onst0\n9 O_BOGUS\n", invalid],
      ["C\n", notOpen],
    ];
    expect(await dialogue(tape, steps)).toBe(0);
    expect(tape.layout()).toBe("100 |");
  });

  test("errors of the tape are errno numbers of Linux with their texts", async () => {
    const tape = createMemoryTape();
    await tape.writeProtect();
    expect(await dialogue(tape, [["Onst0\n1\n", "E30\nRead-only file system\n"]])).toBe(0);
    const busy = await tape.open("r");
    await dialogue(tape, [["Onst0\n0\n", "E16\nDevice or resource busy\n"]]);
    await busy.close();
  });

  test("what is no tape error is an input/output error, and is logged", async () => {
    const log = vi.fn();
    const open = async () => {
      throw new Error("the roof is on fire");
    };
    const steps: Step[] = [["Onst0\n0\n", "E5\nInput/output error\n"]];
    expect(await dialogue(createMemoryTape(), steps, { open, log })).toBe(0);
    expect(log.mock.calls.flat().join("\n")).toContain("the roof is on fire");
  });
});

test("allowNames admits names with and without /dev/, and nothing else", () => {
  const admitted = allowNames(["nqft0", "/dev/nst0", "lab/tape"]);
  expect(["nqft0", "/dev/nqft0", "nst0", "/dev/nst0", "/dev/lab/tape"].map(admitted)).toEqual([
    "nqft0",
    "nqft0",
    "/dev/nst0",
    "/dev/nst0",
    "lab/tape",
  ]);
  const refused = [
    "",
    "/dev/",
    "nqft1",
    "/etc/passwd",
    "/dev/dev/nst0",
    "/dev/../dev/nst0",
    "tape",
  ];
  expect(refused.map(admitted)).toEqual(refused.map(() => undefined));
});

describe("requests", () => {
  test.each([
    ["C\n", notOpen],
    ["R10\n", notOpen],
    [join("W3\n", "abc"), notOpen],
    ["I6\n1\n", notOpen],
    ["i4\n1\n", notOpen],
    ["L0\n0\n", notOpen],
    ["S", notOpen],
    ["sT", notOpen],
  ] as Step[])("%j needs an open tape", async (request, reply) => {
    // A version query behind it shows that the server takes the next request for what it is.
    const steps: Step[] = [
      [request, reply],
      ["v\n", "A1\n"],
    ];
    expect(await dialogue(createMemoryTape(), steps)).toBe(0);
  });

  test.each([
    "R\n",
    "R-1\n",
    "Rten\n",
    "R1 0\n",
    `R${"9".repeat(100)}\n`,
    "R99999999999\n",
    "I6\n-1\n",
    "I6\nx\n",
    "I6\n2147483648\n",
    "I\n1\n",
    "I99\n1\n",
    "I-2\n1\n",
    "i6\n1\n",
    "i99\n1\n",
    "i117\n1\n",
    "L\n0\n",
    "L5\n9\n",
    "LSET\nCUR\n",
    "sX",
    "V\n",
    "V-1\n",
  ])("%j means nothing, and the tape stays as it is", async (request) => {
    const tape = createMemoryTape();
    const steps: Step[] = [openBoth, write, [request, invalid], write, ["C\n", "A0\n"]];
    expect(await dialogue(tape, steps)).toBe(0);
    expect(tape.layout()).toBe("100 100 |");
  });

  test.each([["x"], ["A0\n"], ["GET / HTTP/1.1\r\n\r\n"], ["\0"], ["\xff"]])(
    "%j is garbage: status 3, and the tape is closed",
    async (garbage) => {
      const tape = createMemoryTape();
      const steps: Step[] = [openWrite, write, [garbage, "E22\nGarbage command\n"]];
      expect(await dialogue(tape, steps)).toBe(3);
      expect([tape.layout(), tape.isOpen]).toEqual(["100 |", false]);
    },
  );

  test.each(["W\n", "W-5\n", "Wx\n"])(
    "behind %j nothing is taken for a request",
    async (request) => {
      const tape = createMemoryTape();
      expect(await dialogue(tape, [openWrite, [join(request, "I5\n9\n"), invalid]])).toBe(3);
      expect(tape.layout()).toBe("");
    },
  );

  test("line feeds and carriage returns between requests are skipped", async () => {
    const steps: Step[] = [["\n\r\n", ""], openRead, ["\r\nC\r\n\n", "A0\n"]];
    expect(await dialogue(createMemoryTape(), steps)).toBe(0);
  });
});

describe("records", () => {
  test("longer than the limit: read and write are refused, the data of the write is taken", async () => {
    const tape = createMemoryTape();
    const steps: Step[] = [
      openBoth,
      [join("W101\n", record(101)), overflow],
      write,
      ["R101\n", overflow],
      ["I6\n1\n", "A1\n"],
      ["R100\n", join("A100\n", data)],
    ];
    expect(await dialogue(tape, steps, { maxRecordBytes: 100, pieceBytes: 64 })).toBe(0);
    expect(tape.layout()).toBe("100 |");
  });

  test("a limit that is none is the caller's mistake", async () => {
    for (const maxRecordBytes of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])
      await expect(dialogue(createMemoryTape(), [], { maxRecordBytes })).rejects.toThrow(
        RangeError,
      );
  });

  test("no bytes are read and written as no bytes", async () => {
    const tape = createMemoryTape();
    const steps: Step[] = [
      openBoth,
      write,
      ["W0\n", "A0\n"],
      ["I6\n1\n", "A1\n"],
      ["R0\n", "A0\n"],
      ["R100\n", join("A100\n", data)],
    ];
    expect(await dialogue(tape, steps)).toBe(0);
  });

  test("at the end of data: twice nothing, then an error", async () => {
    const tape = createMemoryTape();
    await dialogue(tape, [openWrite, write, ["C\n", "A0\n"]]);
    const steps: Step[] = [
      openRead,
      ["I4\n1\n", "E5\nInput/output error\n"],
      ["R100\n", "A0\n"],
      ["R100\n", "A0\n"],
      ["R100\n", "E5\nInput/output error\n"],
    ];
    expect(await dialogue(tape, steps)).toBe(0);
  });

  test("a tape that is open for reading is not written", async () => {
    const tape = createMemoryTape();
    const steps: Step[] = [
      openRead,
      [join("W100\n", data), notOpen],
      ["I5\n1\n", notOpen],
      ["I13\n1\n", notOpen],
      ["i3\n1\n", notOpen],
    ];
    expect(await dialogue(tape, steps)).toBe(0);
    expect(tape.layout()).toBe("");
  });

  test("a write that was only begun on the tape is the end of the tape", async () => {
    const unit = await createMemoryTape().open("w");
    const open = async () => ({ ...unit, write: async () => 60 });
    const steps: Step[] = [openWrite, [join("W100\n", data), "E28\nNo space left on device\n"]];
    expect(await dialogue(createMemoryTape(), steps, { open })).toBe(0);
  });
});

describe("positions", () => {
  const threeFiles: Step[] = [
    openWrite,
    write,
    ["I5\n1\n", "A1\n"],
    write,
    ["I5\n1\n", "A1\n"],
    write,
  ];

  test("a floppy tape's EINVAL at the end of a way is EIO, by which clients know it", async () => {
    const unit = await createMemoryTape().open("r");
    const operation = async () => {
      throw new TapeError("EINVAL", "bsf: 1 fewer than asked for", { resid: 1 });
    };
    const open = async () => ({ ...unit, operation });
    const steps: Step[] = [openRead, ["I2\n1\n", "E5\nInput/output error\n"]];
    expect(await dialogue(createMemoryTape(), steps, { open })).toBe(0);
  });

  test.each([
    [0, 4],
    [1, 2],
    [2, 0],
  ])("back to the beginning of the file %i files before", async (filesBack, head) => {
    const tape = createMemoryTape();
    const steps: Step[] = [...threeFiles, [`i5\n${filesBack}\n`, `A${filesBack}\n`]];
    await dialogue(tape, steps);
    expect([tape.head, tape.layout()]).toEqual([head, "100 | 100 | 100 |"]);
  });

  test("back over more files than there are fails at the beginning", async () => {
    const tape = createMemoryTape();
    await dialogue(tape, [...threeFiles, ["i5\n3\n", "E5\nInput/output error\n"]]);
    expect(tape.head).toBe(0);
  });

  test("seeking to 0 leads to where the open began, in the same file only", async () => {
    const tape = createMemoryTape();
    await dialogue(tape, [
      ...threeFiles,
      ["I2\n1\n", "A1\n"],
      ["I1\n1\n", "A1\n"],
      ["C\n", "A0\n"],
    ]);
    expect(tape.head).toBe(4);
    const illegal = "E29\nIllegal seek\n";
    const steps: Step[] = [
      openBoth,
      ["R200\n", join("A100\n", data)],
      ["L0\n0\n", "A0\n"],
      ["R200\n", join("A100\n", data)],
      ["L0\nSEEK_SET\n", "A0\n"],
      ["LSET\n0\n", "A0\n"],
      ["L1\n0\n", illegal],
      ["L0\n2\n", illegal],
      ["L100\n0\n", illegal],
      ["L0\n100\n", illegal],
      ["L3\n0\n", illegal],
      ["I2\n1\n", "A1\n"],
      ["L0\n0\n", illegal],
    ];
    expect(await dialogue(tape, steps)).toBe(0);
    expect(tape.head).toBe(3);
  });

  test("a tape that is open only for reading, or can't tell where it is, does not seek", async () => {
    const illegal: Step = ["L0\n0\n", "E29\nIllegal seek\n"];
    expect(await dialogue(createMemoryTape(), [openRead, illegal])).toBe(0);
    const lost = createMemoryTape();
    lost.failNext("status", new TapeError("ENXIO", "no cartridge"));
    expect(await dialogue(lost, [openBoth, illegal])).toBe(0);
  });
});

describe("status", () => {
  test.each(["linux64", "linux32", "bsd16", "short8"] as const)("layout %s", async (layout) => {
    const tape = createMemoryTape();
    const unit = await tape.open("r");
    const status = await mtget(unit, layout);
    await unit.close();
    expect(await dialogue(tape, [openRead, ["S", status]], { mtget: layout })).toBe(0);
  });

  test("errors are kept until the field that tells them is asked for, which clears them", async () => {
    const steps: Step[] = [
      openRead,
      ["I24\n1\n", "A1\n"],
      ["sT", `A${0x72}\n`],
      ["sE", "A1\n"],
      ["sE", "A0\n"],
    ];
    expect(await dialogue(createMemoryTape(), steps)).toBe(0);
  });

  test("a position that is not known is -1, words are unsigned", async () => {
    const unit = await createMemoryTape().open("r");
    const status = async () => ({
      ...(await unit.status()),
      gstat: 0x89000000,
      fileno: -1,
      blkno: -1,
    });
    const steps: Step[] = [openRead, ["sf", `A${0x89000000}\n`], ["sF", "A-1\n"], ["sB", "A-1\n"]];
    const open = async () => ({ ...unit, status });
    expect(await dialogue(createMemoryTape(), steps, { open })).toBe(0);
  });
});

describe("the end", () => {
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
});
