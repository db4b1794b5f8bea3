/** Headers of cpio members in the four forms that tapes have. */

/**
 * `odc`: octal digits, POSIX; `newc`: hexadecimal digits, of System V release 4; `crc`: the same with a
 * sum of the bytes; `binary`: sixteen-bit words of either order, the oldest.
 */
export type CpioForm = "odc" | "newc" | "crc" | "binary";

export interface CpioHeader {
  readonly form: CpioForm;
  /** Of the header alone; the name follows. */
  readonly headerBytes: number;
  /** The name with its NUL. */
  readonly nameBytes: number;
  readonly sizeBytes: number;
  /** Type and permissions as UNIX has them. */
  readonly mode: number;
  /** Seconds since 1970. */
  readonly modified: number;
  readonly links: number;
  /** Tells files with the same contents: device and number of the inode. */
  readonly inode: string;
  /** Sum of all bytes; `crc` only. */
  readonly byteSum: number | undefined;
  /** Name and contents end at multiples of this, counted from the header. */
  readonly alignment: number;
}

/** No header is longer. */
export const MostCpioHeaderBytes = 110;

const odcBytes = 76;
const newcBytes = 110;
const binaryBytes = 26;
const binaryMagic = 0o070707;

/** Reads the header that begins with these bytes; undefined when none does. */
export function readCpioHeader(bytes: Uint8Array): CpioHeader | undefined {
  if (bytes.length >= odcBytes && startsWith(bytes, "070707")) return odcHeader(bytes);
  if (bytes.length >= newcBytes && startsWith(bytes, "070701")) return newcHeader(bytes, "newc");
  if (bytes.length >= newcBytes && startsWith(bytes, "070702")) return newcHeader(bytes, "crc");
  if (bytes.length < binaryBytes) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, binaryBytes);
  if (view.getUint16(0, true) === binaryMagic) return binaryHeader(view, true);
  if (view.getUint16(0, false) === binaryMagic) return binaryHeader(view, false);
  return undefined;
}

/** Widths of the fields behind the magic: device, inode, mode, owner, group, links, kind of device, date, name, size. */
const odcWidths = [6, 6, 6, 6, 6, 6, 6, 11, 6, 11];

function odcHeader(bytes: Uint8Array): CpioHeader | undefined {
  const numbers = readDigits(bytes, odcWidths, 8);
  if (numbers === undefined) return undefined;
  return checked({
    form: "odc",
    headerBytes: odcBytes,
    inode: `${numbers[0]}:${numbers[1]}`,
    mode: numbers[2]!,
    links: numbers[5]!,
    modified: numbers[7]!,
    nameBytes: numbers[8]!,
    sizeBytes: numbers[9]!,
    byteSum: undefined,
    alignment: 1,
  });
}

/** Inode, mode, owner, group, links, date, size, device (2), kind of device (2), name, sum. */
const newcWidths = new Array<number>(13).fill(8);

function newcHeader(bytes: Uint8Array, form: "newc" | "crc"): CpioHeader | undefined {
  const numbers = readDigits(bytes, newcWidths, 16);
  if (numbers === undefined) return undefined;
  return checked({
    form,
    headerBytes: newcBytes,
    inode: `${numbers[7]}:${numbers[8]}:${numbers[0]}`,
    mode: numbers[1]!,
    links: numbers[4]!,
    modified: numbers[5]!,
    sizeBytes: numbers[6]!,
    nameBytes: numbers[11]!,
    byteSum: form === "crc" ? numbers[12]! : undefined,
    alignment: 4,
  });
}

function binaryHeader(view: DataView, littleEndian: boolean): CpioHeader | undefined {
  const word = (index: number) => view.getUint16(2 * index, littleEndian);
  // Long numbers have their high word first, whatever the order of bytes.
  const long = (index: number) => word(index) * 0x10000 + word(index + 1);
  return checked({
    form: "binary",
    headerBytes: binaryBytes,
    mode: word(3),
    links: word(6),
    modified: long(8),
    nameBytes: word(10),
    sizeBytes: long(11),
    inode: `${word(1)}:${word(2)}`,
    byteSum: undefined,
    alignment: 2,
  });
}

/** Kinds of files that UNIX knows, in the upper bits of a mode; 0 is that of the trailer. */
const fileKinds = [0, 1, 2, 4, 6, 8, 10, 12];
/** No system has longer paths; hostile headers would have each of them read and be refused. */
const mostNameBytes = 16 * 1024;

function checked(header: CpioHeader): CpioHeader | undefined {
  const kind = header.mode >>> 12;
  const named = header.nameBytes >= 2 && header.nameBytes <= mostNameBytes;
  return named && fileKinds.includes(kind) ? header : undefined;
}

/** Numbers that stand one behind the other, behind the magic; undefined when one is not made of digits. */
function readDigits(
  bytes: Uint8Array,
  widths: readonly number[],
  radix: 8 | 16,
): number[] | undefined {
  const digits = radix === 8 ? /^[0-7]+$/ : /^[0-9a-fA-F]+$/;
  const numbers: number[] = [];
  let at = 6;
  for (const width of widths) {
    const text = String.fromCharCode(...bytes.subarray(at, at + width));
    if (!digits.test(text)) return undefined;
    numbers.push(Number.parseInt(text, radix));
    at += width;
  }
  return numbers;
}

function startsWith(bytes: Uint8Array, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[i] !== text.charCodeAt(i)) return false;
  return true;
}
