import { MtOp } from "@floppytape/magtape";
import { expect, test } from "vitest";
import { createZftape, type ZftapeState, type ZftapeUnit } from "../src/index.js";
import { payload } from "./replay/payload.js";
import { smallCartridge } from "./small-cartridge.js";

const block = (seed: number, length = 10240) => payload(`rand:${seed}`, 0, length);
const throughJson = (state: ZftapeState): ZftapeState => JSON.parse(JSON.stringify(state));

async function expectRead(unit: ZftapeUnit, bytes: Uint8Array): Promise<void> {
  const into = new Uint8Array(bytes.length);
  expect(await unit.read(into)).toBe(bytes.length);
  expect(Buffer.compare(into, bytes)).toBe(0);
}

test("position, block size and unwritten volumes go on in the next process", async () => {
  const store = await smallCartridge();
  const first = createZftape(store);
  const writer = await first.open("nqft", "rw");
  await writer.operation(MtOp.SetBlockSize, 2048);
  await writer.write(block(1, 4096));
  await writer.operation(MtOp.Weof, 1);
  await writer.write(block(2, 6144));
  await writer.close();
  expect(first.dirty).toBe(true);

  const second = createZftape(store);
  expect(await second.restore(throughJson(first.state()))).toBe("applied");
  expect(second.dirty).toBe(true);
  const unit = await second.open("nqft", "rw");
  expect(await unit.status()).toMatchObject({ fileno: 2, blkno: 7 });
  await unit.write(block(3, 2048));
  await unit.operation(MtOp.Rewind, 1);
  expect(second.dirty).toBe(false);
  await expectRead(unit, block(1, 4096));
  await unit.operation(MtOp.Fsf, 1);
  await expectRead(unit, block(2, 6144));
  await unit.operation(MtOp.Fsf, 1);
  await expectRead(unit, block(3, 2048));
});

test("commit makes the cartridge complete; its state before that is not applied any more", async () => {
  const store = await smallCartridge();
  const zftape = createZftape(store);
  const unit = await zftape.open("nqft", "rw");
  await unit.write(block(1));
  await unit.close();
  const outdated = throughJson(zftape.state());
  await zftape.commit();
  expect(zftape.dirty).toBe(false);
  expect(await createZftape(store).restore(outdated)).toBe("dropped");
  const alone = await createZftape(store).open("nqft", "r");
  await expectRead(alone, block(1));
  const next = createZftape(store);
  expect(await next.restore(throughJson(zftape.state()))).toBe("applied");
  expect(await (await next.open("nqft", "r")).status()).toMatchObject({ fileno: 1, blkno: 2 });
});

test("a state is dropped on another cartridge, a changed one, and when it makes no sense", async () => {
  const store = await smallCartridge();
  const zftape = createZftape(store);
  const unit = await zftape.open("nqft", "rw");
  await unit.write(block(1));
  await unit.close();
  const state = throughJson(zftape.state());
  expect(await createZftape(await smallCartridge({ segmentsPerTrack: 7 })).restore(state)).toBe(
    "dropped",
  );
  for (const nonsense of [null, 1, {}, { ...state, version: 2 }, { ...state, blockSize: 5 }])
    expect(await createZftape(store).restore(nonsense as ZftapeState)).toBe("dropped");
  const { cartridge } = state;
  const damaged = { ...state, cartridge: { ...cartridge!, headerBytes: "@@@" } };
  expect(await createZftape(store).restore(damaged)).toBe("dropped");
  store.insert();
  expect(await createZftape(store).restore(state)).toBe("dropped");
});

test("a unit without a known cartridge keeps what does not depend on one", async () => {
  const store = await smallCartridge();
  const zftape = createZftape(store);
  const unit = await zftape.open("nqft", "r");
  await unit.operation(MtOp.SetBlockSize, 4096);
  await unit.operation(MtOp.Offline, 1);
  await unit.close();
  const state = throughJson(zftape.state());
  expect(state.cartridge).toBeUndefined();
  const next = createZftape(store);
  expect(await next.restore(state)).toBe("applied");
  const offline = await next.open("nqft", "r");
  await expect(offline.read(new Uint8Array(10240))).rejects.toMatchObject({ code: "ENXIO" });
  await offline.operation(MtOp.Load, 1);
  expect(await offline.read(new Uint8Array(4096))).toBe(0);
});

test("flush stores a state in which the volume being written ends where it stands", async () => {
  const store = await smallCartridge();
  const states: ZftapeState[] = [];
  const persist = async (state: ZftapeState) => void states.push(throughJson(state));
  const unit = await createZftape(store, { persist }).open("nqft", "rw");
  await unit.write(block(1));
  await unit.flush();
  expect(states.length).toBe(1);
  await unit.write(block(2)); // not flushed: lost with the process
  const next = createZftape(store);
  expect(await next.restore(states[0]!)).toBe("applied");
  const reader = await next.open("nqft", "r");
  expect((await reader.volumes()).map(({ dataBytes }) => dataBytes)).toEqual([10240]);
  await reader.operation(MtOp.Rewind, 1);
  await expectRead(reader, block(1));
});

test("taking over a legacy tape survives the process, marks cleared and label replaced", async () => {
  const store = await smallCartridge({ label: "Linux raw format V2", formatCode: 2 });
  const zftape = createZftape(store);
  const unit = await zftape.open("nqft", "rw");
  await unit.operation(MtOp.Nop, 1);
  expect((await unit.volumes()).length).toBe(1); // no marks: the whole tape is one file
  await unit.operation(MtOp.Eom, 1);
  await expect(unit.write(block(1))).rejects.toMatchObject({ code: "EACCES" });
  await unit.operation(MtOp.Rewind, 1);
  await unit.write(block(1));
  await unit.close();
  const next = createZftape(store);
  expect(await next.restore(throughJson(zftape.state()))).toBe("applied");
  await next.commit();
  const reader = await createZftape(store).open("nqft", "r");
  await expectRead(reader, block(1));
  const { header } = await reader.cartridge();
  expect(header.label).toBe("Ftape - The Linux Floppy Tape Project!");
  expect(header.failedSectorCount).toBe(0);
});

test("what the last operation could not do is known to the next process", async () => {
  const store = await smallCartridge();
  const first = createZftape(store);
  const unit = await first.open("nqft", "r");
  await expect(unit.operation(MtOp.Fsf, 9)).rejects.toMatchObject({ code: "EINVAL" });
  await unit.close();
  expect((await (await first.open("nqft", "r")).status()).resid).toBe(9);
  const second = createZftape(store);
  await second.restore(throughJson(first.state()));
  const next = await second.open("nqft", "r");
  expect((await next.status()).resid).toBe(9);
  await next.operation(MtOp.Rewind, 1);
  expect((await next.status()).resid).toBe(0);
});

test("a unit at the beginning of a complete cartridge remembers nothing", async () => {
  const store = await smallCartridge();
  const zftape = createZftape(store);
  expect(zftape.remembers).toBe(false);
  const unit = await zftape.open("nqft", "rw");
  await unit.write(block(1));
  expect(zftape.remembers).toBe(true);
  await unit.operation(MtOp.Rewind, 1);
  expect(zftape.remembers).toBe(false);
  const fresh = createZftape(store);
  await (await fresh.open("nqft", "r")).position();
  expect(zftape.state()).toEqual(fresh.state());
  await unit.operation(MtOp.Fsf, 1);
  expect(zftape.remembers).toBe(true);
  await unit.operation(MtOp.Bsf, 1);
  await unit.operation(MtOp.SetBlockSize, 2048);
  expect(zftape.remembers).toBe(true);
});
