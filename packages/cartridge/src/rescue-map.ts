/**
 * GNU ddrescue map files: which bytes of an image were read, and which are holes. Format: comment
 * lines, one status line (position, status, optional pass), then "position size status" lines.
 */
import { SectorBytes, SegmentSectors } from "@floppytape/ecc";
import type { SectorMap } from "@floppytape/qic-format";
import { CartridgeError } from "./errors.js";

/** Status characters of ddrescue; only `+` stands for data that was read. */
export type RescueStatus = "?" | "*" | "/" | "-" | "+";

/** A stretch of an image, in bytes. */
export interface RescueBlock {
  readonly position: number;
  readonly sizeBytes: number;
  readonly status: RescueStatus;
}

/** Where the program that wrote a map was, as its status line says. */
export interface RescueProgress {
  /** Byte at which it goes on. */
  readonly position: number;
  /** Which blocks it was at; of ddrescue's phases `F` (filling) and `G` (generating) are not among them. */
  readonly status: RescueStatus;
  /** Counts from 1 in each status. */
  readonly pass: number;
}

/** Blocks in ascending order without overlap. What no block covers counts as read. */
export interface RescueMap {
  readonly blocks: readonly RescueBlock[];
  /** Undefined where the status line says no more than the blocks do: at the beginning, at the end. */
  readonly progress?: RescueProgress;
}

/** The map of an image without holes. */
export const EmptyRescueMap: RescueMap = Object.freeze({ blocks: Object.freeze([]) });

/** Whether `status` is one that stands for bytes that were not read. */
const isHole = (status: RescueStatus) => status !== "+";

/**
 * Reads the text of a map file.
 * @throws {CartridgeError} `BAD_RESCUE_MAP`, with the line, when it is not one.
 */
export function parseRescueMap(text: string): RescueMap {
  const blocks: RescueBlock[] = [];
  let statusLineSeen = false;
  let progress: RescueProgress | undefined;
  let end = 0;
  text.split("\n").forEach((raw, index) => {
    const line = raw.replace(/#.*/, "").trim();
    if (line === "") return;
    const fields = line.split(/\s+/);
    if (!statusLineSeen) {
      if (!/^[?*/\-+FG]$/.test(fields[1] ?? "")) throw badLine(index, "no status line", raw);
      const position = numberOf(fields[0], index, raw);
      const pass = fields[2] === undefined ? 1 : numberOf(fields[2], index, raw);
      const tells = position > 0 || pass > 1 || !/[?+]/.test(fields[1] ?? "");
      if (isStatus(fields[1]) && tells) progress = { position, status: fields[1], pass };
      statusLineSeen = true;
      return;
    }
    if (fields.length < 3 || !isStatus(fields[2])) throw badLine(index, "no block", raw);
    const position = numberOf(fields[0], index, raw);
    const sizeBytes = numberOf(fields[1], index, raw);
    if (position < end) throw badLine(index, "blocks overlap or go backwards", raw);
    end = position + sizeBytes;
    blocks.push({ position, sizeBytes, status: fields[2] });
  });
  if (!statusLineSeen) throw new CartridgeError("BAD_RESCUE_MAP", "rescue map has no status line");
  return progress ? { blocks, progress } : { blocks };
}

/** The text of a map file; `parseRescueMap` reads it back. */
export function formatRescueMap(map: RescueMap): string {
  const lines = ["# Rescue map in the format of GNU ddrescue", "#      pos  status  pass"];
  const finished = map.blocks.every(({ status }) => !isHole(status));
  const begun: RescueProgress = { position: 0, status: finished ? "+" : "?", pass: 1 };
  const { position, status, pass } = map.progress ?? begun;
  lines.push(
    `${hex(position)}     ${status}               ${pass}`,
    "#      pos        size  status",
  );
  for (const { position, sizeBytes, status } of map.blocks)
    lines.push(`${hex(position)}  ${hex(sizeBytes)}  ${status}`);
  return `${lines.join("\n")}\n`;
}

/** Sector maps of the segments that have sectors with a hole in them, for images of `sizeBytes`. */
export function holesOf(map: RescueMap, sizeBytes: number): Map<number, SectorMap> {
  const holes = new Map<number, SectorMap>();
  for (const { position, sizeBytes: length, status } of map.blocks) {
    if (!isHole(status) || length === 0 || position >= sizeBytes) continue;
    const last = Math.floor((Math.min(position + length, sizeBytes) - 1) / SectorBytes);
    for (let sector = Math.floor(position / SectorBytes); sector <= last; sector++) {
      const segment = Math.floor(sector / SegmentSectors);
      holes.set(segment, ((holes.get(segment) ?? 0) | (1 << (sector % SegmentSectors))) >>> 0);
    }
  }
  return holes;
}

/** The map of an image of `sizeBytes` with these holes: blocks `+` and `-` that cover all of it. */
export function rescueMapOf(holes: ReadonlyMap<number, SectorMap>, sizeBytes: number): RescueMap {
  const blocks: RescueBlock[] = [];
  let done = 0;
  const add = (end: number, status: RescueStatus) => {
    const to = Math.min(end, sizeBytes);
    if (to <= done) return;
    const before = blocks.at(-1);
    if (before?.status === status)
      blocks[blocks.length - 1] = { ...before, sizeBytes: to - before.position };
    else blocks.push({ position: done, sizeBytes: to - done, status });
    done = to;
  };
  for (const segment of [...holes.keys()].sort((a, b) => a - b)) {
    const map = holes.get(segment) ?? 0;
    for (let sector = 0; sector < SegmentSectors; sector++) {
      if (!((map >>> sector) & 1)) continue;
      const position = (segment * SegmentSectors + sector) * SectorBytes;
      add(position, "+");
      add(position + SectorBytes, "-");
    }
  }
  add(sizeBytes, "+");
  return { blocks };
}

function isStatus(text: string | undefined): text is RescueStatus {
  return text !== undefined && /^[?*/\-+]$/.test(text);
}

function numberOf(text: string | undefined, index: number, line: string): number {
  const value = /^(0x[0-9a-f]+|\d+)$/i.test(text ?? "") ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value)) throw badLine(index, "no number", line);
  return value;
}

function badLine(index: number, what: string, line: string): CartridgeError {
  const shown = line.slice(0, 60);
  return new CartridgeError("BAD_RESCUE_MAP", `rescue map line ${index + 1}: ${what}: "${shown}"`, {
    line: index + 1,
    text: shown,
  });
}

const hex = (value: number) => `0x${value.toString(16).toUpperCase().padStart(8, "0")}`;
