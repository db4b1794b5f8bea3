import { chmodSync, existsSync, lstatSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join as joinPath } from "node:path";
import { PassThrough } from "node:stream";
import { TapeError } from "@floppytape/magtape";
import { afterAll, describe, expect, test, vi } from "vitest";
import { connectRmt, parseRemoteName, serveRmt } from "../src/index.js";
import {
  connectUnixSocket,
  listenUnixSocket,
  remoteShell,
  spawnChannel,
  streamChannel,
} from "../src/node/index.js";
import { record } from "./dialogue.js";
import { createMemoryTape } from "./memory-tape.js";

const folder = mkdtempSync(joinPath(tmpdir(), "rmt-test-"));
afterAll(() => rmSync(folder, { recursive: true }));
const inFolder = (name: string) => joinPath(folder, name);
const text = (bytes: Uint8Array | undefined) => bytes && new TextDecoder().decode(bytes);
const bytes = (string: string) => new TextEncoder().encode(string);
const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => "none",
    (error: unknown) => (error instanceof TapeError ? error.code : error),
  );

test.each([
  ["host:/dev/nst0", { host: "host", user: undefined, device: "/dev/nst0" }],
  ["joe@host:tape:2", { host: "host", user: "joe", device: "tape:2" }],
  ["/dev/nst0", undefined],
  ["./a:b", undefined],
  ["a/b:c", undefined],
  [":tape", undefined],
  ["host:", undefined],
  ["joe@:tape", undefined],
  ["@host:tape", undefined],
  ["host:a\nb", undefined],
  ["nqft0", undefined],
])("remote name %j", (name, parts) => {
  expect(parseRemoteName(name)).toEqual(parts);
});

describe("remoteShell", () => {
  test.each([
    ["rsh", ["rsh", "h", "/usr/sbin/rmt"]],
    ["ssh -p 22", ["ssh", "-p", "22", "h", "/usr/sbin/rmt"]],
    [
      ` ssh  -i 'my key' -o "A \\"b\\" c"`,
      ["ssh", "-i", "my key", "-o", 'A "b" c', "h", "/usr/sbin/rmt"],
    ],
    [`a\\ b ''`, ["a b", "", "h", "/usr/sbin/rmt"]],
    [`x 'a\\"b' "\\c"`, ["x", 'a\\"b', "\\c", "h", "/usr/sbin/rmt"]],
    ["run $(id); `id` | x", ["run", "$(id);", "`id`", "|", "x", "h", "/usr/sbin/rmt"]],
  ])("words of %j", (rsh, words) => {
    const { command, args } = remoteShell({ rsh, host: "h" });
    expect([command, ...args]).toEqual(words);
  });

  test("user and server command are arguments of their own", () => {
    expect(
      remoteShell({ rsh: "ssh", host: "h", user: "joe", rmtCommand: "/etc/rmt" }).args,
    ).toEqual(["h", "-l", "joe", "/etc/rmt"]);
  });

  test("an executable of exactly this name is run as it is", () => {
    const path = inFolder("my rsh");
    expect(remoteShell({ rsh: path, host: "h" }).command).toBe(`${folder}/my`);
    writeFileSync(path, "#!/bin/sh\n");
    chmodSync(path, 0o755);
    expect(remoteShell({ rsh: path, host: "h" })).toEqual({
      command: path,
      args: ["h", "/usr/sbin/rmt"],
    });
  });

  test.each([
    [{ rsh: "ssh", host: "-oProxyCommand=id" }, /^host /],
    [{ rsh: "ssh", host: "" }, /^host /],
    [{ rsh: "ssh", host: "h", user: "-x" }, /^user /],
    [{ rsh: "ssh", host: "h", rmtCommand: "" }, /^rmtCommand /],
    [{ rsh: "  ", host: "h" }, /^rsh /],
    [{ rsh: "ssh 'x", host: "h" }, /^rsh .*open quote/],
  ])("%j is refused", (options, message) => {
    expect(() => remoteShell(options)).toThrow(TypeError);
    expect(() => remoteShell(options)).toThrow(message);
  });
});

