import { setImmediate as settled } from "node:timers/promises";
import { MtOp } from "@floppytape/magtape";
import { expect, test } from "vitest";
import { connectRmt } from "../src/index.js";
import { failure, lost, opened, opens, versionOne } from "./opened.js";
import { type Exchange, scriptedServer } from "./scripted-server.js";

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
    expect(code === "none" ? await call.then(() => "none") : (await failure(call)).code).toBe(code);
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
  expect([error.code, error.message]).toEqual(["ENOENT", "open of nix: No such file or directory"]);
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
  await settled();
  stop.abort();
  expect((await waiting).code).toBe("EINTR");
  expect((await failure(unit.close())).code).toBe("EINTR");
  expect(server.closes).toBe(1);
});
