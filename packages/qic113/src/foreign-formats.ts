/** Recognises backup formats that are not QIC-113, so that users are told what they have. */

/** A format that this package does not read. */
export type ForeignFormat =
  | "qicstream-2"
  | "novastor"
  | "arcserve"
  | "txplus"
  | "filesafe"
  | "mtf"
  | "headerqic113";

/** How a format shows: bytes that have to stand at an offset. */
interface Mark {
  readonly format: ForeignFormat;
  /** For people. */
  readonly title: string;
  readonly offsets: readonly number[];
  readonly bytes: readonly number[];
}

const ascii = (text: string): number[] => [...text].map((character) => character.charCodeAt(0));
const u32 = (value: number): number[] => [0, 8, 16, 24].map((shift) => (value >>> shift) & 0xff);

const marks: readonly Mark[] = [
  { format: "qicstream-2", title: "QICStream 2", offsets: [4], bytes: ascii("FSET") },
  {
    format: "novastor",
    title: "NovaStor",
    offsets: [0x38, 0x74],
    bytes: ascii("<<NoVaStOr>>"),
  },
  { format: "arcserve", title: "ARCserve", offsets: [0], bytes: u32(0xabbaabba) },
  { format: "txplus", title: "TXPLUS", offsets: [0], bytes: ascii("::::") },
  { format: "filesafe", title: "Mountain FileSafe", offsets: [0], bytes: u32(0x55aa0004) },
  { format: "mtf", title: "Microsoft Tape Format", offsets: [0], bytes: ascii("TAPE") },
  {
    format: "headerqic113",
    title: "QIC-113 head of a SCSI tape",
    offsets: [0],
    bytes: ascii("HEADERQIC113"),
  },
];

/** What the first bytes of a volume or an image look like. */
export interface RecognizedFormat {
  readonly format: ForeignFormat;
  /** Name of the format, for people. */
  readonly title: string;
}

/** Names the format that the first bytes (136 are enough) belong to; undefined for none of these. */
export function recognizeForeignFormat(bytes: Uint8Array): RecognizedFormat | undefined {
  const found = marks.find((mark) =>
    mark.offsets.some((offset) => mark.bytes.every((byte, i) => bytes[offset + i] === byte)),
  );
  return found && { format: found.format, title: found.title };
}
