/**
 * The fields of a tar header block that say where the next one is, in all forms since the seventh
 * edition of UNIX. What names and dates mean is told by tar-member.ts.
 */

export const TarBlockBytes = 512;

const sizeField = { offset: 124, bytes: 12 };
const sumField = { offset: 148, bytes: 8 };
const typeOffset = 156;
const magicOffset = 257;
/** Fields of digits: mode, owner, group, size, date, checksum. */
const digitFields = [
  { offset: 100, bytes: 8 },
  { offset: 108, bytes: 8 },
  { offset: 116, bytes: 8 },
  sizeField,
  { offset: 136, bytes: 12 },
  sumField,
];

/** What places a member. */
export interface TarHeader {
  /** Type flag as a character, "0" for the NUL of old tars. */
  readonly type: string;
  /** As stated; undefined when it makes no sense. May be any size. */
  readonly sizeBytes: number | undefined;
}

/** Reads a header block whose checksum is right; undefined for all other blocks. */
export function readTarHeader(block: Uint8Array): TarHeader | undefined {
  if (block.length < TarBlockBytes || block[0] === 0) return undefined;
  const stated = octal(block, sumField);
  if (stated === undefined || !checksumsOf(block).includes(stated)) return undefined;
  const type = block[typeOffset] || 0x30;
  return { type: String.fromCharCode(type), sizeBytes: tarNumber(block, sizeField) };
}

/** Whether a block without a right checksum was a header once: its magic, or most fields of digits, are there. */
export function resemblesTarHeader(block: Uint8Array): boolean {
  if (block.length < TarBlockBytes) return false;
  const magic = String.fromCharCode(...block.subarray(magicOffset, magicOffset + 5));
  if (magic === "ustar") return true;
  return digitFields.filter((field) => octal(block, field) !== undefined).length >= 5;
}

/**
 * A copy of a header block with another type and size and the checksum that every reader computes: some
 * old tars summed signed bytes.
 */
export function rewrittenHeader(block: Uint8Array, type: string, sizeBytes: number): Uint8Array {
  const copy = block.slice(0, TarBlockBytes);
  copy[typeOffset] = type.charCodeAt(0);
  writeDigits(copy, sizeField.offset, `${sizeBytes.toString(8).padStart(11, "0")} `);
  const sum = checksumsOf(copy)[0].toString(8).padStart(6, "0");
  writeDigits(copy, sumField.offset, `${sum}\0 `);
  return copy;
}

function writeDigits(block: Uint8Array, offset: number, text: string): void {
  for (let i = 0; i < text.length; i++) block[offset + i] = text.charCodeAt(i);
}

/** The sums of unsigned and of signed bytes, the checksum itself counted as blanks. */
function checksumsOf(block: Uint8Array): readonly [unsigned: number, signed: number] {
  let unsigned = 0x20 * sumField.bytes;
  let high = 0;
  const add = (from: number, to: number) => {
    for (let i = from; i < to; i++) {
      unsigned += block[i]!;
      high += block[i]! >>> 7;
    }
  };
  add(0, sumField.offset);
  add(sumField.offset + sumField.bytes, TarBlockBytes);
  return [unsigned, unsigned - 256 * high];
}

interface Place {
  readonly offset: number;
  readonly bytes: number;
}

/** A number in octal digits, or in base 256 where GNU tar found those too few. */
export function tarNumber(block: Uint8Array, place: Place): number | undefined {
  if ((block[place.offset]! & 0x80) === 0) return octal(block, place);
  if (block[place.offset]! & 0x40) return undefined; // negative
  let value = block[place.offset]! & 0x3f;
  for (let i = 1; i < place.bytes; i++) value = value * 256 + block[place.offset + i]!;
  return value;
}

/** Octal digits, blanks in front, a blank or NUL behind; undefined for anything else. */
function octal(block: Uint8Array, { offset, bytes }: Place): number | undefined {
  const end = offset + bytes;
  let at = offset;
  while (at < end && block[at] === 0x20) at++;
  const first = at;
  let value = 0;
  for (; at < end && block[at]! >= 0x30 && block[at]! <= 0x37; at++)
    value = value * 8 + block[at]! - 0x30;
  if (at === first || (at < end && block[at] !== 0 && block[at] !== 0x20)) return undefined;
  return value;
}
