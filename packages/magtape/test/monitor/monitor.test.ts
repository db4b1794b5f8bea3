import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  createMonitorState,
  feed,
  feedEnd,
  monitorView,
  renderMonitor,
} from "../../src/monitor/index.js";

const encode = (text: string) => new TextEncoder().encode(text);

function fed(...lines: string[]) {
  const state = createMonitorState();
  for (const line of lines) feed(state, encode(`${line}\n`));
  return state;
}

/** What the original driver told when file 3 was opened from file 1, recorded. */
const session = [
  "iodev = nrst0",
  "host = corona",
  "open device nrst0\\n",
  "devtype = Model X",
  "tapetype = DC2120",
  "tapesize = 120000",
  "density = na",
  "blksize = 512",
  "acmode = read",
  "file = 1",
  "record = 1",
  "nfiles = 0",
  "tapeused = 0",
  "position to file 3\\n",
  "device nrst0 opened on descriptor 5\\n",
  "skip 1 file forward...",
  "done\\n",
  "file = 2",
  "skip 1 file forward...",
  "done\\n",
  "file = 3",
  "record = 1",
  "reading...\\n",
  "recsize = 100",
  "tapeused = 60500",
];

test("a session of the driver, for programs", () => {
  expect(monitorView(fed(...session))).toEqual({
    status: "connected to corona,nrst0 on port A (5138)",
    isClosed: false,
    host: "corona",
    ioDevice: "nrst0",
    deviceType: "Model X",
    tapeType: "DC2120",
    capacityKb: 120000,
    usedKb: 60500,
    usedPercent: 50,
    accessMode: "read",
    density: "na",
    blockSize: 512,
    fileCount: undefined,
    file: 3,
    isAtEndOfTape: false,
    record: 1,
    recordSize: 100,
    log: [
      "open device nrst0",
      "position to file 3",
      "device nrst0 opened on descriptor 5",
      "skip 1 file forward...done",
      "skip 1 file forward...done",
      "reading...",
    ],
  });
});

test("the same on a terminal", () => {
  expect(renderMonitor(fed(...session), { width: 72, logLines: 2 })).toEqual([
    "connected to corona,nrst0 on port A (5138)",
    "",
    "      Device Type: Model X           Device Block Size: 512 bytes",
    "        Tape Type: DC2120                  Total Files: unknown",
    "         Capacity: 120.00 MB                      File: 3",
    "             Used: 60.50 MB (50%)                Block: 1",
    "      Access Mode: read                    Record Size: 100 bytes",
    "          Density: na",
    "",
    "skip 1 file forward...done",
    "reading...",
  ]);
});

test("on a narrow one the fields are below each other, and the log is wrapped", () => {
  const lines = renderMonitor(fed(...session), { width: 24, logLines: 3 });
  expect(lines.slice(2, 4)).toEqual(["      Device Type: Model", "        Tape Type: DC212"]);
  expect(lines.slice(-3)).toEqual(["skip 1 file forward...do", "ne", "reading..."]);
});

describe("fields as the original shows them", () => {
  const field = (label: string, ...lines: string[]) =>
    renderMonitor(fed(...lines), { width: 50, compat: true })
      .find((line) => line.trimStart().startsWith(`${label}:`))
      ?.split(": ")[1];
  test.each([
    ["Capacity", ["tapesize = 120000"], "120.00 Mb"],
    ["Capacity", ["tapesize = 1234"], "1.23 Mb"],
    ["Capacity", ["tapesize = 1235"], "1.24 Mb"],
    ["Capacity", ["tapesize = 995"], "0.100 Mb"],
    ["Used", ["tapesize = 1000", "tapeused = 999"], "0.100 Mb (00%)"],
    ["Used", ["tapesize = 1000", "tapeused = 1000"], "1.00 Mb (100%)"],
    ["Used", ["tapesize = 1000", "tapeused = 2999"], "2.100 Mb (200%)"],
    ["Used", ["tapesize = 0", "tapeused = 70"], "0.07 Mb"],
    ["Used", ["tapeused = 70", "tapesize = 7"], "0.07 Mb"],
    ["Device Block Size", ["blksize = 0"], "variable"],
    ["Device Block Size", ["blksize = 512"], "512"],
    ["Total Files", ["nfiles = 0"], "unknown"],
    ["Total Files", ["nfiles = 3"], "3"],
    ["Record", ["blksize = 0", "record = 4"], "4"],
    ["Block", ["blksize = 512", "record = 4"], "4"],
    ["File", ["file = 4 (EOT)"], "4 (EOT)"],
    ["Record Size", ["recsize = 100"], "100"],
    ["Density", ["density = "], undefined],
  ] as const)("%s of %j is %s", (label, lines, text) => {
    expect(field(label, ...lines)).toBe(text);
  });
});

