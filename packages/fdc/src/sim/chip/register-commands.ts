/** Commands that only read or write what the chip remembers. */
import type { ChipModel } from "./chip-model.js";
import type { ChipRegisters } from "./chip-registers.js";
import type { CommandName } from "./command-set.js";

const OverwriteUnits = 0x80;
const DriveSpecification = { Done: 0x80, NoResult: 0x40 } as const;

/** Carries the command out and returns its result bytes; undefined where it is no such command. */
export function runRegisterCommand(
  name: CommandName,
  bytes: readonly number[],
  registers: ChipRegisters,
  model: ChipModel,
): readonly number[] | undefined {
  switch (name) {
    case "specify":
      registers.stepRate = bytes[1]!;
      registers.headLoad = bytes[2]!;
      return [];
    case "configure":
      registers.configuration = bytes[2]! & 0x7f;
      registers.preTrack = bytes[3]!;
      return [];
    case "perpendicular":
      registers.perpendicular =
        (bytes[1]! & 3) |
        (bytes[1]! & OverwriteUnits ? bytes[1]! & 0x3c : registers.perpendicular & 0x3c);
      return [];
    case "lock":
      registers.locked = (bytes[0]! & 0x80) !== 0;
      return [registers.locked ? 0x10 : 0];
    case "dump-registers":
      return registers.dump();
    case "version":
      return [0x90];
    case "part-id":
      return [model.partId!];
    case "save":
      return registers.save(model);
    case "restore":
      registers.restore(bytes.slice(1));
      return [];
    case "drive-specification":
      return specifyDrives(bytes, registers);
    default:
      return undefined;
  }
}

function specifyDrives(bytes: readonly number[], registers: ChipRegisters): readonly number[] {
  const last = bytes[bytes.length - 1]!;
  for (const byte of bytes.slice(1))
    if (!(byte & DriveSpecification.Done))
      registers.driveSpecification[(byte >> 5) & 3] = byte & 0x1f;
  const wantsResult = last & DriveSpecification.Done && !(last & DriveSpecification.NoResult);
  return wantsResult ? [...registers.driveSpecification] : [];
}
