/** A capability that a tapecap entry may have. */
export interface Capability {
  readonly code: string;
  /** `limit` is a flag that may carry a number: `nf`, `nf#2`. */
  readonly type: "flag" | "number" | "text" | "limit";
  /**
   * Who reads it in IRAF: the driver, the tape library, the FITS tasks, the reader of files. It decides
   * how values are understood there: the driver takes `=` for `#` and counts in decimal escapes.
   */
  readonly reader: "driver" | "library" | "fits" | "file";
  /** What holds where the capability is not given; undefined for nothing. */
  readonly fallback: number | string | undefined;
  readonly meaning: string;
}

type Row = readonly [
  code: string,
  type: Capability["type"],
  reader: Capability["reader"],
  fallback: number | string | undefined,
  meaning: string,
];

const rows: readonly Row[] = [
  ["al", "text", "library", undefined, "nodes that are allocated together, separated by blanks"],
  ["bf", "number", "driver", undefined, "operation number of BSF"],
  ["bo", "flag", "driver", undefined, "BSF stops at the beginning of a file, behind the mark"],
  ["br", "number", "driver", undefined, "operation number of BSR"],
  ["bs", "number", "driver", 0, "bytes in a block of the device; 0: records of any size"],
  ["ce", "flag", "driver", undefined, "what close says after reading is ignored"],
  ["ct", "number", "driver", undefined, "ioctl request of operations"],
  ["dn", "text", "driver", "", "density"],
  ["dt", "text", "driver", "generic", "kind of drive"],
  ["dv", "text", "library", undefined, "device that does not rewind at close"],
  ["eo", "flag", "driver", undefined, "close after writing writes one mark, not two"],
  ["fb", "number", "fits", 1, "FITS records in a tape record"],
  ["fc", "flag", "driver", undefined, "closing after reading skips to the next file"],
  ["fe", "number", "fits", 0, "kB that can be read in the time of a short file skip"],
  ["ff", "number", "driver", undefined, "operation number of FSF"],
  ["fr", "number", "driver", undefined, "operation number of FSR"],
  ["fs", "number", "driver", 0, "bytes that a file mark takes"],
  ["ir", "flag", "driver", undefined, "every error of reading is the end of a file"],
  ["lk", "text", "library", undefined, "name that all nodes of the drive share"],
  ["mf", "flag", "driver", undefined, "FSF can be trusted with more than one file"],
  ["mr", "number", "driver", 64512, "longest record in bytes; 0: no limit"],
  ["nb", "flag", "driver", undefined, "cannot backspace"],
  [
    "nf",
    "limit",
    "driver",
    undefined,
    "rewinding is faster than backspacing over more files than this",
  ],
  ["np", "flag", "driver", undefined, "the tape is never moved"],
  ["or", "number", "driver", 64512, "length of record that suits the device"],
  [
    "ow",
    "flag",
    "driver",
    undefined,
    "before appending, back over the last mark and forward again",
  ],
  ["rd", "text", "driver", undefined, "device that rewinds at close"],
  ["re", "flag", "driver", undefined, "a read at the end of data may fail"],
  ["rf", "flag", "driver", undefined, "file marks are crossed by skipping records"],
  ["ri", "number", "driver", undefined, "operation number of rewinding"],
  ["ro", "flag", "driver", undefined, "rewind at every open"],
  ["rr", "flag", "driver", undefined, "rewind when closed after reading"],
  ["rs", "number", "driver", 0, "bytes that the gap between records takes"],
  ["se", "flag", "driver", undefined, "a read at the end of data goes past the second mark"],
  ["sk", "flag", "driver", undefined, "after an error of reading, skip a record"],
  ["so", "text", "driver", undefined, "where status lines go: FILE or HOST,PORT"],
  ["tc", "text", "file", undefined, "continue with the capabilities of another entry"],
  ["ts", "number", "driver", 0, "capacity in kB"],
  ["tt", "text", "driver", "unknown", "kind of cartridge"],
  ["ue", "flag", "driver", undefined, "do not trust the number of files counted before"],
  [
    "wc",
    "flag",
    "driver",
    undefined,
    "open for writing and closed without data: a mark is written",
  ],
];

/** Every capability, by its code in alphabetical order. */
export const capabilities: readonly Capability[] = rows.map(
  ([code, type, reader, fallback, meaning]) => ({ code, type, reader, fallback, meaning }),
);

const byCode: ReadonlyMap<string, Capability> = new Map(capabilities.map((row) => [row.code, row]));

/** The capability with a code; undefined for a code that nobody reads. */
export function capabilityOf(code: string): Capability | undefined {
  return byCode.get(code);
}