test.each([
  ["tapesize = 0", "tapeused = 70", "unknown", "0.07 MB"],
  ["tapesize = 1000", "tapeused = 999", "1.00 MB", "1.00 MB (99%)"],
  ["tapesize = 1000", "tapeused = 5", "1.00 MB", "0.01 MB (00%)"],
  ["tapesize = 120000", "tapeused = 240000", "120.00 MB", "240.00 MB (200%)"],
])("%s, %s: capacity %s, used %s", (size, used, capacity, shown) => {
  const lines = renderMonitor(fed(size, used), { width: 50 }).map((line) => line.trim());
  expect(lines).toContain(`Capacity: ${capacity}`);
  expect(lines).toContain(`Used: ${shown}`);
});

test("the end of the tape is told", () => {
  expect(monitorView(fed("file = 4 (EOT)", "nfiles = 3"))).toMatchObject({
    file: 4,
    isAtEndOfTape: true,
    fileCount: 3,
  });
});

test.each([
  ["a keyword that nobody knows", "color = blue", ["color = blue"]],
  ["no blank in front of the sign", "file=3", ["file=3"]],
  ["a tab in front of the sign", "file\t= 3", ["file\t= 3"]],
  ["no word", " = 3", []],
  ["a message of two lines", "one\\ntwo\\n", ["one", "two"]],
  ["a property of every object", "constructor = 1", ["constructor = 1"]],
  ["an escape sequence", "\u001b[2Jboo\u009b", ["\uFFFD[2Jboo\uFFFD"]],
  ["an empty line", "", []],
])("%s", (_name, line, log) => {
  const view = monitorView(fed(line));
  expect(view.log).toEqual(log);
  expect(view.file).toBe(0);
});

test("a line of its own ends a message that was not ended", () => {
  expect(monitorView(fed("rewinding...", "color = blue", "done\\n")).log).toEqual([
    "rewinding...",
    "color = blue",
    "done",
  ]);
});

test.each([
  [5138, "ready on port A (5138)"],
  [5139, "ready on port B (5139)"],
  [7000, "ready on port 7000"],
])("a monitor on %i says so", (port, status) => {
  expect(renderMonitor(createMonitorState({ port }))[0]).toBe(status);
});

test("a line without its end counts when the connection is closed", () => {
  const state = createMonitorState();
  feed(state, encode("file = 7"));
  expect(monitorView(state).file).toBe(0);
  feedEnd(state);
  expect(monitorView(state)).toMatchObject({
    file: 7,
    isClosed: true,
    status: "connection closed",
  });
});

test("a line that does not end takes no more memory than is allowed", () => {
  const state = createMonitorState();
  for (let i = 0; i < 100; i++) feed(state, encode("x".repeat(1000)));
  feed(state, encode("\nfile = 2\n"));
  expect(monitorView(state).log).toEqual(["x".repeat(2048)]);
  expect(monitorView(state).file).toBe(2);
  for (let i = 0; i < 5000; i++) feed(state, encode("message without end\n"));
  const { log } = monitorView(state);
  expect(log.length).toBeLessThanOrEqual(1000);
  expect(Math.max(...log.map((line) => line.length))).toBe(2048);
});

test("in whatever pieces a session comes, it is the same", () => {
  const bytes = encode(`${session.join("\n")}\n`);
  const whole = monitorView(fed(...session));
  fc.assert(
    fc.property(fc.array(fc.nat(bytes.length), { maxLength: 12 }), (cuts) => {
      const state = createMonitorState();
      const places = [0, ...cuts.sort((a, b) => a - b), bytes.length];
      places.reduce((from, to) => {
        feed(state, bytes.subarray(from, to));
        return to;
      });
      expect(monitorView(state)).toEqual(whole);
    }),
  );
});

test("any bytes are shown without control characters, and no line is too long", () => {
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 30 }),
    fc.constantFrom(...session).map((line) => encode(`${line}\n`)),
  );
  fc.assert(
    fc.property(
      fc.array(piece),
      fc.integer({ min: 1, max: 100 }),
      fc.boolean(),
      (all, width, compat) => {
        const state = createMonitorState();
        for (const bytes of all) feed(state, bytes);
        feedEnd(state);
        for (const line of renderMonitor(state, { width, compat })) {
          expect([...line].length).toBeLessThanOrEqual(width);
          expect(line).not.toMatch(/\p{Cc}/u);
        }
        expect(JSON.parse(JSON.stringify(monitorView(state))).status).toBe("connection closed");
      },
    ),
  );
});
