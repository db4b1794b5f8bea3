/**
 * Where this package differs from the recorded behaviour of zftape 4.04a, on purpose: by the defect
 * (`defects` in the vector files) that it does not share, case by case. Steps as `FROM-TO`, segments
 * that differ in the end as `sN`. Each defect has a test of what happens instead, in defects.test.ts.
 */
type Exceptions = Readonly<Record<string, Readonly<Record<string, string>>>>;

export const transcriptExceptions: Exceptions = {
  D2: {
    "erase-unsaved": "17-19 s2",
    "erase-saved": "21-24 s2",
  },
  D3: {
    "blksz-sticky": "s0 s1",
    "failed-write-loses-data": "8 s0 s1 s3",
  },
  D4: {
    "enospc-second-volume": "5-6",
  },
  D5: {
    "enospc-exact": "4-7",
    "enospc-partial": "1-3",
    "enospc-partial-1k": "2-4",
  },
  D7: {
    "zero-write": "1-2 4-7 s2",
    "zero-write-over-old": "11-12 14 16-18 s2",
  },
  D8: {
    "weof-at-bot": "10-17",
    "empty-files-fsf": "4-6",
    "empty-files-bsf": "4",
    "empty-files-seek": "4",
  },
  D9: {
    "eod-reads": "17",
  },
  D10: {
    "rawmode-ioctl": "7-8 23",
    "rawmode-persists": "7 9-10 12-14",
    "rawft-minor": "14 16-17 21-22",
    "rawft-first": "1-3",
  },
  D11: {
    "write-pos-write": "2-4 6 8 s2 s3",
    "write-volinfo-write": "2-4 s3",
  },
  D12: {
    exvt: "13-14 16-18 s0 s1 s2 s3",
    "vtbl-wrong-order": "6-10 s0 s1 s2 s3",
    "vtbl-overlap": "9-10 s0 s1 s2",
  },
  D16: {
    reset: "6-8 s0 s1 s2",
    "reset-during-write": "s0 s1",
  },
  D17: {
    "crc-4": "16-17",
    "crc-4-in-one-read": "15-16",
  },
  MTCOMPRESSION: {
    "illegal-ops": "14",
  },
  // a cartridge that comes back gets the table that was not written before it was taken out
  "taken out": {
    "write-one-nonrewinding": "9-11 s0 s1 s2",
  },
};

/** The cases of D12, when overwriting is forced as the original always allowed it. */
export const forcedExceptions: Exceptions = { D2: { "vtbl-overlap": "s2" } };

export const randomExceptions: Exceptions = {
  D5: {
    s300046: "46 s0 s1 s2",
    s300123: "18 22-23 37 s0 s1 s2",
    s300133: "23",
    s300188: "33",
    s300194: "51",
    s300200: "28 s0 s1 s2",
    s300206: "17",
  },
  D11: {
    s300010: "42",
    s300040: "21",
    s300057: "22",
    s300059: "31",
    s300061: "38",
  },
  D16: {
    s300007: "25 s0 s1 s2 s14 s15 s16",
    s300022: "29-31 33 37-38 44 s0 s1 s2",
    s300035: "16-28 s3 s4 s6 s7 s8 s0 s1 s2 s10 s11 s12 s13",
    s300045: "16-18 20-38 40-41 s0 s1 s5 s11",
  },
  "taken out": {
    s300057: "17-21 23 26-28 32-40 s0 s1 s2 s3 s4",
  },
};

/**
 * Steps that differ in one thing only: standing at the end of data the original says "end of file"
 * too, if it came there one way and not the other (D8).
 */
export const endOfFileAtEndOfData: Readonly<Record<string, string>> = {
  "bsf2-after-close": "11-13",
  "bsf1-after-close-reopen": "4-6",
  "bsf-zero-and-negative": "16-17",
  "seek-tell": "35-38",
  "fsfm-bsfm": "22-26",
  "tar-append-verify": "17-18",
  "seek-in-2k-volumes": "23-24",
  s300001: "13-18",
  s300003: "2-5 17-19",
  s300005: "20 24 26-27",
  s300008: "21-27",
  s300009: "3-6 10-11",
  s300010: "39",
  s300011: "28-29",
  s300012: "7-8 11",
  s300013: "2-5 18",
  s300014: "12-13",
  s300015: "13 20-23",
  s300016: "14-17 32-34 36",
  s300017: "43-44",
  s300019: "25-26 36-38",
  s300020: "19-20",
  s300021: "19-20 36-39",
  s300022: "21 24-25",
  s300023: "22 39-42",
  s300024: "44",
  s300028: "16 28-29",
  s300029: "20-21",
  s300032: "18-19 23 27 29-30",
  s300033: "7-17 20-21",
  s300034: "11",
  s300036: "28-29 34-37",
  s300038: "3 7",
  s300040: "22",
  s300041: "10-12",
  s300042: "25-28",
  s300043: "26-27",
  s300046: "45",
  s300049: "40-43",
  s300050: "11-12 14-16 18",
  s300053: "15 18 31-36",
  s300054: "29-36",
  s300055: "23",
  s300056: "21-22",
  s300058: "10",
  s300059: "21 23 32-33",
  s300060: "31-33",
  s300061: "8-10 15-17 24-25 27",
  s300119: "35 51",
  s300123: "14-16",
  s300133: "29",
  s300188: "34-35",
  s300194: "35-37 50",
  s300200: "22-24 39",
};

/** The steps and segments of an exception, such as `4-6 9 s2`. */
export function placesOf(text: string): string[] {
  return text.split(" ").flatMap((part) => {
    const range = /^(\d+)-(\d+)$/.exec(part);
    if (range === null) return [part];
    const [from, to] = [Number(range[1]), Number(range[2])];
    return Array.from({ length: to - from + 1 }, (_, i) => String(from + i));
  });
}
