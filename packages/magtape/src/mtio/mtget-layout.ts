import type { MtGet } from "../mt-status.js";

/**
 * How a system lays out struct mtget: `linux64` (48 bytes) and `linux32` (28 bytes) of Linux,
 * `bsd16` of 4.3BSD and SunOS (16 bytes), and `short8`, the 8 bytes of `linux64` up to the type,
 * which is all that GNU mt accepts from a remote tape.
 */
export type MtGetLayout = "linux64" | "linux32" | "bsd16" | "short8";

/** Order of bytes in a word. Linux on PCs and VAXen are little endian, 68000 and SPARC are big endian. */
export type ByteOrder = "little" | "big";

type FieldSize = 2 | 4 | 8;
type Field = readonly [name: keyof MtGet, offset: number, size: FieldSize];

interface Layout {
  readonly sizeBytes: number;
  readonly fields: readonly Field[];
}

const layouts: Readonly<Record<MtGetLayout, Layout>> = {
  linux64: {
    sizeBytes: 48,
    fields: [
      ["type", 0, 8],
      ["resid", 8, 8],
      ["dsreg", 16, 8],
      ["gstat", 24, 8],
      ["erreg", 32, 8],
      ["fileno", 40, 4],
      ["blkno", 44, 4],
    ],
  },
  linux32: {
    sizeBytes: 28,
    fields: [
      ["type", 0, 4],
      ["resid", 4, 4],
      ["dsreg", 8, 4],
      ["gstat", 12, 4],
      ["erreg", 16, 4],
      ["fileno", 20, 4],
      ["blkno", 24, 4],
    ],
  },
  bsd16: {
    sizeBytes: 16,
    fields: [
      ["type", 0, 2],
      ["dsreg", 2, 2],
      ["erreg", 4, 2],
      ["resid", 6, 2],
      ["fileno", 8, 4],
      ["blkno", 12, 4],
    ],
  },
  short8: { sizeBytes: 8, fields: [["type", 0, 8]] },
};

/** What a layout leaves unsaid: no bits, no residue, position not known. */
const unsaid: MtGet = { type: 0, resid: 0, dsreg: 0, gstat: 0, erreg: 0, fileno: -1, blkno: -1 };

const signed: ReadonlySet<keyof MtGet> = new Set(["resid", "fileno", "blkno"]);

/** The layout of this size, undefined when there is none. A receiver knows nothing but the size. */
export function mtGetLayoutOf(sizeBytes: number): MtGetLayout | undefined {
  const names = Object.keys(layouts) as MtGetLayout[];
  return names.find((name) => layouts[name].sizeBytes === sizeBytes);
}

/**
 * The bytes of struct mtget. Words too long for the layout lose their upper bits, as they do in C:
 * `bsd16` keeps 16 bits of most words and has no gstat.
 * @throws {RangeError} for a value that is not a whole number
 */
export function encodeMtGet(
  status: MtGet,
  layout: MtGetLayout,
  options: { readonly byteOrder?: ByteOrder } = {},
): Uint8Array {
  const { sizeBytes, fields } = layouts[layout];
  const bytes = new Uint8Array(sizeBytes);
  const view = new DataView(bytes.buffer);
  const little = options.byteOrder !== "big";
  for (const [name, offset, size] of fields) {
    const value = status[name];
    if (!Number.isSafeInteger(value))
      throw new RangeError(`status.${name} is ${value}, not a whole number`);
    if (size === 8) view.setBigInt64(offset, BigInt(value), little);
    else if (size === 4) view.setInt32(offset, value, little);
    else view.setInt16(offset, value, little);
  }
  return bytes;
}

/**
 * Reads struct mtget. Words are unsigned; residue, file and block are signed. What the layout does not
 * hold is 0, file and block are -1 then.
 * @throws {RangeError} for another number of bytes than the layout has
 */
export function decodeMtGet(
  bytes: Uint8Array,
  layout: MtGetLayout,
  options: { readonly byteOrder?: ByteOrder } = {},
): MtGet {
  const { sizeBytes, fields } = layouts[layout];
  if (bytes.length !== sizeBytes)
    throw new RangeError(`bytes: mtget of ${layout} has ${sizeBytes}, not ${bytes.length}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = options.byteOrder !== "big";
  const status = { ...unsaid };
  for (const [name, offset, size] of fields) {
    const value = word(view, offset, size, little);
    status[name] = signed.has(name) ? value : unsigned(value, size);
  }
  return status;
}

function word(view: DataView, offset: number, size: FieldSize, little: boolean): number {
  if (size === 8) return Number(view.getBigInt64(offset, little));
  return size === 4 ? view.getInt32(offset, little) : view.getInt16(offset, little);
}

/** Of 64 bits the lower 32 carry the word; a kernel may have extended its sign. */
function unsigned(value: number, size: FieldSize): number {
  return size === 2 ? value & 0xffff : value >>> 0;
}
