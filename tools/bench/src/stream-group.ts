/** Whether the tape keeps moving: in virtual time, so that every figure is exact. */
import { driveModels, type SimulatorOptions } from "@floppytape/fdc/sim";
import { cartridgeTypeNamed } from "@floppytape/qic-format";
import { judge } from "./goal.js";
import type { BenchContext, Grid, GroupReport } from "./group.js";
import { readWhole, SegmentUserBytes, type StreamedWrite, writeFrom } from "./streaming.js";

/** Of the source, as multiples of the tape's. */
const rates = [0.25, 0.5, 0.75, 0.9, 1, 1.1, 1.5] as const;
const pools = [
  { name: "3 buffers (original)", buffers: 3, startPolicy: "original" },
  { name: "16", buffers: 16, startPolicy: "stream" },
  { name: "64", buffers: 64, startPolicy: "stream" },
  { name: "256", buffers: 256, startPolicy: "stream" },
] as const;
const original = 0;
const usual = 2;

const qic80: SimulatorOptions = { chip: "82077AA", drive: driveModels["colorado-dj20"] };
const qic3020: SimulatorOptions = { chip: "82078-1", drive: driveModels["iomega-3200"] };
const cartridges = [
  { name: "qic80-307", machine: qic80, maxRate: 1000 },
  { name: "qic80-307", machine: qic80, maxRate: 500 },
  { name: "qic3010-400", machine: qic3020, maxRate: 1000 },
  { name: "qic3020-400", machine: qic3020, maxRate: 2000 },
] as const;

export async function streamGroup({ quick, say }: BenchContext): Promise<GroupReport> {
  const segments = quick ? 600 : 1212;
  const written = new Map<number, StreamedWrite[]>();
  for (const rate of rates) {
    say(`stream: a source at ${rate} of the tape's rate`);
    const row: StreamedWrite[] = [];
    for (const { buffers, startPolicy } of pools)
      row.push(await writeFrom({ rate, segments, buffers, startPolicy }));
    written.set(rate, row);
  }
  const at = (rate: (typeof rates)[number], pool: number) => written.get(rate)![pool]!;
  const per100MB = ({ repositions }: StreamedWrite) =>
    (repositions * 1e8) / (segments * SegmentUserBytes);

  const reads: (readonly [string, number, number])[] = [];
  for (const { name, machine, maxRate } of quick ? cartridges.slice(0, 1) : cartridges) {
    say(`stream: the whole of ${name}`);
    const type = cartridgeTypeNamed(name)!;
    const { rate, seconds, leastSeconds } = await readWhole(type, machine, { maxRate });
    reads.push([`${name} at ${rate} kbit/s`, leastSeconds, seconds]);
  }
  return {
    tables: [],
    grids: [
      writingGrid(segments, (rate, pool) => [
        at(rate, pool).effective.toFixed(2),
        Math.round(per100MB(at(rate, pool))).toLocaleString("en-US"),
      ]),
      {
        title: "whole cartridge read",
        columns: ["motion and turns, s", "read, s", "share"],
        rows: reads.map(([name, least, seconds]) => [
          name,
          least.toFixed(1),
          seconds.toFixed(1),
          (seconds / least).toFixed(4),
        ]),
      },
    ],
    notes: [
      "source, columns per pool: shortest possible time / time until all is on tape, repositions per 100 MB; " +
        "the first filling of the pool counts, so that large ones lose where little is written",
    ],
    outcomes: [
      judge(
        {
          id: "T1",
          statement: "repositions when the source makes 1.1 and 1.5 of what the tape takes",
          comparison: "equal",
          threshold: 0,
          unit: "stops",
        },
        at(1.1, usual).repositions + at(1.5, usual).repositions,
      ),
      ...([0.5, 0.9] as const).map((rate) =>
        judge(
          {
            id: "T2",
            statement: `a source at ${rate} of the tape's rate keeps so much of its pace once the pool was full`,
            comparison: "at least",
            threshold: 0.97,
            unit: "x",
          },
          at(rate, usual).effectiveAfterFill,
        ),
      ),
      judge(
        {
          id: "T3",
          statement: "repositions at half the tape's rate against the original's 3 buffers",
          comparison: "at most",
          threshold: 0.05,
          unit: "x",
        },
        at(0.5, usual).repositions / at(0.5, original).repositions,
      ),
      judge(
        {
          id: "T4",
          statement: "whole cartridges are read in motion and turns, the slowest of them",
          comparison: "at most",
          threshold: 1.01,
          unit: "x",
        },
        Math.max(...reads.map(([, least, seconds]) => seconds / least)),
      ),
    ],
  };
}

function writingGrid(
  segments: number,
  cell: (rate: (typeof rates)[number], pool: number) => readonly [string, string],
): Grid {
  const megabytes = Math.round((segments * SegmentUserBytes) / 1e6);
  return {
    title: `${megabytes} MB written, source / tape`,
    columns: pools.map(({ name }) => name),
    rows: rates.map((rate) => [
      rate.toFixed(2),
      ...pools.map((_, pool) => {
        const [effective, repositions] = cell(rate, pool);
        return `${effective} ${repositions.padStart(6)}`;
      }),
    ]),
  };
}
