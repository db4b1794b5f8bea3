import { buildSegment } from "@floppytape/cartridge";
import { eccEngine, SectorBytes, SegmentBytes } from "@floppytape/ecc";
import {
  type BadSectorMap,
  decodeBadSectorMap,
  decodeHeaderSegment,
  encodeZftapeVolume,
  type FormatCode,
  FormatError,
  headerSignature,
  segmentCountOf,
  VolumeEntryBytes,
} from "@floppytape/qic-format";
import { dataOf } from "../damage/expected-segment.js";
import type { Random } from "../seeded-random.js";

/** An image under attack; every mutation notes the segments that it has touched. */
interface Victim {
  readonly random: Random;
  readonly bytes: Uint8Array;
  readonly headers: readonly number[];
  readonly formatCode: FormatCode;
  readonly tableSegment: number;
  readonly segmentCount: number;
  readonly badSectors: BadSectorMap | undefined;
  readonly touched: Set<number>;
}

const numbers = [
  0, 1, 2, 3, 0x7f, 0xff, 0x7fff, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff,
];

/** Changes an image; in half of the cases the parity is made to agree with the lies. */
export function mutateImage(random: Random, image: Uint8Array): Uint8Array {
  if (random.oneIn(40)) return random.bytes(random.below(300_000));
  if (random.oneIn(60)) return new Uint8Array(random.below(99) * SegmentBytes);
  const bytes = image;
  const headers = [0, 1, 2, 3, 4, 5].filter((segment) => {
    const at = segment * SegmentBytes;
    return at + 4 <= bytes.length && headerSignature(bytes.subarray(at, at + 4)) !== undefined;
  });
  const victim: Victim = {
    random,
    bytes,
    headers: headers.length > 0 ? headers : [0],
    segmentCount: Math.max(1, Math.floor(bytes.length / SegmentBytes)),
    touched: new Set(),
    ...knownFrom(bytes, headers[0] ?? 0),
  };
  for (let count = 1 + random.below(4); count > 0; count--) random.pick(mutations)(victim);
  if (random.oneIn(2)) believe(victim);
  return random.oneIn(6) ? bytes.subarray(0, random.below(bytes.length)) : bytes;
}

function knownFrom(bytes: Uint8Array, header: number) {
  const at = header * SegmentBytes;
  try {
    const decoded = decodeHeaderSegment(bytes.subarray(at, at + SegmentBytes));
    const { formatCode } = decoded.geometry;
    const count = segmentCountOf(decoded.geometry);
    const tableSegment = decoded.header.firstDataSegment;
    const badSectors = decodeBadSectorMap(decoded.plain, formatCode, count);
    return { formatCode, tableSegment, badSectors };
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return { formatCode: 4 as const, tableSegment: 2, badSectors: undefined };
  }
}

/** Writes the parity again where something was changed. */
function believe({ bytes, touched, badSectors, headers }: Victim): void {
  for (const segment of touched) {
    const at = segment * SegmentBytes;
    const physical = bytes.subarray(at, at + SegmentBytes);
    if (physical.length < SegmentBytes) continue;
    const known = badSectors && segment < badSectors.segmentCount;
    const bad = known && !headers.includes(segment) ? badSectors.get(segment) : 0;
    const rebuilt = new Uint8Array(SegmentBytes);
    buildSegment(dataOf(physical, bad), bad, eccEngine(), rebuilt);
    physical.set(rebuilt);
  }
}

type Mutation = (victim: Victim) => void;

/** A segment's 32768 bytes to be changed, as far as they are in the file. */
function segmentOf({ bytes, touched }: Victim, segment: number): Uint8Array {
  touched.add(segment);
  return bytes.subarray(segment * SegmentBytes, (segment + 1) * SegmentBytes);
}

function put(into: Uint8Array, offset: number, width: number, value: number): void {
  for (let i = 0; i < width && offset + i < into.length; i++)
    into[offset + i] = Math.floor(value / 2 ** (8 * i)) & 0xff;
}

/** One change to the header, made to one copy or to all. */
function inHeaders(change: (header: Uint8Array, random: Random) => void): Mutation {
  return (victim) => {
    const copies = victim.random.oneIn(4) ? victim.headers.slice(0, 1) : victim.headers;
    const before = victim.bytes.slice(copies[0]! * SegmentBytes, (copies[0]! + 1) * SegmentBytes);
    change(before, victim.random);
    for (const segment of copies) {
      const header = segmentOf(victim, segment);
      header.set(before.subarray(0, header.length));
    }
  };
}

const headerFields = [4, 6, 8, 10, 12, 24, 26, 27, 28, 29, 78, 128, 130, 144, 234, 238, 242, 246];

