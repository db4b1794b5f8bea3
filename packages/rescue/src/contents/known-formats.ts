import { recognizeForeignFormat } from "@floppytape/qic113";

/** A format that is not taken apart, by what its first bytes are. */
export interface KnownFormat {
  /** For people. */
  readonly title: string;
  /** What names of such files end in, with the dot. */
  readonly ending: string;
}

interface Signature extends KnownFormat {
  readonly offset: number;
  readonly bytes: readonly number[];
}

const ascii = (text: string): number[] => [...text].map((character) => character.charCodeAt(0));

const dump = { title: "a file system dump (dump(8))", ending: ".dump" };
/** Magic numbers of dump's first record, new and old file systems, both byte orders. */
const dumps: readonly Signature[] = [
  [0x6c, 0xea, 0, 0],
  [0, 0, 0xea, 0x6c],
  [0x6b, 0xea, 0, 0],
  [0, 0, 0xea, 0x6b],
].map((bytes) => ({ ...dump, offset: 24, bytes }));

const signatures: readonly Signature[] = [
  { title: "gzip-compressed data", ending: ".gz", offset: 0, bytes: [0x1f, 0x8b, 0x08] },
  { title: "compress-ed data", ending: ".Z", offset: 0, bytes: [0x1f, 0x9d] },
  { title: "pack-ed data", ending: ".z", offset: 0, bytes: [0x1f, 0x1e] },
  { title: "bzip2-compressed data", ending: ".bz2", offset: 0, bytes: ascii("BZh") },
  { title: "xz-compressed data", ending: ".xz", offset: 0, bytes: [0xfd, ...ascii("7zXZ"), 0] },
  {
    title: "Zstandard-compressed data",
    ending: ".zst",
    offset: 0,
    bytes: [0x28, 0xb5, 0x2f, 0xfd],
  },
  { title: "lzop-compressed data", ending: ".lzo", offset: 0, bytes: [0x89, ...ascii("LZO"), 0] },
  { title: "a ZIP archive", ending: ".zip", offset: 0, bytes: [...ascii("PK"), 3, 4] },
  {
    title: "an afio archive's compressed part",
    ending: ".afio",
    offset: 0,
    bytes: ascii("070727"),
  },
  { title: "an ext2 file system", ending: ".ext2", offset: 1080, bytes: [0x53, 0xef] },
  { title: "a Minix file system", ending: ".minix", offset: 1040, bytes: [0x7f, 0x13] },
  { title: "an ELF program", ending: ".elf", offset: 0, bytes: [0x7f, ...ascii("ELF")] },
  ...dumps,
];

/** Bytes that {@link knownFormatOf} looks at. */
export const KnownFormatBytes = 2048;

/** Names what the first bytes of a volume belong to. */
export function knownFormatOf(start: Uint8Array): KnownFormat | undefined {
  const foreign = recognizeForeignFormat(start);
  if (foreign) return { title: `data of ${foreign.title}`, ending: `.${foreign.format}` };
  return signatures.find(({ offset, bytes }) =>
    bytes.every((byte, i) => start[offset + i] === byte),
  );
}
