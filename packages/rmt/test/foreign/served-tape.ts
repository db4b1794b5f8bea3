import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RmtExitStatus, serveRmt } from "../../src/index.js";
import { listenUnixSocket } from "../../src/node/index.js";
import { createMemoryTape, type MemoryTape, type MemoryTapeOptions } from "../memory-tape.js";

/** A tape that programs reach by a remote shell of their own: one that leads to a server in this process. */
export interface ServedTape {
  readonly tape: MemoryTape;
  /** Path of the "remote shell"; it ignores its arguments. */
  readonly rsh: string;
  /** An empty folder for the programs. */
  readonly folder: string;
  readonly statuses: RmtExitStatus[];
  /** Another cartridge in the drive. */
  insert(tape: MemoryTape): void;
  dispose(): Promise<void>;
}

export async function serveTape(options: MemoryTapeOptions = {}): Promise<ServedTape> {
  const folder = mkdtempSync(join(tmpdir(), "rmt-foreign-"));
  const socket = join(folder, "socket");
  const rsh = join(folder, "qrsh");
  const work = join(folder, "work");
  mkdirSync(work);
  writeFileSync(
    rsh,
    `#!${process.execPath}
const socket = require("node:net").connect({ path: ${JSON.stringify(socket)}, allowHalfOpen: true });
process.stdin.pipe(socket);
socket.pipe(process.stdout);
`,
  );
  chmodSync(rsh, 0o755);
  let tape = createMemoryTape(options);
  const statuses: RmtExitStatus[] = [];
  const server = await listenUnixSocket(socket, async (channel) => {
    statuses.push(await serveRmt({ channel, open: (_, { mode }) => tape.open(mode) }));
  });
  return {
    get tape() {
      return tape;
    },
    rsh,
    folder: work,
    statuses,
    insert: (other) => void (tape = other),
    async dispose() {
      await server.close();
      rmSync(folder, { recursive: true });
    },
  };
}
