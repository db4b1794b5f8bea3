import { FloppyTapeType } from "../mt-status.js";

/** mt_type of drives that are not floppy tapes, as in Linux' mtio.h. */
export const MtType = {
  Unknown: 0x01,
  Qic02: 0x02,
  EverexFt40a: 0x32,
  Dds1: 0x51,
  Dds2: 0x52,
  OnStream: 0x61,
  Scsi1: 0x71,
  Scsi2: 0x72,
} as const;

const texts: ReadonlyMap<number, string> = new Map([
  [MtType.Unknown, "unknown"],
  [MtType.Qic02, "QIC-02"],
  [MtType.EverexFt40a, "Everex FT40A"],
  [MtType.Dds1, "DDS"],
  [MtType.Dds2, "DDS"],
  [MtType.OnStream, "OnStream"],
  [MtType.Scsi1, "SCSI-1"],
  [MtType.Scsi2, "SCSI-2"],
]);

/** Kind of drive in words; undefined for a number without a meaning. Floppy tapes carry their vendor id. */
export function mtTypeText(type: number): string | undefined {
  if ((type & FloppyTapeType) === 0) return texts.get(type);
  const vendorId = type & 0xfffff;
  return `floppy tape, vendor id 0x${vendorId.toString(16).padStart(5, "0")}`;
}

/** What dsreg and erreg of a SCSI tape hold. */
export interface ScsiRegisters {
  /** Bytes in a block, 0: records of any size. */
  readonly blockSize: number;
  /** Density code of the drive. */
  readonly density: number;
  /** Errors that were corrected. */
  readonly softErrors: number;
}

/** Takes the words of MTIOCGET apart, for types up to SCSI-2; a floppy tape uses them otherwise. */
export function scsiRegisters(dsreg: number, erreg: number): ScsiRegisters {
  return { blockSize: dsreg & 0xffffff, density: dsreg >>> 24, softErrors: erreg & 0xffff };
}

/** The words of a SCSI tape; values are cut to the bits there are. */
export function scsiRegisterWords(registers: ScsiRegisters): { dsreg: number; erreg: number } {
  const { blockSize, density, softErrors } = registers;
  return {
    dsreg: ((density << 24) | (blockSize & 0xffffff)) >>> 0,
    erreg: softErrors & 0xffff,
  };
}
