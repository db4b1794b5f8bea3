import { expect, test } from "vitest";
import { Allocation, createMemoryAllocator, nodeOfName } from "../../src/engine/index.js";

const drive = ["/dev/nqft0", "qft0"];

test("a drive is free, somebody's, in use for others, and free again", async () => {
  const allocator = createMemoryAllocator({ nodes: ["qft0", "nqft0", "qft1"] });
  expect(await allocator.status(drive, "ann")).toBe(Allocation.Free);
  expect(await allocator.allocate(drive, "ann")).toBe(Allocation.Allocated);
  expect(await allocator.allocate(drive, "ann")).toBe(Allocation.Allocated);
  expect(await allocator.status(drive, "ann")).toBe(Allocation.Allocated);
  expect(await allocator.status(drive, "ben")).toBe(Allocation.InUse);
  expect(await allocator.allocate(["qft1", "qft0"], "ben")).toBe(Allocation.InUse);
  expect(await allocator.status(["qft1"], "ben")).toBe(Allocation.Free);
  expect(await allocator.free(drive, "ben")).toBe(Allocation.InUse);
  expect(await allocator.free(drive, "ann")).toBe(Allocation.Free);
  expect(await allocator.allocate(drive, "ben")).toBe(Allocation.Allocated);
  expect(await allocator.allocate(["qft0", "qft2"], "ben")).toBe(Allocation.NotFound);
});

test("who runs nothing any more holds nothing", async () => {
  const running = new Set(["ann"]);
  const allocator = createMemoryAllocator({
    nodes: ["qft0"],
    isRunning: (user) => running.has(user),
  });
  await allocator.allocate(["qft0"], "ann");
  expect(await allocator.allocate(["qft0"], "ben")).toBe(Allocation.InUse);
  running.delete("ann");
  expect(await allocator.allocate(["qft0"], "ben")).toBe(Allocation.Allocated);
});

test("the codes are those of the program that IRAF allocates with", () => {
  expect(Allocation).toEqual({ Free: 1, Allocated: 2, InUse: 3, NotFound: 4 });
});

test("1 to 30 names make a drive", async () => {
  const allocator = createMemoryAllocator({ nodes: ["a"] });
  const thirty = Array.from({ length: 30 }, () => "a");
  expect(await allocator.status(thirty, "ann")).toBe(Allocation.Free);
  await expect(allocator.status([...thirty, "a"], "ann")).rejects.toThrow(RangeError);
  await expect(allocator.allocate([], "ann")).rejects.toThrow(RangeError);
});

test.each([
  ["/dev/rmt/0mn", "0mn"],
  ["nrst0", "nrst0"],
  ["node!mta", "mta"],
  ["~/dev/tape_1/", "1"],
  ["///", ""],
])("%s is the node %s", (name, node) => {
  expect(nodeOfName(name)).toBe(node);
});
