import { FloppyTapeType, type MtGet, MtStatus } from "@floppytape/magtape";
import { densityNames } from "./density-names.js";

/** Values of mt_type whose drives say more than numbers. */
const scsiDrives: Readonly<Record<number, string>> = {
  97: "OnStream SC-, DI-, DP-, or USB tape drive",
  113: "SCSI 1 tape drive",
  114: "SCSI 2 tape drive",
};
const Scsi2 = 0x72;
/** Bits of mt_type that are the drive's id, one more than its report has. */
const FloppyIdMask = 0x1ffff;

const bitNames: readonly (readonly [bit: number, name: string])[] = [
  [MtStatus.EndOfFile, "EOF"],
  [MtStatus.BeginOfTape, "BOT"],
  [MtStatus.EndOfTape, "EOT"],
  [MtStatus.SetMark, "SM"],
  [MtStatus.EndOfData, "EOD"],
  [MtStatus.WriteProtected, "WR_PROT"],
  [MtStatus.Online, "ONLINE"],
  [MtStatus.Density6250, "D_6250"],
  [MtStatus.Density1600, "D_1600"],
  [MtStatus.Density800, "D_800"],
  [MtStatus.DoorOpen, "DR_OPEN"],
  [MtStatus.ImmediateReport, "IM_REP_EN"],
  [MtStatus.CleaningRequested, "CLN"],
];

const hex = (word: number): string => (word >>> 0).toString(16);

/** What `mt-st status` prints. */
export function stStatusText(status: MtGet): string {
  const { type, dsreg, erreg, gstat, fileno, blkno, resid } = status;
  const scsi = scsiDrives[type];
  const partition = type === Scsi2 ? `, partition=${resid}` : "";
  const place = `File number=${fileno}, block number=${blkno}${partition}.\n`;
  const bits = bitNames.filter(([bit]) => (gstat & bit) !== 0).map(([, name]) => ` ${name}`);
  return [
    scsi ? `${scsi}:\n` : otherDrive(type),
    place,
    scsi
      ? scsiLines(dsreg, erreg)
      : `mt_resid: ${resid}, mt_erreg: 0x${hex(erreg)}\nmt_dsreg: 0x${hex(dsreg)}, mt_gstat: 0x${hex(gstat)}\n`,
    `General status bits on (${hex(gstat)}):\n${bits.join("")}\n`,
  ].join("");
}

function otherDrive(type: number): string {
  return type & FloppyTapeType
    ? `qic-117 drive type = 0x${hex(type & FloppyIdMask).padStart(5, "0")}\n`
    : `Unknown tape drive type (type code ${type})\n`;
}

/** Block size, density and soft errors are parts of the words in a SCSI drive. */
function scsiLines(dsreg: number, erreg: number): string {
  const density = dsreg >>> 24;
  const name = densityNames.find(([code]) => code === density)?.[1] ?? "no translation";
  return [
    `Tape block size ${dsreg & 0xffffff} bytes. Density code 0x${hex(density)} (${name}).\n`,
    `Soft error count since last status=${erreg & 0xffff}\n`,
  ].join("");
}
