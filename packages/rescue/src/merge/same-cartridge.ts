import type { Cartridge } from "@floppytape/cartridge";
import { RescueError } from "../errors.js";
import type { OpenedDump } from "./dump.js";

/**
 * Makes sure that all dumps with a header are of one cartridge.
 * @throws {RescueError} `DIFFERENT_CARTRIDGES`, with what differs.
 */
export function requireOneCartridge(dumps: readonly OpenedDump[]): void {
  const [first, ...others] = dumps.filter(({ cartridge }) => cartridge !== undefined);
  for (const other of others) {
    const differences = differencesOf(first!.cartridge!, other.cartridge!);
    if (differences.length > 0)
      throw new RescueError(
        "DIFFERENT_CARTRIDGES",
        `${first!.name} and ${other.name} are dumps of different cartridges: they differ in ${differences.join(", ")}`,
        { first: first!.name, other: other.name, differences: differences.join(", ") },
      );
  }
}

/** What a cartridge keeps until it is formatted again. */
function differencesOf(a: Cartridge, b: Cartridge): string[] {
  const fields: readonly [name: string, of: (cartridge: Cartridge) => unknown][] = [
    ["format code", ({ geometry }) => geometry.formatCode],
    ["segments per track", ({ geometry }) => geometry.segmentsPerTrack],
    ["tracks", ({ geometry }) => geometry.tracksPerCartridge],
    ["header segments", ({ header }) => header.headerSegments.join()],
    ["first data segment", ({ firstDataSegment }) => firstDataSegment],
    ["format date", ({ header }) => header.formatDate],
    ["date of the initial format", ({ header }) => header.initialFormatDate],
    ["times formatted", ({ header }) => header.formatCount],
    ["manufacturer", ({ header }) => header.manufacturer],
    ["lot code", ({ header }) => header.lotCode],
  ];
  const differences = fields.filter(([, of]) => of(a) !== of(b)).map(([name]) => name);
  // The map only grows while a cartridge is in use, so that one of two holds the other.
  if (!holds(a, b) && !holds(b, a)) differences.push("bad sectors");
  return differences;
}

/** Whether every bad sector of `b` is one of `a`. */
function holds(a: Cartridge, b: Cartridge): boolean {
  for (const [segment, map] of b.badSectors.entries())
    if ((map & ~a.badSectors.get(segment)) !== 0) return false;
  return true;
}