describe("spawnChannel", () => {
  const node = (script: string) =>
    spawnChannel({ command: process.execPath, args: ["-e", script], stderr: "ignore" });

  test("speaks with a child, whose end is the end of the input", async () => {
    const channel = node("process.stdin.pipe(process.stdout)");
    await channel.write(bytes("hello"));
    const answer = await channel.read();
    expect(text(answer)).toBe("hello");
    expect(answer?.constructor).toBe(Uint8Array);
    await channel.close();
    expect(await channel.read()).toBe(undefined);
    expect(await channel.exited).toEqual({ status: 0, signal: null });
    await channel.close();
  });

  test("tells how the child ended", async () => {
    const channel = node("process.exit(3)");
    expect(await channel.read()).toBe(undefined);
    expect(await channel.exited).toEqual({ status: 3, signal: null });
    await expect(channel.write(bytes("x"))).rejects.toThrow();
    await channel.close();
  });

  test("a program that is not there is ENOENT, for reads, writes and a client", async () => {
    const missing = () => spawnChannel({ command: inFolder("nothing") });
    const channel = missing();
    expect(await codeOf(channel.read())).toBe("ENOENT");
    expect(await codeOf(channel.write(bytes("x")))).toBe("ENOENT");
    expect(await codeOf(channel.exited)).toBe("ENOENT");
    await channel.close();
    const connection = connectRmt({ channel: missing() });
    await expect(connection.open("nst0", "r")).rejects.toThrow(
      `cannot start ${inFolder("nothing")}`,
    );
  });

  test("a child that does not end is killed", async () => {
    const channel = spawnChannel({
      command: process.execPath,
      args: [
        "-e",
        "process.stdin.on('end', () => setInterval(() => {}, 1e6)).resume(); console.log()",
      ],
      farewellMs: 1,
    });
    await channel.read();
    await channel.close();
    expect(await channel.exited).toEqual({ status: null, signal: "SIGKILL" });
  });

  test("what a child leaves behind is not waited for", async () => {
    const stays = "process.stdout.write(String(process.pid)); setInterval(() => {}, 1e6)";
    const channel = spawnChannel({
      command: process.execPath,
      args: [
        "-e",
        `require("child_process").spawn(process.execPath, ["-e", ${JSON.stringify(stays)}], { stdio: "inherit" })`,
      ],
      farewellMs: 1,
    });
    const pid = Number(new TextDecoder().decode(await channel.read()));
    try {
      await channel.close();
      expect(await channel.exited).toEqual({ status: null, signal: "SIGKILL" });
    } finally {
      process.kill(pid, "SIGKILL");
    }
  });
});

describe("streamChannel", () => {
  test("closing does not wait for a peer that takes nothing", async () => {
    const stuck = new PassThrough({ highWaterMark: 1 });
    const channel = streamChannel(new PassThrough(), stuck);
    const write = channel.write(record(100)).then(
      () => "written",
      () => "failed",
    );
    const read = channel.read();
    await channel.close();
    await channel.close();
    expect(await write).toBe("failed");
    expect(await read).toBe(undefined);
    await expect(channel.write(bytes("x"))).rejects.toThrow("the channel was closed");
  });

  test("an error of the stream rejects reads and writes, and nothing else", async () => {
    const readable = new PassThrough();
    const channel = streamChannel(readable, new PassThrough());
    readable.destroy(new Error("cable cut"));
    await expect(channel.read()).rejects.toThrow("cable cut");
    await expect(channel.write(bytes("x"))).rejects.toThrow("cable cut");
    await channel.close();
  });
});

