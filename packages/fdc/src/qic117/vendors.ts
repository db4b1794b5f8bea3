/** Makers and models of floppy-tape drives, by the id that report 32 gives. */
import type { QicStandard } from "@floppytape/qic-format";

/** How a drive that shares its select line with floppy drives is woken. */
export type WakeUp = "none" | "colorado" | "mountain" | "insight";

/** Every method, in the order in which unknown drives are tried. */
export const wakeUps: readonly WakeUp[] = ["none", "colorado", "mountain", "insight"];

export interface DriveModel {
  /** Make in bits 15-6, model in bits 5-0; bit 16: the drive reports only eight bits. Bit 17 never counts. */
  readonly vendorId: number;
  readonly name: string;
  /** Winding speed in inches a second, undefined where nobody measured it. */
  readonly windIps?: number;
  /** Methods that wake it, usual one first. */
  readonly wakeUps: readonly WakeUp[];
  /** False where the hardware cannot format. */
  readonly canFormat: boolean;
  /** Standards that the drive reads but cannot write, which it does not say itself. */
  readonly readOnlyStandards: readonly QicStandard[];
  /** Commands 50 to 55: rates in Mbit/s, loader, partitions. */
  readonly extensions: boolean;
}

export interface DriveMake {
  readonly name: string;
  /** Byte that the maker fills formatted sectors with. */
  readonly formatFiller: number;
}

const customaryFiller = 0x6b;

const makes: Readonly<Record<number, DriveMake>> = {
  0: { name: "unassigned", formatFiller: customaryFiller },
  1: { name: "Alloy Computer Products", formatFiller: customaryFiller },
  2: { name: "3M", formatFiller: customaryFiller },
  3: { name: "Tandberg Data", formatFiller: customaryFiller },
  4: { name: "Colorado", formatFiller: customaryFiller },
  5: { name: "Archive/Conner", formatFiller: 0xaa },
  6: { name: "Mountain/Summit", formatFiller: 0x6d },
  7: { name: "Wangtek/Rexon/Tecmar", formatFiller: 0xfe },
  8: { name: "Sony", formatFiller: customaryFiller },
  9: { name: "Cipher Data Products", formatFiller: customaryFiller },
  10: { name: "Irwin Magnetic Systems", formatFiller: customaryFiller },
  11: { name: "Braemar", formatFiller: customaryFiller },
  12: { name: "Verbatim", formatFiller: customaryFiller },
  13: { name: "Core International", formatFiller: customaryFiller },
  14: { name: "Exabyte", formatFiller: customaryFiller },
  15: { name: "Teac", formatFiller: 0xfe },
  16: { name: "Gigatek", formatFiller: customaryFiller },
  17: { name: "ComByte", formatFiller: customaryFiller },
  18: { name: "Pertec", formatFiller: 0x6d },
  19: { name: "Aiwa", formatFiller: customaryFiller },
  71: { name: "Colorado", formatFiller: customaryFiller },
  546: { name: "Iomega", formatFiller: 0x6d },
};

const unknownMake: DriveMake = { name: "unknown", formatFiller: customaryFiller };

const coloradoMake = 4;

/** Bit of an id that an old Colorado drive told as its answer to command 24. */
export const ByCommand24 = 0x20000;
/** Bit of an id that has only eight bits. */
export const EightBitId = 0x10000;
/** Id of a drive that tells none. */
export const UnknownVendorId = 0xffc0;

interface Quirks
  extends Partial<Pick<DriveModel, "canFormat" | "readOnlyStandards" | "extensions">> {}

function model(
  vendorId: number,
  windIps: number | undefined,
  methods: readonly WakeUp[],
  name: string,
  quirks: Quirks = {},
): DriveModel {
  return {
    vendorId,
    name,
    ...(windIps === undefined ? {} : { windIps }),
    wakeUps: methods,
    canFormat: true,
    readOnlyStandards: [],
    extensions: false,
    ...quirks,
  };
}

const C: readonly WakeUp[] = ["colorado"];
const M: readonly WakeUp[] = ["mountain"];
const I: readonly WakeUp[] = ["insight"];
const N: readonly WakeUp[] = ["none"];

