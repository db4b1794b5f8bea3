import fs, { promises } from "node:fs";
import { open } from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";

type Operation = (...args: unknown[]) => Promise<unknown>;

/** What changes files. */
const handleOperations = ["write", "writeFile", "appendFile", "sync", "datasync"];
const pathOperations = ["rename", "unlink", "rm"];
/** Those that images are written with. */
const imageOperations = ["writeSync", "fdatasync", "ftruncateSync"];

/**
 * Makes this process kill itself (SIGKILL) when it begins its n-th operation that changes a file,
 * counted from 1; a write gets half of its bytes to the file before.
 */
export async function dieAtOperation(n: number): Promise<void> {
  let count = 0;
  const wrap = (owner: Record<string, Operation>, name: string) => {
    const original = owner[name]!;
    owner[name] = async function (this: unknown, ...args: unknown[]) {
      if (++count === n) {
        const [bytes, offset, length, position] = args;
        if (name === "write" && typeof length === "number")
          await original.call(this, bytes, offset, length >> 1, position);
        process.kill(process.pid, "SIGKILL");
      }
      return original.apply(this, args);
    };
  };
  const calls = fs as unknown as Record<string, (...args: unknown[]) => unknown>;
  for (const name of imageOperations) {
    const original = calls[name]!;
    calls[name] = (...args) => {
      if (++count === n) {
        const [file, bytes, offset, length, position] = args;
        if (name === "writeSync" && typeof length === "number")
          original(file, bytes, offset, length >> 1, position);
        process.kill(process.pid, "SIGKILL");
      }
      return original(...args);
    };
  }
  const handle = await open(process.execPath, "r");
  const handles = Object.getPrototypeOf(handle) as Record<string, Operation>;
  await handle.close();
  for (const name of handleOperations) wrap(handles, name);
  for (const name of pathOperations) wrap(promises as unknown as Record<string, Operation>, name);
  syncBuiltinESMExports();
}
