/**
 * Conversations as they were recorded from the clients: GNU tar 1.34 and 1.35, mt and cpio 2.13 and 2.15, dump and
 * restore 0.4b47; and those that BSD, Sun and star clients have by their documentation.
 */
import { describe, expect, test } from "vitest";
import { dialogue, join, mtget, record, type Step } from "./dialogue.js";
import { createMemoryTape, type MemoryTape } from "./memory-tape.js";

const block = record(10240);
const other = record(10240, 2);
const write = (data: Uint8Array): Step => [join(`W${data.length}\n`, data), `A${data.length}\n`];
const read = (count: number, data: Uint8Array): Step => [
  `R${count}\n`,
  join(`A${data.length}\n`, data),
];
const close: Step = ["C\n", "A0\n"];
const openRead: Step = ["O/dev/nqft0\n0 O_RDONLY\n", "A0\n"];
const openWrite: Step = ["O/dev/nqft0\n1 O_WRONLY\n", "A0\n"];
const tarCreate: Step = ["O/dev/nqft0\n65 O_WRONLY|O_CREAT\n", "A0\n"];
const tarUpdate: Step = ["O/dev/nqft0\n66 O_RDWR|O_CREAT\n", "A0\n"];
const illegalSeek = "E29\nIllegal seek\n";
const ioError = "E5\nInput/output error\n";
const full = "E28\nNo space left on device\n";

/** A tape with these files of records, at its beginning. */
async function recorded(...files: Uint8Array[][]): Promise<MemoryTape> {
  const tape = createMemoryTape();
  for (const records of files) {
    const unit = await tape.open("w");
    for (const data of records) await unit.write(data);
    await unit.close();
  }
  expect(await dialogue(tape, [openRead, ["I6\n1\n", "A1\n"], close])).toBe(0);
  return tape;
}

describe("GNU tar", () => {
  test("-c", async () => {
    const tape = createMemoryTape();
    expect(await dialogue(tape, [tarCreate, write(block), write(other), close])).toBe(0);
    expect(tape.layout()).toBe("10240 10240 |");
    expect(tape.records()).toEqual([block, other]);
  });

  test("-c arrives in any pieces", async () => {
    for (const pieceBytes of [1, 2, 5, 4096, 10245]) {
      const tape = createMemoryTape();
      const steps = [tarCreate, write(block), write(other), close];
      expect(await dialogue(tape, steps, { pieceBytes })).toBe(0);
      expect(tape.records()).toEqual([block, other]);
    }
  });

  test("-cz: the compressor's end is the close", async () => {
    const tape = createMemoryTape();
    expect(await dialogue(tape, [tarCreate, write(block)])).toBe(0);
    expect(tape.layout()).toBe("10240 |");
    expect(tape.isOpen).toBe(false);
  });

  test("-t and -x of 1.34 stop in front of the file mark", async () => {
    const tape = await recorded([block, other]);
    expect(await dialogue(tape, [openRead, read(10240, block), read(10240, other), close])).toBe(0);
    expect(tape.head).toBe(2);
  });

  test("-t of 1.35 probes for seeking, and reads on where it was", async () => {
    const tape = await recorded([block, other]);
    const steps: Step[] = [
      openRead,
      read(10240, block),
      ["L1\n20480\n", illegalSeek],
      read(10240, other),
      close,
    ];
    expect(await dialogue(tape, steps)).toBe(0);
  });

  test("-r and -u back over the end record and overwrite it", async () => {
    const tape = await recorded([block, other]);
    const steps: Step[] = [
      tarUpdate,
      read(10240, block),
      read(10240, other),
      ["I4\n1\n", "A1\n"],
      write(block),
      write(other),
      close,
    ];
    expect(await dialogue(tape, steps)).toBe(0);
    expect(tape.layout()).toBe("10240 10240 10240 |");
    expect(tape.records()).toEqual([block, block, other]);
  });

  test.each(["L0\n1\n", "L1\n0\n"])("-r without backspacing asks where it is: %j", async (tell) => {
    const tape = await recorded([block]);
    expect(await dialogue(tape, [tarUpdate, read(10240, block), [tell, illegalSeek], close])).toBe(
      0,
    );
  });

  test("-cW of the first file: no mark to go back over, so it seeks to the start", async () => {
    const tape = createMemoryTape();
    const steps: Step[] = [
      tarUpdate,
      write(block),
      write(other),
      ["I2\n1\n", ioError],
      ["I2\n1\n", ioError],
      ["L0\n0\n", "A0\n"],
      read(10240, block),
      read(10240, other),
      close,
    ];
    expect(await dialogue(tape, steps)).toBe(0);
    expect(tape.layout()).toBe("10240 10240 |");
  });

  test("-cM: the record that had no room is written to the next tape", async () => {
    const first = createMemoryTape({ capacityBytes: 20000 });
    const refused: Step = [join("W10240\n", other), full];
    expect(await dialogue(first, [tarCreate, write(block), refused, close])).toBe(0);
    expect(first.layout()).toBe("10240 |");
    const second = createMemoryTape();
    expect(await dialogue(second, [tarCreate, write(other), close])).toBe(0);
    expect(second.records()).toEqual([other]);
  });
});

