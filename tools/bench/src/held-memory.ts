import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Memory that a value keeps alive, heap and array buffers, in MiB. */
export async function heldMiB(make: () => Promise<unknown>): Promise<number> {
  setFlagsFromString("--expose_gc");
  const collect = runInNewContext("gc") as () => void;
  const held = () => {
    collect();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const before = held();
  const value = await make();
  const after = held();
  if (value === undefined) throw new Error("nothing was made");
  return Math.max(0, after - before) / 2 ** 20;
}
