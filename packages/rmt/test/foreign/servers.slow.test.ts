/** Our client with the servers of other programs, which take any file for a tape. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { errnoNumber, MtOp, TapeError } from "@floppytape/magtape";
import { expect } from "vitest";
import { connectRmt } from "../../src/index.js";
import { remoteShell, spawnChannel } from "../../src/node/index.js";
import { record } from "../dialogue.js";
import { programAt, testWith } from "./programs.js";

async function withFile(body: (file: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "rmt-servers-"));
  try {
    const file = join(folder, "tape");
    writeFileSync(file, "");
    await body(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const failure = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => "none",
    (error) => error,
  );

for (const server of ["rmt-tar", "rmt-dump"]) {
  const start = () => spawnChannel({ command: programAt(server)!, stderr: "ignore" });
  /** A server that waits for a line feed gets it at once, and then all the time that it wants. */
  const connect = () => {
    let waits = 0;
    const sleep = () => (waits++ === 0 ? Promise.resolve() : new Promise<void>(() => {}));
    return connectRmt({ channel: start(), sleep });
  };

  testWith([server], `${server}: records are written and read back`, () =>
    withFile(async (file) => {
      const writing = connect();
      const written = await writing.open(file, "w");
      for (const seed of [1, 2, 3]) expect(await written.write(record(10240, seed))).toBe(10240);
      await written.close();
      await writing.close();
      expect(readFileSync(file)).toHaveLength(3 * 10240);

      const reading = connect();
      const unit = await reading.open(file, "r");
      const into = new Uint8Array(10240);
      for (const seed of [1, 2, 3]) {
        expect(await unit.read(into)).toBe(10240);
        expect(into).toEqual(record(10240, seed));
      }
      expect(await unit.read(into)).toBe(0);
      await reading.close();
    }),
  );

  testWith([server], `${server}: its errors are those of its system`, () =>
    withFile(async (file) => {
      const connection = connect();
      expect(await failure(connection.open(`${file}.missing`, "r"))).toMatchObject({
        code: "ENOENT",
        message: `open of ${file}.missing: No such file or directory`,
        details: { errno: errnoNumber("ENOENT") },
      });
      const unit = await connection.open(file, "r");
      expect(await failure(unit.write(record(10)))).toMatchObject({ code: "EBADF" });
      for (const call of [
        () => unit.operation(MtOp.Rewind, 1),
        () => unit.status(),
        () => unit.position(),
      ]) {
        const error = await failure(call());
        expect(error).toBeInstanceOf(TapeError);
        expect(error).toMatchObject({ code: "ENOSYS" });
      }
      // After all that the connection is in step.
      expect(await unit.read(new Uint8Array(10))).toBe(0);
      await connection.close();
    }),
  );

  testWith([server], `${server}: a tape is opened again after it was closed`, () =>
    withFile(async (file) => {
      const connection = connect();
      await (await connection.open(file, "r")).close();
      const again = await failure(connection.open(file, "r"));
      // GNU's server ends with the first close.
      if (server === "rmt-tar") expect(again).toMatchObject({ code: "EIO" });
      else expect(again).toBe("none");
      await connection.close().catch(() => {});
    }),
  );

  testWith([server], `${server}: a read longer than the file has is short`, () =>
    withFile(async (file) => {
      writeFileSync(file, record(700));
      const connection = connect();
      const unit = await connection.open(file, "rw");
      expect(await unit.read(new Uint8Array(10240))).toBe(700);
      await connection.close();
    }),
  );

  testWith([server, "sh"], `${server}: behind a remote shell`, () =>
    withFile(async (file) => {
      writeFileSync(file, record(700));
      const rsh = `sh -c 'test "$0 $1 $2" = "tapes -l joe" && shift 2 && exec "$@"'`;
      const rmtCommand = programAt(server)!;
      const shell = remoteShell({ rsh, host: "tapes", user: "joe", rmtCommand });
      const channel = spawnChannel(shell);
      const connection = connectRmt({ channel });
      const unit = await connection.open(file, "r");
      expect(await unit.read(new Uint8Array(1000))).toBe(700);
      await connection.close();
      expect(await channel.exited).toEqual({ status: 0, signal: null });
    }),
  );
}