describe("GNU cpio", () => {
  test("-o writes small records, -i reads them", async () => {
    const tape = createMemoryTape();
    const small = record(512);
    const create: Step = ["O/dev/nqft0\n577 O_WRONLY|O_CREAT|O_TRUNC\n", "A0\n"];
    expect(await dialogue(tape, [create, write(small), write(small), close])).toBe(0);
    expect(tape.layout()).toBe("512 512 |");
    await dialogue(tape, [openRead, ["I6\n1\n", "A1\n"], read(512, small), close]);
  });

  test("-oA meets a record longer than its own", async () => {
    const tape = await recorded([block, other]);
    const append: Step = ["O/dev/nqft0\n2 O_RDWR\n", "A0\n"];
    const tooLong: Step = ["R512\n", "E12\nCannot allocate memory\n"];
    expect(await dialogue(tape, [append, tooLong, read(10240, other), close])).toBe(0);
  });
});

describe("dump and restore", () => {
  test("dump opens again on the same connection", async () => {
    const tape = createMemoryTape();
    const create: Step = ["O/dev/nqft0\n1 O_WRONLY|O_CREAT|O_TRUNC\n", "A0\n"];
    expect(await dialogue(tape, [create, write(block), close, openRead, close])).toBe(0);
    expect(tape.layout()).toBe("10240 |");
  });

  test("restore -t asks for more than a record has; -s goes to a file", async () => {
    const tape = await recorded([block], [other]);
    const steps: Step[] = [openRead, ["I1\n1\n", "A1\n"], read(32768, other), close];
    expect(await dialogue(tape, steps)).toBe(0);
  });

  test("old dump sends the mode as a number, and S with a line feed", async () => {
    const tape = await recorded([block]);
    const unit = await tape.open("r");
    const status = await mtget(unit, "linux64");
    await unit.close();
    const steps: Step[] = [
      ["O/dev/nqft0\n0\n", "A0\n"],
      ["S\n", status],
      read(10240, block),
      close,
    ];
    expect(await dialogue(tape, steps)).toBe(0);
  });
});

