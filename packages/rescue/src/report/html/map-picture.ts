import type { ReportedVolume, SegmentState } from "../cartridge-report.js";
import { stateLooks, worstFirst } from "./state-looks.js";

/** Cells in a row at most: what is narrower than a pixel cannot be seen. */
const MostColumns = 400;
/** Height of a row in the picture's units: marks of bad sectors above, the state below. */
const RowUnits = 20;
/** Volumes that get a number in the picture. */
const MostVolumeLabels = 60;
/** Part of the width of a row that a volume's number needs. */
const LabelWidth = 0.04;

/** How segments are laid out in cells. */
export interface Grid {
  readonly tracks: number;
  readonly segmentsPerTrack: number;
  readonly columns: number;
  /** Segments along the tape that share a cell. */
  readonly perCell: number;
}

/** Cells for a cartridge. */
export function createGrid(tracks: number, segmentsPerTrack: number): Grid {
  const perCell = Math.ceil(segmentsPerTrack / MostColumns);
  return { tracks, segmentsPerTrack, perCell, columns: Math.ceil(segmentsPerTrack / perCell) };
}

/** The `viewBox` of the picture. */
export function viewBox({ columns, tracks }: Grid): string {
  return `0 0 ${columns} ${tracks * RowUnits}`;
}

/** The segments in a cell, by their place along the tape: odd tracks run backwards. */
function cellSegments(track: number, column: number, grid: Grid): number[] {
  const { segmentsPerTrack, perCell } = grid;
  const segments: number[] = [];
  const end = Math.min((column + 1) * perCell, segmentsPerTrack);
  for (let place = column * perCell; place < end; place++)
    segments.push(segmentAt(track, place, segmentsPerTrack));
  return segments;
}

function segmentAt(track: number, place: number, segmentsPerTrack: number): number {
  return track * segmentsPerTrack + (track % 2 === 0 ? place : segmentsPerTrack - 1 - place);
}

/** A path for each state. */
export function statePaths(segments: string, grid: Grid): string {
  const cells: SegmentState[][] = [];
  for (let track = 0; track < grid.tracks; track++) {
    const row: SegmentState[] = [];
    for (let column = 0; column < grid.columns; column++)
      row.push(worstOf(cellSegments(track, column, grid), segments));
    cells.push(row);
  }
  return worstFirst
    .map((state) => {
      const { css, bars } = stateLooks[state];
      const d = cellsPath((track, column) => cells[track]![column] === state, grid, bars);
      return d === "" ? "" : `<path class="${css}" d="${d}"/>`;
    })
    .join("");
}

function worstOf(cell: readonly number[], segments: string): SegmentState {
  let least = worstFirst.length - 1;
  for (const segment of cell)
    least = Math.min(least, worstFirst.indexOf((segments[segment] ?? "x") as SegmentState));
  return worstFirst[least]!;
}

/** Bars over all cells that `has` names, joined along the rows. */
function cellsPath(
  has: (track: number, column: number) => boolean,
  { tracks, columns }: Grid,
  bars: readonly (readonly [y: number, h: number])[],
): string {
  let d = "";
  for (let track = 0; track < tracks; track++)
    for (let column = 0; column < columns; column++) {
      if (!has(track, column)) continue;
      const first = column;
      while (column + 1 < columns && has(track, column + 1)) column++;
      for (const [y, h] of bars)
        d += `M${first} ${track * RowUnits + y}h${column + 1 - first}v${h}H${first}z`;
    }
  return d;
}

type Stretch = readonly [track: number, from: number, to: number];

/** Marks above segments with bad sectors. */
export function badPath(bad: ReadonlySet<number>, grid: Grid): string {
  const d = cellsPath(
    (track, column) => cellSegments(track, column, grid).some((one) => bad.has(one)),
    grid,
    [[0.6, 2.4]],
  );
  return `<path class="bad" d="${d}"/>`;
}

/** Where a volume lies: for each track its places along the tape, the second exclusive. */
function stretchesOf(volume: ReportedVolume, grid: Grid): Stretch[] {
  const { tracks, segmentsPerTrack: perTrack } = grid;
  const { firstSegment: first = 0, lastSegment = -1 } = volume;
  const last = Math.min(lastSegment, tracks * perTrack - 1);
  const stretches: Stretch[] = [];
  for (let track = Math.floor(first / perTrack); track * perTrack <= last; track++) {
    const from = Math.max(first, track * perTrack) - track * perTrack;
    const to = Math.min(last, (track + 1) * perTrack - 1) - track * perTrack + 1;
    stretches.push(track % 2 === 0 ? [track, from, to] : [track, perTrack - to, perTrack - from]);
  }
  return stretches;
}

/** Where volumes lie, in two turns. */
export function volumePaths(volumes: readonly ReportedVolume[], grid: Grid): string {
  return ["even", "odd"]
    .map((css, parity) => {
      const d = volumes
        .filter((_, at) => at % 2 === parity)
        .flatMap((volume) => stretchesOf(volume, grid))
        .map(([track, from, to]) => {
          const [x, end] = [from / grid.perCell, to / grid.perCell].map((at) => round(at));
          return `M${x} ${track * RowUnits}H${end}v${RowUnits}H${x}z`;
        })
        .join("");
      return d === "" ? "" : `<path class="${css}" d="${d}"/>`;
    })
    .join("");
}

/** Numbers at the beginnings of volumes, where they do not cover each other. */
export function volumeLabels(volumes: readonly ReportedVolume[], grid: Grid): string {
  const lastOnTrack = new Map<number, number>();
  const labels: string[] = [];
  for (const volume of volumes) {
    const [stretch] = stretchesOf(volume, grid);
    if (stretch === undefined || labels.length >= MostVolumeLabels) continue;
    const [track, from, to] = stretch;
    const forward = track % 2 === 0;
    const at = (forward ? from : to) / grid.segmentsPerTrack;
    const before = lastOnTrack.get(track);
    if (before !== undefined && Math.abs(at - before) < LabelWidth) continue;
    lastOnTrack.set(track, at);
    const top = round((100 * track) / grid.tracks);
    const side = forward ? `left:${round(100 * at)}%` : `right:${round(100 - 100 * at)}%`;
    labels.push(`<span class="volume-label" style="top:${top}%;${side}">${volume.index}</span>`);
  }
  return `<div aria-hidden="true">${labels.join("")}</div>`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
