import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createConnection, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { FdcError } from "../../src/index.js";
import { connectQtestSocket, listenQtest } from "../../src/node/index.js";
import { testMachine } from "./test-machine.js";

const loopback = "127.0.0.1:0";
let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "floppytape-qtest-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function codeOf(call: Promise<unknown>): Promise<string | undefined> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof FdcError ? error.code : undefined;
}

/** Everything that the other side sends until it closes. */
async function everything(socket: Socket): Promise<string> {
  let text = "";
  socket.setEncoding("latin1").on("data", (piece) => {
    text += piece;
  });
  await once(socket, "close");
  return text;
}

function portOf(address: string): number {
  return Number(address.split(":").at(-1));
}

test.each(["tcp", "path"])("a machine is driven over a socket (%s)", async (kind) => {
  const listener = await listenQtest(testMachine(), kind === "tcp" ? loopback : `${folder}/a`);
  const { io, dma, irq, close } = await connectQtestSocket(listener.address);
  await io.outb(0x3f2, 0x1c);
  expect(await io.inb(0x3f2)).toBe(0x1c);
  const content = new Uint8Array(0x8000).map((_, i) => i * 11);
  await dma![0]!.store(0, content);
  const back = new Uint8Array(0x8000);
  await dma![0]!.load(0, back);
  expect(back).toEqual(content);
  await io.outb(0x80, 50);
  expect(await irq!.wait(6, 1000)).toBe(true);
  await close();
  await listener.close();
  await listener.closed;
  expect(await codeOf(connectQtestSocket(listener.address))).toBe("QTEST_CLOSED");
});

test("one client at a time, and the next one finds the same machine", async () => {
  const events: string[] = [];
  const listener = await listenQtest(testMachine(), loopback, {
    onClient: (event, reason) => events.push(reason === undefined ? event : `${event}: ${reason}`),
  });
  const first = await connectQtestSocket(listener.address);
  await first.io.outb(0x3f2, 0x1c);
  expect(await codeOf(connectQtestSocket(listener.address))).toBe("QTEST_FAILED");
  expect(await first.io.inb(0x3f2)).toBe(0x1c);
  await first.close();
  const second = await connectQtestSocket(listener.address);
  expect(await second.io.inb(0x3f2)).toBe(0x1c);
  await second.close();
  await listener.close();
  expect(events.filter((event) => event === "connected").length).toBe(2);
  expect(events.at(-1)).toMatch(/^ended: /);
});

test("every client finds a machine of its own where one is made for it", async () => {
  const listener = await listenQtest(testMachine, loopback);
  for (const value of [0x11, 0x22]) {
    const { io, close } = await connectQtestSocket(listener.address);
    expect(await io.inb(0x3f2)).toBe(0xff);
    await io.outb(0x3f2, value);
    await close();
  }
  await listener.close();
});

test("a machine that cannot be made is a refusal, and the listener goes on", async () => {
  let broken = true;
  const listener = await listenQtest(() => {
    if (broken) throw new Error("no image");
    return testMachine();
  }, loopback);
  await expect(connectQtestSocket(listener.address)).rejects.toThrow("no image");
  broken = false;
  await (await connectQtestSocket(listener.address)).close();
  await listener.close();
});

test("other machines are not let in unless that is asked for", async () => {
  for (const address of ["0.0.0.0:0", "[::]:0", "example.org:7", "192.168.0.1:0"])
    await expect(listenQtest(testMachine(), address)).rejects.toThrow(RangeError);
  const listener = await listenQtest(testMachine(), "0.0.0.0:0", { anybody: true });
  await listener.close();
});

test.each(["", "7", "host", "host:", "host:99999", "1:2:3", "[::1]", ":x"])(
  "%j is no address",
  async (address) => {
    await expect(connectQtestSocket(address)).rejects.toThrow(RangeError);
    await expect(listenQtest(testMachine(), address)).rejects.toThrow(RangeError);
  },
);

test("an address that is taken is an error, a socket file that was left is not", async () => {
  const path = join(folder, "b");
  const listener = await listenQtest(testMachine(), path);
  await expect(listenQtest(testMachine(), path)).rejects.toThrow("EADDRINUSE");
  await listener.close();
  expect(existsSync(path)).toBe(false);
  const left = join(folder, "left");
  const dies = `require("net").createServer().listen(${JSON.stringify(left)}, () => process.kill(process.pid, "SIGKILL"))`;
  spawnSync(process.execPath, ["-e", dies]);
  expect(existsSync(left)).toBe(true);
  await (await listenQtest(testMachine(), left)).close();
  const file = join(folder, "c");
  await writeFile(file, "precious");
  await expect(listenQtest(testMachine(), file)).rejects.toThrow("EADDRINUSE");
});

test("closing ends the client's connection, and so does a signal", async () => {
  const stop = new AbortController();
  const listener = await listenQtest(testMachine(), loopback, { signal: stop.signal });
  const { io, irq } = await connectQtestSocket(listener.address);
  const waiting = codeOf(irq!.wait(6, 1e9));
  stop.abort();
  expect(await waiting).toBe("QTEST_CLOSED");
  await listener.closed;
  expect(await codeOf(io.inb(0))).toBe("QTEST_CLOSED");
  await expect(listenQtest(testMachine(), loopback, { signal: stop.signal })).rejects.toThrow();
});

test("a signal that comes while the address is being taken leaves nobody listening", async () => {
  const stop = new AbortController();
  const path = `${folder}/early`;
  const listening = listenQtest(testMachine(), path, { signal: stop.signal });
  stop.abort(new Error("enough"));
  await expect(listening).rejects.toThrow("enough");
  expect(existsSync(path)).toBe(false);
});

test("requests that come in pieces, with either line end, are answered in order", async () => {
  const listener = await listenQtest(testMachine(), loopback);
  const socket = createConnection(portOf(listener.address), "127.0.0.1").setNoDelay(true);
  const said = everything(socket);
  for (const piece of ["outb 0x3f", "2 0x1c\r", "\ninb 0x3f2\nin", "b 0x3f3\nbye"])
    await new Promise((resolve) => socket.write(piece, resolve));
  socket.end();
  expect(await said).toBe("OK\nOK 0x001c\nOK 0x00ff\n");
  await listener.close();
});

test("a line without end is not waited for", async () => {
  const listener = await listenQtest(testMachine(), loopback);
  const socket = createConnection(portOf(listener.address), "127.0.0.1");
  socket.on("error", () => {});
  const closed = everything(socket);
  const piece = "x".repeat(1 << 20);
  for (let i = 0; i < 4 && !socket.destroyed; i++) socket.write(piece);
  expect(await closed).toBe("");
  await listener.close();
});

test("a server that never says anything, or goes on for ever, is left", async () => {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket.on("error", () => {}));
    socket.once("data", () => {
      const more = () => socket.write("x".repeat(1 << 16), (error) => error || more());
      if (sockets.length === 2) more();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  expect(await codeOf(connectQtestSocket(`127.0.0.1:${port}`, { limitMs: 30 }))).toBe(
    "QTEST_CLOSED",
  );
  expect(await codeOf(connectQtestSocket(`127.0.0.1:${port}`))).toBe("QTEST_CLOSED");
  for (const socket of sockets) socket.destroy();
  server.close();
});
