import type { Cartridge, SegmentReport } from "@floppytape/cartridge";
import type { OpenTape } from "@floppytape/devices";
import { MtOp, TapeError } from "@floppytape/magtape";
import { type LogicalVolume, packSectorMap, sectorsOf } from "@floppytape/qic-format";
import { CommandError } from "../usage-error.js";
import type { Hole } from "./lost-bytes.js";

/** The next bytes of a volume, with what is lost among them. */
export interface Piece {
  /** Valid until the next piece is asked for. */
  readonly bytes: Uint8Array;
  readonly holes: readonly Hole[];
  /** How the segments were obtained that this piece needed. */
  readonly reports: readonly SegmentReport[];
}

const SectorBytes = 1024;

/**
 * The bytes of a volume that is not compressed, segment by segment: of a lost segment only the
 * sectors that are lost count as holes. With `keepLost` they hold what the medium delivered.
 */
export async function* plainContent(
  cartridge: Cartridge,
  volume: LogicalVolume,
  options: { keepLost: boolean; signal: AbortSignal },
): AsyncGenerator<Piece> {
  let position = 0;
  // A damaged table may claim segments that no cartridge has.
  const lastSegment = Math.min(volume.lastSegment, cartridge.lastDataSegment);
  for (let segment = volume.firstSegment; segment <= lastSegment; segment++) {
    const wanted = Math.min(cartridge.dataBytes(segment), volume.dataBytes - position);
    if (wanted <= 0) continue;
    const { data, report } = await cartridge.readSegment(segment, { signal: options.signal });
    const lost = lostRanges(cartridge, report, data.length, wanted);
    const bytes =
      lost.length === 0
        ? data.subarray(0, wanted)
        : withHoles(data.subarray(0, wanted), wanted, options.keepLost ? [] : lost);
    const holes = lost.map(([from, to]) => ({
      firstByte: position + from,
      byteCount: to - from,
      segments: [segment, segment] as const,
    }));
    yield { bytes, holes, reports: [report] };
    position += wanted;
  }
}

type ByteRange = readonly [from: number, to: number];

/** A copy, because what was read is not ours to change. */
function withHoles(data: Uint8Array, size: number, zero: readonly ByteRange[]): Uint8Array {
  const bytes = new Uint8Array(size);
  bytes.set(data);
  for (const [from, to] of zero) bytes.fill(0, from, to);
  return bytes;
}

/** Byte ranges of a segment's data that are lost; the second number is exclusive. */
function lostRanges(
  cartridge: Cartridge,
  report: SegmentReport,
  present: number,
  wanted: number,
): ByteRange[] {
  const packed = packSectorMap(cartridge.badSectors.get(report.segment), report.lost);
  const ranges: ByteRange[] = sectorsOf(packed)
    .map((sector) => [sector * SectorBytes, Math.min((sector + 1) * SectorBytes, wanted)] as const)
    .filter(([from, to]) => from < to);
  if (present < wanted) ranges.push([present, wanted]);
  return ranges;
}

/**
 * The bytes of a compressed volume, block by block: where a block can't be had, it is zero-filled
 * and the next one looked for. The unit must have been opened through a compressing node.
 */
export async function* expandedContent(
  { unit }: OpenTape,
  volume: LogicalVolume,
  signal: AbortSignal,
): AsyncGenerator<Piece> {
  if (volume.blockSize <= 1)
    throw new CommandError(
      `volume ${volume.index} is compressed but has no block size, so it can't be expanded; --raw reads it as it is`,
    );
  const dataBytes = Math.min(volume.dataBytes, mostExpandedBytes(await unit.cartridge(), volume));
  await unit.operation(MtOp.Rewind, 1);
  if (volume.index > 0) await unit.operation(MtOp.Fsf, volume.index);
  const firstBlock = await unit.position();
  const block = new Uint8Array(volume.blockSize);
  let reported = unit.reports().length;
  for (let position = 0; position < dataBytes; position += block.length) {
    signal.throwIfAborted();
    const found = await readBlock(
      unit,
      block,
      position === 0 ? undefined : firstBlock + position / block.length,
    );
    const bytes = block.subarray(0, Math.min(block.length, dataBytes - position));
    if (!found) bytes.fill(0);
    const reports = unit.reports();
    yield {
      bytes,
      holes: found ? [] : [{ firstByte: position, byteCount: bytes.length, segments: undefined }],
      reports: reports.slice(reported),
    };
    reported = reports.length;
  }
}

/** 16 copies of 18 bytes are written as 34 bytes: what LZRW3 can't do better than. */
const MostExpansion = 288 / 34;

/** The most that the segments of a volume can hold, however large a damaged table says it is. */
function mostExpandedBytes(cartridge: Cartridge, volume: LogicalVolume): number {
  const { firstSegment, lastSegment } = volume;
  const raw = cartridge.dataPosition(lastSegment + 1) - cartridge.dataPosition(firstSegment);
  return Math.ceil(raw * MostExpansion);
}

/** Reads a block; after a failure the next one is reached by its address. */
async function readBlock(
  unit: OpenTape["unit"],
  block: Uint8Array,
  address: number | undefined,
): Promise<boolean> {
  try {
    if (address !== undefined && (await unit.position()) !== address)
      await unit.operation(MtOp.Seek, address);
    return (await unit.read(block)) > 0;
  } catch (error) {
    if (error instanceof TapeError && error.code === "EIO") return false;
    throw error;
  }
}
