/**
 * The table kit: an on-tape structure is one table of named fields at explicit offsets, and decoding,
 * encoding and the printed offset table follow from it. All integers are little endian.
 */
import { FormatError, requireBytes } from "./errors.js";

export interface Field<T> {
  readonly size: number;
  read(view: DataView, offset: number): T;
  /** @throws {FormatError} `FIELD_RANGE` when `value` does not fit; `name` goes into the message. */
  write(view: DataView, offset: number, value: T, name: string): void;
}

export type Row<T> = readonly [offset: number, field: Field<T>];
export type Table<T> = { readonly [K in keyof T]: Row<T[K]> };

/** One line of an offset table: where a field lies, in bytes from the start of its structure. */
export interface FieldLayout {
  readonly name: string;
  readonly offset: number;
  readonly size: number;
}

export interface Struct<T> {
  readonly size: number;
  /** The rows by ascending offset. */
  readonly rows: readonly FieldLayout[];
  decode(bytes: Uint8Array): T;
  /** Writes the given fields over `into`; other fields and bytes outside the table stay. */
  encode(values: Partial<T>, into: Uint8Array): void;
}

function misfit(name: string, value: unknown, allowed: string): FormatError {
  return new FormatError("FIELD_RANGE", `${name} must be ${allowed}, got ${value}`, {
    field: name,
  });
}

function unsigned(
  size: number,
  max: number,
  read: (view: DataView, offset: number) => number,
  write: (view: DataView, offset: number, value: number) => void,
): Field<number> {
  return {
    size,
    read,
    write(view, offset, value, name) {
      if (!Number.isInteger(value) || value < 0 || value > max)
        throw misfit(name, value, `an integer from 0 to ${max}`);
      write(view, offset, value);
    },
  };
}

export const u8 = unsigned(
  1,
  0xff,
  (view, offset) => view.getUint8(offset),
  (view, offset, value) => view.setUint8(offset, value),
);

export const u16 = unsigned(
  2,
  0xffff,
  (view, offset) => view.getUint16(offset, true),
  (view, offset, value) => view.setUint16(offset, value, true),
);

export const u24 = unsigned(
  3,
  0xffffff,
  (view, offset) => view.getUint16(offset, true) | (view.getUint8(offset + 2) << 16),
  (view, offset, value) => {
    view.setUint16(offset, value & 0xffff, true);
    view.setUint8(offset + 2, value >>> 16);
  },
);

export const u32 = unsigned(
  4,
  0xffffffff,
  (view, offset) => view.getUint32(offset, true),
  (view, offset, value) => view.setUint32(offset, value, true),
);

/** Read as a number: above 2^53, which only garbage reaches, the low bits are lost. */
export const u64 = unsigned(
  8,
  Number.MAX_SAFE_INTEGER,
  (view, offset) => view.getUint32(offset + 4, true) * 2 ** 32 + view.getUint32(offset, true),
  (view, offset, value) => {
    view.setUint32(offset, value % 2 ** 32, true);
    view.setUint32(offset + 4, Math.floor(value / 2 ** 32), true);
  },
);

/**
 * Text of one byte a character (ASCII, foreign bytes as Latin-1). Trailing blanks and NULs are dropped
 * when reading; writing pads with blanks.
 */
export function text(size: number): Field<string> {
  return {
    size,
    read(view, offset) {
      const bytes = new Uint8Array(view.buffer, view.byteOffset + offset, size);
      return String.fromCharCode(...bytes).replace(/[ \0]+$/, "");
    },
    write(view, offset, value, name) {
      if (value.length > size) throw misfit(name, `${value.length}`, `at most ${size} characters`);
      for (let i = 0; i < size; i++) {
        const character = i < value.length ? value.charCodeAt(i) : 0x20;
        if (character > 0xff) throw misfit(name, JSON.stringify(value), "one byte a character");
        view.setUint8(offset + i, character);
      }
    },
  };
}

/** Bytes as they are; reading copies. */
export function raw(size: number): Field<Uint8Array> {
  return {
    size,
    read: (view, offset) => new Uint8Array(view.buffer, view.byteOffset + offset, size).slice(),
    write(view, offset, value, name) {
      if (value.length !== size) throw misfit(name, `${value.length}`, `${size} bytes`);
      new Uint8Array(view.buffer, view.byteOffset + offset, size).set(value);
    },
  };
}

/** Builds the codec of a table. Overlapping rows and rows beyond `size` throw when the module loads. */
export function struct<T extends object>(size: number, table: Table<T>): Struct<T> {
  const entries = Object.entries(table) as [keyof T & string, Row<T[keyof T]>][];
  const rows = entries
    .map(([name, [offset, field]]) => ({ name, offset, size: field.size }))
    .sort((a, b) => a.offset - b.offset);
  let end = 0;
  for (const row of rows) {
    if (row.offset < end || row.offset + row.size > size)
      throw new TypeError(`table row ${row.name} at ${row.offset} overlaps or overflows`);
    end = row.offset + row.size;
  }
  return {
    size,
    rows,
    decode(bytes) {
      const view = viewOf(bytes, size);
      return Object.fromEntries(
        entries.map(([name, [offset, field]]) => [name, field.read(view, offset)]),
      ) as T;
    },
    encode(values, into) {
      const view = viewOf(into, size);
      for (const [name, [offset, field]] of entries) {
        const value = values[name];
        if (value !== undefined) field.write(view, offset, value as T[keyof T], name);
      }
    },
  };
}

/** A region that holds one field over and over, without a gap. */
export interface Sequence {
  readonly count: number;
  get(index: number): number;
  set(index: number, value: number): void;
}

/** Lays a sequence over `bytes`; a rest too short for a field at the end is left alone. */
export function sequence(field: Field<number>, bytes: Uint8Array): Sequence {
  const view = viewOf(bytes, 0);
  return {
    count: Math.floor(bytes.length / field.size),
    get: (index) => field.read(view, index * field.size),
    set: (index, value) => field.write(view, index * field.size, value, `item ${index}`),
  };
}

function viewOf(bytes: Uint8Array, size: number): DataView {
  requireBytes(bytes, size, "the structure");
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
