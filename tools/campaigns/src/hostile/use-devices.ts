import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formatRescueMap, rescueMapOf } from "@floppytape/cartridge";
import { createImage, openStore, openTape } from "@floppytape/devices";
import { MtOp } from "@floppytape/magtape";
import type { NodeName } from "@floppytape/zftape";
import { randomPlan } from "../fresh-cartridge.js";
import type { Random } from "../seeded-random.js";
import type { Caller } from "./caller.js";
import { useUnit } from "./use-unit.js";

const nodes: readonly NodeName[] = ["qft", "nqft", "zqft", "nzqft", "rawqft", "nrawqft"];

/** The image as a file among sidecar files that are as hostile as itself. */
export async function useDevices(image: Uint8Array, random: Random, caller: Caller): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "floppytape-hostile-"));
  const path = join(folder, "tape.img");
  const attempt = <T>(what: string, call: () => Promise<T>) =>
    caller.try(what, ["TapeError"], call);
  try {
    writeFileSync(path, image);
    const writeProtected = random.oneIn(3);
    if (!writeProtected && random.oneIn(2)) await leaveState(path, random, attempt);
    const before = readFileSync(path);
    for (const sidecar of [".map", ".state", ".lock"])
      if (random.oneIn(3)) writeFileSync(path + sidecar, sidecarText(sidecar, path, image, random));
    if (writeProtected) chmodSync(path, 0o444);
    for (let opened = 0; opened < 2; opened++) {
      const mode = random.pick(["r", "r", "rw", "w"] as const);
      const force = random.oneIn(4);
      const deferTable = random.oneIn(4);
      const spec = `${random.pick(nodes)}:${path}`;
      const tape = await attempt(`openTape ${spec}`, () =>
        openTape(spec, { mode, force, deferTable }),
      );
      if (tape === undefined) continue;
      await useUnit(tape.unit, random, caller, 12);
      await attempt("release", () => tape.release());
      await attempt("second release", () => tape.release());
    }
    const opened = await attempt("openStore", () =>
      openStore(path, { mode: random.oneIn(2) ? "r" : "rw" }),
    );
    if (opened) await attempt("release of a store", () => opened.release());
    if (writeProtected) assert(before.equals(readFileSync(path)), "a protected image was changed");
    const { geometry, badSectors } = randomPlan(random);
    const force = random.oneIn(2);
    await attempt("createImage", () =>
      createImage(path, { type: { standard: "QIC-80", geometry }, badSectors, force }),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

type Attempt = <T>(what: string, call: () => Promise<T>) => Promise<T | undefined>;

/** Leaves a genuine state, with headers and table pending if the image takes any. */
async function leaveState(path: string, random: Random, attempt: Attempt): Promise<void> {
  const tape = await attempt("openTape", () => openTape(path, { mode: "rw", deferTable: true }));
  if (tape === undefined) return;
  await attempt("eom", () => tape.unit.operation(MtOp.Eom, 1));
  await attempt("write", () => tape.unit.write(random.bytes(10240 * random.below(9))));
  if (random.oneIn(2)) await attempt("flush", () => tape.unit.flush());
  await attempt("release", () => tape.release());
}

function sidecarText(
  sidecar: string,
  path: string,
  image: Uint8Array,
  random: Random,
): string | Uint8Array {
  if (random.oneIn(4)) return random.bytes(random.below(5000));
  if (random.oneIn(8)) return "";
  return damagedText(genuineText(sidecar, path, image, random), random);
}

function genuineText(sidecar: string, path: string, image: Uint8Array, random: Random): string {
  if (sidecar === ".map") {
    const segments = Array.from({ length: Math.ceil(image.length / 32768) }, (_, i) => i);
    const holes = random
      .some(segments.slice(0, 64), 5)
      .map((i) => [i, random.below(2 ** 32)] as const);
    return formatRescueMap(rescueMapOf(new Map(holes), image.length));
  }
  // Of a process that has ended: its start is another than that of whoever has the number now.
  if (sidecar === ".lock") return `\n${process.pid} 0-0 0123456789abcdef nowhere%00\n`;
  try {
    return readFileSync(path + sidecar, "utf8");
  } catch {
    return JSON.stringify({ format: "floppytape unit state", unit: { version: 1 } });
  }
}

/** Other digits, other letters, other values, or nothing changed at all. */
function damagedText(text: string, random: Random): string {
  const characters = [...text];
  for (let count = random.below(5); count > 0 && characters.length > 0; count--) {
    const at = random.below(characters.length);
    const isDigit = /\d/.test(characters[at]!);
    characters[at] = isDigit ? String(random.below(10)) : random.pick([...'AZaz/+,:{}[]"-\n ']);
  }
  const changed = characters.join("");
  if (!random.oneIn(3)) return changed;
  const value = random.pick(["-1", "1e300", "null", "[]", '"x"', "4294967296", "0.5", "true"]);
  return changed.replace(/:(\d+|true|false|"[^"]*")/, (whole) =>
    random.oneIn(2) ? `:${value}` : whole,
  );
}