describe("Unix socket", () => {
  test("serves tapes to clients; others of the same folder see nothing of it before", async () => {
    const path = inFolder("tape");
    const tape = createMemoryTape();
    const server = await listenUnixSocket(path, (channel) =>
      serveRmt({ channel, open: (_, { mode }) => tape.open(mode) }),
    );
    expect(lstatSync(path).mode & 0o777).toBe(0o600);
    for (const mode of ["w", "r"] as const) {
      const connection = connectRmt({ channel: await connectUnixSocket(path) });
      const unit = await connection.open("nst0", mode);
      if (mode === "w") await unit.write(record(50000));
      else {
        await unit.operation(6, 1);
        const into = new Uint8Array(60000);
        expect(await unit.read(into)).toBe(50000);
        expect(into.subarray(0, 50000)).toEqual(record(50000));
      }
      await connection.close();
    }
    await server.close();
    expect(existsSync(path)).toBe(false);
    expect(await codeOf(connectUnixSocket(path))).toBe("ENOENT");
  });

  test("a client that goes away in the middle leaves the tape closed, and the others served", async () => {
    const path = inFolder("gone");
    const tape = createMemoryTape();
    const unit = await tape.open("w");
    await unit.write(record(200_000));
    await unit.close();
    const statuses: number[] = [];
    const server = await listenUnixSocket(path, async (channel) => {
      statuses.push(await serveRmt({ channel, open: (_, { mode }) => tape.open(mode) }));
    });
    for (const requests of ["R200000\n".repeat(20), "W1000000\nonly a part of it", "W7"]) {
      const channel = await connectUnixSocket(path);
      await channel.write(bytes(`Onst0\n2 O_RDWR\nI6\n1\n${requests}`));
      await channel.read();
      await channel.close();
    }
    await server.close();
    expect([statuses.length, tape.isOpen, tape.layout()]).toEqual([3, false, "200000 |"]);
  });

  test("what is no socket stays, and so does a socket that somebody listens on", async () => {
    const file = inFolder("file");
    writeFileSync(file, "precious");
    expect(await codeOf(listenUnixSocket(file, async () => {}))).toBe("EEXIST");
    expect(lstatSync(file).size).toBe(8);
    const path = inFolder("busy");
    const server = await listenUnixSocket(path, async () => {});
    expect(await codeOf(listenUnixSocket(path, async () => {}))).toBe("EBUSY");
    await server.close();
  });

  test("a socket that nobody listens on is replaced; one that is not ours is not removed", async () => {
    const path = inFolder("stale");
    const first = await listenUnixSocket(path, async () => {});
    rmSync(path);
    const second = await listenUnixSocket(path, async (channel) => channel.write(bytes("second")));
    await first.close();
    const channel = await connectUnixSocket(path);
    expect(text(await channel.read())).toBe("second");
    await channel.close();
    await second.close();

    const stale = inFolder("left");
    const left = createServer();
    await new Promise<void>((resolve) => left.listen(inFolder("bound"), resolve));
    const { renameSync } = await import("node:fs");
    renameSync(inFolder("bound"), stale);
    await new Promise((resolve) => left.close(resolve));
    expect(await codeOf(connectUnixSocket(stale))).toBe("ENXIO");
    const third = await listenUnixSocket(stale, async () => {});
    await third.close();
  });

  test("a handler that fails is logged and its client let go; the others are served", async () => {
    const path = inFolder("fails");
    const log = vi.fn();
    const handler = async () => {
      throw new Error("no tape today");
    };
    const server = await listenUnixSocket(path, handler, { log });
    const channel = await connectUnixSocket(path);
    expect(await channel.read().catch(() => undefined)).toBe(undefined);
    await channel.close();
    await server.close();
    expect(log.mock.calls.flat()).toEqual(["client failed: Error: no tape today"]);
  });

  test.each([
    ["x".repeat(104), "EINVAL"],
    [joinPath("nowhere", "tape"), "ENOENT"],
  ])("%.20s can't be made: %s", async (name, code) => {
    expect(await codeOf(listenUnixSocket(inFolder(name), async () => {}))).toBe(code);
  });
});