/** Every drive that is known. One id stands for two drives, which are woken differently. */
export const driveModelTable: readonly DriveModel[] = [
  model(0x0000, 82, C, "Colorado DJ-10 (old)"),
  model(0x0047, 90, C, "Colorado DJ-10/DJ-20"),
  model(0x11c2, 84, C, "Colorado 700"),
  model(0x11c3, 90, C, "Colorado 1400"),
  model(0x11c4, 84, C, "Colorado DJ-10/DJ-20 (new)"),
  model(0x11c5, 84, C, "HP Colorado T1000"),
  model(0x11c6, 90, C, "HP Colorado T3000", { readOnlyStandards: ["QIC-40", "QIC-80"] }),
  model(0x0005, 45, M, "Archive 5580i"),
  model(0x10005, 50, I, "Insight 80Mb, Irwin 80SX"),
  model(0x0140, 74, M, "Archive S.Hornet [Identity/Escom]"),
  model(0x0146, 72, M, "Archive 31250Q [Escom]"),
  model(0x014a, 100, M, "Archive XL9250i [Conner/Escom]"),
  model(0x014c, 98, M, "Conner C250MQT"),
  model(0x014e, 80, M, "Conner C250MQ"),
  model(0x0150, 80, M, "Conner TSM420R/TST800R"),
  model(0x0152, 80, M, "Conner TSM850R"),
  model(0x0156, 80, M, "Conner TSM850R/1700R/TST3200R"),
  model(0x0180, undefined, M, "Summit SE 150"),
  model(0x0181, 85, M, "Summit SE 250, Mountain FS8000"),
  model(0x01c1, 82, N, "Wangtek 3040F"),
  model(0x01c8, 64, ["none", "colorado"], "Wangtek 3080F"),
  model(0x01ca, 67, N, "Wangtek 3080F (new)"),
  model(0x01cc, 77, C, "Wangtek 3200 / Teac 700"),
  model(0x01cd, 75, C, "Reveal TB1400"),
  model(0x0380, 85, C, "Exabyte Eagle-96"),
  model(0x0381, 85, C, "Exabyte Eagle TR-3"),
  model(0x0382, 85, C, "Exabyte Eagle TR-3"),
  model(0x03ce, 77, C, "Teac 800"),
  model(0x03cf, undefined, C, "Teac FT3010TR"),
  model(0x8880, 64, ["none", "colorado", "insight"], "Iomega 250, Ditto 800"),
  model(0x8881, 80, C, "Iomega 700"),
  model(0x8882, 80, C, "Iomega 3200"),
  model(0x8883, 80, C, "Iomega DITTO 2GB", { canFormat: false }),
  model(0x8885, 85, C, "Iomega DITTO MAX", { canFormat: false, extensions: true }),
  model(0x8886, 85, C, "Iomega MerKat Formatter", { extensions: true }),
  model(0x0021, 70, N, "AIWA CT-803"),
  model(0x0021, undefined, M, "COREtape QIC80"),
  model(0x04c0, 80, N, "AIWA TD-S1600"),
  model(0x0441, undefined, M, "ComByte DoublePlay"),
  model(0x0481, 127, M, "PERTEC MyTape 800"),
  model(0x0483, 130, M, "PERTEC MyTape 3200"),
];

function modelsOf(vendorId: number): DriveModel[] {
  const id = vendorId & ~ByCommand24;
  return driveModelTable.filter((candidate) => candidate.vendorId === id);
}

/** The model of an id; where two share it, that which is woken so. Undefined for unknown ids. */
export function driveModelOf(vendorId: number, wakeUp?: WakeUp): DriveModel | undefined {
  const candidates = modelsOf(vendorId);
  const woken = candidates.find(({ wakeUps }) => wakeUp && wakeUps.includes(wakeUp));
  return woken ?? candidates[0];
}

/** Name of a drive as `ftmt status` prints it; drives that share an id share a name. */
export function driveNameOf(vendorId: number): string | undefined {
  const names = modelsOf(vendorId).map(({ name }) => name);
  return names.length === 0 ? undefined : names.join(" / ");
}

/** The maker that an id stands for. Ids 0 and 0x47 are Colorado's, from before makes were numbered. */
export function driveMakeOf(vendorId: number): DriveMake {
  const early = vendorId === 0 || vendorId === 0x47 || (vendorId & ByCommand24) !== 0;
  const make = early ? coloradoMake : (vendorId & 0xffff) >> 6;
  return makes[make] ?? unknownMake;
}
