/** Which chip this is, asked in the order in which older ones drop out. */
import type { ChipLink } from "./chip-link.js";
import { chipOf } from "./chips.js";
import { Opcode } from "./command-bytes.js";
import type { Chip } from "./controller.js";
import { TdrPort } from "./registers.js";

const Version82077 = 0x90;
const LockedBit = 0x80;
/** Byte 0 of SAVE: the chip runs on 5 V. */
const FiveVolts = 0x40;

/** Part number in bits 7:5 of PART ID. */
const Part = { Full82078: 0, DittoEz: 4 } as const;

/** FIFO configuration of a chip as it was found, for giving it back. */
export interface FoundFifo {
  readonly locked: boolean;
  /** Third and fourth byte of CONFIGURE. */
  readonly configuration: number;
  readonly pretrack: number;
}

export interface FoundChip {
  readonly chip: Chip;
  /** Undefined where the FIFO is not used. */
  readonly fifo?: FoundFifo;
}

/**
 * Identifies a chip that was reset. Leaves it unlocked, or locked where it was.
 * @throws {FdcError} `CONTROLLER_STUCK`.
 */
export async function detectChip(link: ChipLink): Promise<FoundChip> {
  const registers = (await link.command(Uint8Array.of(Opcode.DumpRegisters), 10))?.slice();
  if (registers === undefined || registers.length < 10)
    return { chip: chipOf("8272A", "DUMPREG is unknown to it") };
  const version = await one(link, Opcode.Version);
  if (version !== Version82077)
    return {
      chip: chipOf("82072", `DUMPREG answers, VERSION says ${byte(version)} instead of 0x90`),
    };
  const lock = await one(link, Opcode.Unlock);
  if (lock !== 0)
    return { chip: chipOf("82077", `UNLOCK says ${byte(lock)}: made before 1991`, false) };
  const locked = (registers[7]! & LockedBit) !== 0;
  if (locked) await link.command(Uint8Array.of(Opcode.Lock), 1);
  const fifo = { locked, configuration: registers[8]!, pretrack: registers[9]! };
  return { chip: await partOf(link), fifo };
}

async function partOf(link: ChipLink): Promise<Chip> {
  const part = await one(link, Opcode.PartId);
  if (part === undefined) return await tapeRegisterOf(link);
  const said = `PART ID says ${byte(part)}`;
  if (part >> 5 === Part.DittoEz) return chipOf("Ditto EZ", said);
  if (part >> 5 !== Part.Full82078) return chipOf("82077AA", said);
  const saved = await link.command(Uint8Array.of(Opcode.Save), 16);
  if (saved === undefined || saved.length < 16) return chipOf("82078", `${said}, SAVE is unknown`);
  const fast = (saved[0]! & FiveVolts) !== 0;
  return chipOf(fast ? "82078-1" : "82078", `${said}, SAVE says ${fast ? "5 V" : "3.3 V"}`);
}

/** PART ID is unknown: the 82077AA remembers a tape unit, the 82077 does not. */
async function tapeRegisterOf(link: ChipLink): Promise<Chip> {
  for (let unit = 0; unit < 4; unit++) {
    await link.io.outb(link.base + TdrPort, unit);
    const kept = (await link.io.inb(link.base + TdrPort)) & 3;
    if (kept !== unit)
      return chipOf("82077", `PART ID is unknown, tape register gives ${kept} for ${unit}`);
  }
  return chipOf("82077AA", "PART ID is unknown, tape register remembers a unit");
}

/** A command that answers with one byte; undefined stands for 0x80, unknown. */
async function one(link: ChipLink, opcode: number): Promise<number | undefined> {
  const answer = await link.command(Uint8Array.of(opcode), 2);
  return answer?.[0];
}

function byte(value: number | undefined): string {
  return `0x${(value ?? 0x80).toString(16).padStart(2, "0")}`;
}
