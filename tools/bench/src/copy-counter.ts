/** Counts what is copied between arrays in JavaScript: goal E10 is a count, not a time. */

/** A method that copies, and how many bytes one call of it moves. */
type Copier = "set" | "slice" | "copyWithin";
const Copiers: readonly Copier[] = ["set", "slice", "copyWithin"];

/**
 * Runs `work` while the copying methods of byte arrays (`Buffer.copy` calls one of them or moves bytes
 * natively, so that it counts too) add up their bytes; returns the sum.
 */
export async function countCopiedBytes(work: () => Promise<unknown>): Promise<number> {
  let copied = 0;
  const typedArray = Object.getPrototypeOf(Uint8Array.prototype);
  const restore: (() => void)[] = [];
  const watch = (
    owner: object,
    name: string,
    bytesOf: (self: unknown, args: unknown[], result: unknown) => number,
  ) => {
    const descriptor = Object.getOwnPropertyDescriptor(owner, name);
    if (!descriptor) throw new Error(`this Node has no ${name} to watch`);
    const original = descriptor.value as (...args: unknown[]) => unknown;
    Object.defineProperty(owner, name, {
      ...descriptor,
      value(this: unknown, ...args: unknown[]) {
        const result = Reflect.apply(original, this, args);
        copied += bytesOf(this, args, result);
        return result;
      },
    });
    restore.push(() => Object.defineProperty(owner, name, descriptor));
  };
  const sizeOf = (value: unknown) =>
    ArrayBuffer.isView(value) ? value.byteLength : Array.isArray(value) ? value.length : 0;
  const measures: Record<Copier, (self: unknown, args: unknown[], result: unknown) => number> = {
    set: (_self, [source]) => sizeOf(source),
    slice: (_self, _args, result) => sizeOf(result),
    copyWithin: (self) => sizeOf(self),
  };
  for (const name of Copiers) watch(typedArray, name, measures[name]);
  watch(Buffer.prototype, "copy", (_self, _args, result) => Number(result));
  try {
    await work();
  } finally {
    for (const undo of restore.reverse()) undo();
  }
  return copied;
}
