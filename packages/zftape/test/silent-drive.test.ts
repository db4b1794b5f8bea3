/** Drives that have lost the thread: opening a node is what a reset needs, too. */
import { createMemoryStore, formatCartridge, type MemoryStore } from "@floppytape/cartridge";
import { MtOp } from "@floppytape/magtape";
import { createGeometry } from "@floppytape/qic-format";
import { expect, test } from "vitest";
import { createZftape } from "../src/index.js";

const geometry = createGeometry({ formatCode: 4, segmentsPerTrack: 4, tracksPerCartridge: 4 });

/** A drive that tells nothing until it is reset `resets` times. */
async function confused(resets: number) {
  const store = createMemoryStore({ segmentCount: 16 });
  await formatCartridge(store, { type: { standard: "QIC-80", geometry }, date: 1 });
  const motions: string[] = [];
  const drive: MemoryStore = Object.create(store, {
    status: {
      value: () =>
        motions.length < resets ? Promise.reject(new Error("no answer")) : store.status(),
    },
    motion: {
      value: (kind: Parameters<MemoryStore["motion"]>[0]) => {
        motions.push(kind);
        return store.motion(kind);
      },
    },
  });
  return { zftape: createZftape(drive), motions };
}

test("a drive that does not tell its status is reset, and used then", async () => {
  const { zftape, motions } = await confused(1);
  const unit = await zftape.open("nqft", "r");
  await unit.operation(MtOp.Rewind, 1);
  await unit.close();
  expect(motions.filter((kind) => kind === "reset")).toHaveLength(1);
});

test("once only, and what it failed with first is told", async () => {
  const { zftape, motions } = await confused(2);
  await expect(zftape.open("nqft", "r")).rejects.toThrow("no answer");
  expect(motions).toEqual(["reset"]);
});
