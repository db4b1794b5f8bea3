import { SectorFlag } from "@floppytape/cartridge";
import { MtOp } from "@floppytape/magtape";
import fc from "fast-check";
import { expect } from "vitest";
import { createZftape, type NodeName } from "../src/index.js";
import { afterCrash, recordWrites } from "./crash-store.js";
import { payload } from "./replay/payload.js";
import { smallCartridge } from "./small-cartridge.js";

type Step =
  | { readonly do: "write"; readonly blocks: number }
  | { readonly do: "flush" | "weof" | "reopen" | "rewinding" | "overwrite" | "erase" };

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("write" as const),
      blocks: fc.integer({ min: 1, max: 7 }),
    }),
  },
  { weight: 4, arbitrary: fc.constant<Step>({ do: "flush" }) },
  { weight: 2, arbitrary: fc.constant<Step>({ do: "weof" }) },
  { weight: 2, arbitrary: fc.constant<Step>({ do: "reopen" }) },
  { weight: 2, arbitrary: fc.constant<Step>({ do: "rewinding" }) },
  { weight: 1, arbitrary: fc.constant<Step>({ do: "overwrite" }) },
  { weight: 1, arbitrary: fc.constant<Step>({ do: "erase" }) },
);

/** What the unit has promised to keep, and from which happening on. */
interface Promised {
  readonly since: number;
  readonly volumes: readonly Uint8Array[];
}

export const anySequence = fc.record({
  steps: fc.array(anyStep, { minLength: 2, maxLength: 9 }),
  compressed: fc.boolean(),
  queueDepth: fc.nat({ max: 3 }),
  /** Sectors that cannot be written. */
  failing: fc.oneof(
    fc.constant([]),
    fc.array(fc.tuple(fc.integer({ min: 3, max: 8 }), fc.nat({ max: 31 })), { maxLength: 3 }),
  ),
  crashes: fc.array(
    fc.record({
      at: fc.nat({ max: 9999 }),
      torn: fc.nat({ max: 32 }),
      seed: fc.nat(),
    }),
    { minLength: 1, maxLength: 12 },
  ),
});

type Sequence = typeof anySequence extends fc.Arbitrary<infer T> ? T : never;

const blockSize = 10240;

/** Runs the steps and records everything that reaches the medium, and every promise on the way. */
async function run({ steps, compressed, queueDepth, failing }: Sequence) {
  const inner = await smallCartridge({ queueDepth });
  for (const [segment, sector] of failing) inner.flag(segment, sector, SectorFlag.Unwritable);
  const before = new Uint8Array(inner.segmentCount! * 32768);
  for (let segment = 0; segment < inner.segmentCount!; segment++)
    before.set(inner.segmentBytes(segment), segment * 32768);
  const { store, happenings, persist } = recordWrites(inner);
  const zftape = createZftape(store, { persist });
  const node: NodeName = compressed ? "nzqft" : "nqft";
  let unit = await zftape.open(node, "rw");
  let closed: Uint8Array[] = [];
  let open: Uint8Array | undefined;
  const promises: Promised[] = [];
  const current = () => (open ? [...closed, open] : closed).map((bytes) => bytes.slice());
  const promise = (volumes = current()) => promises.push({ since: happenings.length, volumes });
  const endVolume = () => {
    if (open) ever.push(open);
    closed = current();
    open = undefined;
  };
  /** Every content that a volume ever had. */
  const ever: Uint8Array[] = [];
  let seed = 1;
  for (const step of steps) {
    if (step.do === "write") {
      const bytes = payload(`mix:${seed++}`, 0, step.blocks * blockSize);
      const written = await unit.write(bytes).catch(() => 0);
      if (written > 0)
        open = Buffer.concat([open ?? new Uint8Array(0), bytes.subarray(0, written)]);
    } else if (step.do === "flush") {
      await unit.flush();
      promise();
    } else if (step.do === "weof") {
      if (!open) continue;
      await unit.operation(MtOp.Weof, 1);
      endVolume();
    } else if (step.do === "overwrite" || step.do === "erase") {
      endVolume();
      await unit.operation(MtOp.Rewind, 1);
      promise();
      promise([]); // from the next happening on they may go
      closed = [];
      if (step.do === "erase") await unit.operation(MtOp.Erase, 1);
      else {
        const bytes = payload(`mix:${seed++}`, 0, 2 * blockSize);
        await unit.write(bytes);
        open = bytes;
      }
    } else {
      await unit.close();
      endVolume();
      promise();
      if (step.do === "rewinding") {
        await (await zftape.open("qft", "rw")).close();
        promise();
      }
      unit = await zftape.open(node, "rw");
      await unit.operation(MtOp.Eom, 1);
    }
  }
  endVolume();
  return { before, happenings, promises, ever };
}

/** Every crash point of a sequence keeps every promise that was made before it. */
export async function checkSequence(sequence: Sequence): Promise<void> {
  const { before, happenings, promises, ever } = await run(sequence);
  for (const { at: part, torn, seed } of sequence.crashes) {
    const at = part % (happenings.length + 1);
    const survives = (index: number) => ((Math.imul(index + 1, 2654435761) ^ seed) & 4) !== 0;
    const crash = { at, tornSectors: torn, survives, failing: sequence.failing };
    const { store, state } = afterCrash(before, happenings, crash);
    const promised = promises.findLast(({ since }) => since <= at)?.volumes ?? [];
    const zftape = createZftape(store);
    if (state) expect(await zftape.restore(state)).toBe("applied");
    await expectVolumes(zftape, promised, ever);
    // Given out of hand, the cartridge alone holds as much.
    await zftape.commit();
    expect(zftape.dirty).toBe(false);
    await expectVolumes(createZftape(store), promised, ever);
  }
}

/** The promised volumes are there, and every volume that is there holds what was once written as one. */
async function expectVolumes(
  zftape: ReturnType<typeof createZftape>,
  promised: readonly Uint8Array[],
  ever: readonly Uint8Array[],
): Promise<void> {
  const unit = await zftape.open("nzqft", "r");
  await unit.operation(MtOp.Rewind, 1);
  const volumes = await unit.volumes();
  expect(volumes.length).toBeGreaterThanOrEqual(promised.length);
  for (const { index, dataBytes } of volumes) {
    const into = new Uint8Array(dataBytes);
    expect(await unit.read(into)).toBe(dataBytes);
    const sameStart = (bytes: Uint8Array, length: number) =>
      Buffer.compare(into.subarray(0, length), bytes.subarray(0, length)) === 0;
    expect(ever.some((bytes) => sameStart(bytes, dataBytes))).toBe(true);
    const kept = promised[index];
    if (kept) expect(dataBytes >= kept.length && sameStart(kept, kept.length)).toBe(true);
    await unit.operation(MtOp.Fsf, 1);
  }
  await unit.close();
}
