/** Writing that breaks off inside a sector, on a real cartridge. */
import { expect, test } from "vitest";
import { MediumFlag } from "../../src/sim/index.js";
import { idOf, openBench } from "../controller/tape-bench.js";

/** A write of segment 3 that is under way at sector 5; what the head passed. */
async function writing() {
  const bench = await openBench("82077AA");
  const { controller, simulator } = bench;
  await controller.buffers[0]!.store(0, new Uint8Array(32 * 1024).fill(0x21));
  await bench.runTo(3);
  await controller.start(bench.request("write", 3, 32));
  const { clock, drive } = simulator;
  let mark = drive.next(clock.nowNs, 500, idOf(3, 5), "write");
  if (mark?.kind === "index") mark = drive.next(mark.atNs + 1, 500, idOf(3, 5), "write");
  if (mark?.kind !== "sector") throw new Error("no such sector");
  clock.advance((mark.dataNs + mark.endNs) / 2 - clock.nowNs);
  return { ...bench, medium: drive.medium! };
}

const first = (bytes: Uint8Array) => bytes[0];

test("a reset leaves the sector unreadable, those before it written, those after it as they were", async () => {
  const { controller, medium } = await writing();
  expect(await controller.finish(1)).toMatchObject({ fault: "timeout" });
  const flags = medium.flagsOf(3)!;
  expect([...flags].map((bits) => bits & MediumFlag.CrcError)).toEqual(
    Array.from({ length: 32 }, (_, sector) => (sector === 5 ? MediumFlag.CrcError : 0)),
  );
  const bytes = new Uint8Array(1024);
  medium.readSector(3, 4, bytes, 0);
  expect(first(bytes)).toBe(0x21);
  medium.readSector(3, 6, bytes, 0);
  expect(first(bytes)).toBe(0x6b);
});

test("writing it again heals it", async () => {
  const { controller, medium, rewind, runTo, request, simulator } = await writing();
  await controller.finish(1);
  await simulator.hardware.clock.sleep(1000);
  await rewind();
  await runTo(3);
  await controller.start(request("write", 3, 32));
  expect(await controller.finish(5000)).toEqual({ sectors: 32, deletedMark: false });
  expect(medium.flagsOf(3)?.[5] ?? 0).toBe(0);
});