describe("GNU mt", () => {
  test.each([
    ["rewind", ["I6\n1\n"], 0],
    ["fsf 2", ["I1\n2\n"], 4],
    ["asf 1", ["I6\n1\n", "I1\n1\n"], 3],
    ["fsr 2", ["I3\n2\n"], 2],
    ["eom", ["I12\n1\n"], 6],
    ["fsfm", ["I11\n1\n"], 2],
    ["seek 4", ["I22\n4\n"], 4],
    ["retension", ["I9\n1\n"], 0],
    ["offline", ["I7\n1\n"], 0],
  ] as const)("%s", async (_, requests, head) => {
    const tape = await withEmptyFile();
    const replies = requests.map((request): Step => [request, `A${request.split("\n")[1]}\n`]);
    expect(await dialogue(tape, [openRead, ...replies, close])).toBe(0);
    expect(tape.head).toBe(head);
  });

  test("weof 2 and erase open for writing", async () => {
    const tape = createMemoryTape();
    expect(await dialogue(tape, [openWrite, ["I5\n2\n", "A2\n"], close])).toBe(0);
    expect(tape.layout()).toBe("| |");
    const rewound: Step = ["I6\n1\n", "A1\n"];
    expect(await dialogue(tape, [openWrite, rewound, ["I13\n1\n", "A1\n"], close])).toBe(0);
    expect(tape.layout()).toBe("");
  });

  test("a failed operation ends without a close", async () => {
    const tape = await recorded([block]);
    expect(await dialogue(tape, [openRead, ["I2\n1\n", ioError]])).toBe(0);
    expect(tape.isOpen).toBe(false);
    expect(tape.head).toBe(0);
  });

  test("status: S without a line feed is answered at once", async () => {
    const tape = await recorded([block]);
    const unit = await tape.open("r");
    const status = await mtget(unit, "linux64");
    await unit.close();
    expect(status.length).toBe("A48\n".length + 48);
    expect(await dialogue(tape, [openRead, ["I8\n1\n", "A1\n"], ["S", status], close])).toBe(0);
  });
});

describe("other systems", () => {
  test.each(["bsd", "sun"] as const)(
    "a %s client's 0 is a file mark and 5 the way back",
    async (peer) => {
      const tape = createMemoryTape();
      const steps: Step[] = [
        ["Orst8\n1\n", "A0\n"],
        write(block),
        ["I0\n1\n", "A1\n"],
        ["I5\n1\n", "A1\n"],
        close,
      ];
      expect(await dialogue(tape, steps, { peer })).toBe(0);
      expect(tape.layout()).toBe("10240 |");
      expect(tape.head).toBe(0);
    },
  );

  test("star asks for version 1, in which numbers are the same for all", async () => {
    const tape = await recorded([block], [other]);
    const steps: Step[] = [
      ["O/dev/nst0\n0 O_RDONLY\n", "A0\n"],
      ["I-1\n0\n", "A1\n"],
      ["I1\n1\n", "A1\n"],
      read(10240, other),
      ["I-1\n0\n", "A1\n"],
      ["i4\n1\n", "A1\n"],
      ["sE", "A0\n"],
      ["sT", `A${0x72}\n`],
      ["sD", `A${0x24000000}\n`],
      ["sR", "A0\n"],
      ["sF", "A2\n"],
      ["sB", "A0\n"],
      ["sf", `A${0x09000000}\n`],
      ["sb", "A0\n"],
      ["I5\n1\n", "A1\n"],
      ["i5\n0\n", "A0\n"],
      ["v\n", "A1\n"],
      close,
    ];
    expect(await dialogue(tape, steps)).toBe(0);
  });

  test("an SGI client is told the version that is spoken", async () => {
    const steps: Step[] = [
      ["V1\n", "A1\n"],
      ["V2\n", "A2\n"],
      ["V7\n", "A2\n"],
    ];
    expect(await dialogue(createMemoryTape(), steps)).toBe(0);
  });
});

/** Two records, a mark, an empty file, a record, a mark: heads of all kinds. */
async function withEmptyFile(): Promise<MemoryTape> {
  const tape = createMemoryTape();
  const steps: Step[] = [
    openWrite,
    write(block),
    write(other),
    ["I5\n2\n", "A2\n"],
    write(block),
    ["I6\n1\n", "A1\n"],
    close,
  ];
  expect(await dialogue(tape, steps)).toBe(0);
  return tape;
}