/** Volumes that overlap, lie behind the tape, end before they begin, or are larger than anything. */
const madeUpEntries: Mutation = (victim) => {
  const { random, tableSegment, segmentCount } = victim;
  const table = segmentOf(victim, tableSegment);
  const code = random.oneIn(4) ? random.pick([2, 4, 6] as const) : victim.formatCode;
  for (let slot = random.below(3), count = random.below(6); count >= 0; slot++, count--) {
    const firstSegment = random.oneIn(3) ? random.below(0x10000) : random.below(segmentCount);
    const span = random.oneIn(4) ? random.below(0x10000) : random.below(6);
    const lastSegment = Math.min(0xffff, firstSegment + span);
    const compressed = random.oneIn(2);
    const blockSize = random.pick([0, 1, 7, 1024, 10240, 63488, 0xffff]);
    const dataBytes = random.oneIn(2) ? random.pick(numbers) : random.below(900_000);
    const volume = { index: slot, firstSegment, lastSegment, dataBytes, blockSize, compressed };
    const entry = encodeZftapeVolume(volume, code);
    if (random.oneIn(6)) put(entry, code === 6 ? 80 : 6, 2, random.below(firstSegment + 1));
    if (random.oneIn(3)) put(entry, 96, 8, random.pick([2 ** 40, 2 ** 53, 2 ** 63]));
    table.set(
      entry.subarray(0, Math.max(0, table.length - slot * VolumeEntryBytes)),
      slot * VolumeEntryBytes,
    );
  }
};

/** Bytes and signatures of the volume table. */
const changedEntries: Mutation = (victim) => {
  const { random, tableSegment } = victim;
  const table = segmentOf(victim, tableSegment);
  const slots = random.pick([1, 3, 8, 232]);
  for (let i = random.below(20); i >= 0; i--)
    put(table, random.below(slots * VolumeEntryBytes), 1 + random.below(4), random.pick(numbers));
  if (random.oneIn(3)) {
    const signature = random.pick(["VTBL", "XTBL", "UTID", "EXVT"]);
    for (let slot = 0; slot < slots; slot++)
      if (random.oneIn(2) && slot * VolumeEntryBytes + 4 <= table.length)
        table.set(Buffer.from(signature), slot * VolumeEntryBytes);
  }
};

/** Cluster headers, counts and the compressed bytes behind them. */
const changedClusters: Mutation = (victim) => {
  const { random, tableSegment, segmentCount } = victim;
  for (let i = random.below(6); i >= 0; i--) {
    const segment = tableSegment + 1 + random.below(Math.max(1, Math.min(60, segmentCount)));
    const data = segmentOf(victim, segment);
    if (random.oneIn(2)) {
      put(data, 0, 2, random.below(29_700)); // another remainder, most of them possible ones
      continue;
    }
    const firstBlock = (data[0] ?? 0) | ((data[1] ?? 0) << 8);
    const where = random.pick([
      0,
      2,
      firstBlock,
      firstBlock + 4,
      firstBlock + 8,
      random.below(29000),
    ]);
    put(data, where, random.pick([1, 2, 4, 8]), random.pick([...numbers, random.below(0x10000)]));
  }
};

/** The volumes' share is the larger one: a lie in a header often ends the matter. */
const mutations: readonly Mutation[] = [
  inHeaders((header, random) => {
    for (let i = random.below(12); i >= 0; i--) header[random.below(300)] = random.below(256);
  }),
  inHeaders((header, random) => {
    for (const offset of random.some(headerFields, 1 + random.below(4)))
      put(header, offset, random.pick([1, 2, 4]), random.pick(numbers));
  }),
  inHeaders((header, random) => {
    // As many segments as a format code can state.
    put(header, 4, 1, random.pick([2, 3, 4, 5, 6, 6]));
    put(header, 24, 2, random.pick([1, 6, 1020, 0xffff]));
    put(header, 26, 1, random.pick([1, 4, 62, 255]));
    put(header, 27, 1, random.pick([0, 85, 255]));
    put(header, 28, 1, random.pick([0, 149, 254, 255]));
    if (random.oneIn(2))
      for (const offset of [242, 246]) put(header, offset, 4, random.pick(numbers));
  }),
  inHeaders((header, random) => {
    const at = random.pick([256, 2048, random.below(29000)]);
    const list = random.bytes(4 * (1 + random.below(random.pick([4, 400, 6000]))));
    if (random.oneIn(3)) list.fill(random.pick([0, 1, 0xff]));
    header.set(list.subarray(0, 29696 - at), at);
  }),
  inHeaders((header, random) => {
    header.set(Buffer.from(`Linux raw format V${random.pick(["1", "2", "3", "12"])}`), 30);
    put(header, 144, 2, random.pick(numbers));
    header.set(random.bytes(4 * random.below(500)), 256);
  }),
  inHeaders((header) => put(header, 0, 4, 0x82288228)),
  madeUpEntries,
  madeUpEntries,
  changedEntries,
  changedClusters,
  changedClusters,
  (victim) => {
    const { random, segmentCount } = victim;
    for (let i = random.below(6); i >= 0; i--) {
      const data = segmentOf(victim, random.below(segmentCount));
      const at = random.below(32) * SectorBytes;
      if (data.length >= at + SectorBytes) data.set(random.bytes(SectorBytes), at);
    }
  },
  (victim) => {
    const { random, segmentCount, bytes } = victim;
    const [from, to] = [random.below(segmentCount), random.below(segmentCount)];
    const copy = bytes.slice(from * SegmentBytes, (from + 1) * SegmentBytes);
    const target = segmentOf(victim, to);
    const other = target.slice();
    target.set(copy.subarray(0, target.length));
    if (random.oneIn(2)) segmentOf(victim, from).set(other);
  },
];
