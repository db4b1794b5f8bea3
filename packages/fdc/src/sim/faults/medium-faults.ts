/** What goes wrong with the tape itself. */
import { count, type FaultKindInfo } from "./fault-kind-info.js";

const sector = ["segment", "sector", "track", "operation", "microStep"] as const;

export const mediumFaults = {
  dataCrc: {
    part: "medium",
    meaning: "the data field's checksum is wrong; its bytes have arrived by then",
    where: sector,
    args: {},
  },
  idCrc: {
    part: "medium",
    meaning: "the id field's checksum is wrong",
    where: sector,
    args: {},
  },
  idLost: {
    part: "medium",
    meaning: "the id field cannot be recognised",
    where: sector,
    args: {},
  },
  dataMarkLost: {
    part: "medium",
    meaning: "the id field is followed by no data address mark",
    where: sector,
    args: {},
  },
  weak: {
    part: "medium",
    meaning: "reading sometimes fails with a wrong data checksum",
    where: sector,
    args: {
      probability: {
        unit: "",
        min: 0,
        max: 1,
        whole: false,
        default: 0.5,
        meaning: "how often it fails",
      },
    },
  },
  silentCorrupt: {
    part: "medium",
    meaning: "data bytes are changed and the checksum is good all the same",
    where: sector,
    args: {
      offset: count("bytes", 0, 1023, 0, "first byte that is changed"),
      bytes: count("bytes", 1, 1024, 1, "how many, to the end of the sector at most"),
      xor: count("", 1, 255, 0xff, "what is changed in each byte"),
    },
  },
  erasedHole: {
    part: "medium",
    meaning: "a stretch of a segment is blank: no ids there, and an index pulse at its end",
    where: ["segment", "track"],
    args: {
      sector: count("", 0, 31, 0, "first blank sector"),
      sectors: count("sectors", 1, 32, 4, "how many, to the end of the segment at most"),
    },
  },
  stretch: {
    part: "medium",
    meaning: "the tape has become longer: everything on it lies further apart",
    where: ["track"],
    args: { ppm: count("ppm", -200_000, 200_000, 20_000, "how much longer") },
  },
} satisfies Record<string, FaultKindInfo>;
