import {
  type Command,
  commandNames,
  commands,
  driveErrorText,
  driveModelTable,
  LastDriveError,
} from "@floppytape/fdc";

/** Bits of the drive status, in words for set and clear. */
const statusBits = [
  [0x01, "ready", "not ready"],
  [0x02, "error pending", "no error pending"],
  [0x04, "cartridge present", "no cartridge"],
  [0x08, "write protected", "not write protected"],
  [0x10, "new cartridge", "not new"],
  [0x20, "referenced", "not referenced"],
] as const;

/** The tables of docs/formats/drive-commands.md, line by line, from those of the package. */
export const driveTables = {
  commands: commandNames.map((name) => {
    const command = commands[name];
    return row(
      String(command.code),
      `\`${name}\``,
      requirementText(command),
      parameterText(command),
      command.replyBits === 0 ? "" : `${command.replyBits} bits`,
      `${command.meaning}${command.twice ? "; counts when sent twice" : ""}`,
    );
  }),
  errors: Array.from({ length: LastDriveError + 1 }, (_, code) =>
    row(String(code), driveErrorText(code)),
  ),
  makes: driveModelTable.map(({ vendorId, name, wakeUps, canFormat }) =>
    row(
      `0x${(vendorId & 0xffff).toString(16).padStart(4, "0")}`,
      name,
      wakeUps.join(" or "),
      canFormat ? "" : "cannot format",
    ),
  ),
} as const;

function row(...cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`.replaceAll(
    "  ",
    " ",
  );
}

function requirementText({ mask, state }: Command): string {
  return statusBits
    .filter(([bit]) => mask & bit)
    .map(([bit, set, clear]) => (state & bit ? set : clear))
    .join(", ");
}

function parameterText({ parameterNibbles, parameterMax }: Command): string {
  if (parameterNibbles === 0) return "";
  return `0 to ${parameterMax}${parameterNibbles === 1 ? "" : `, ${parameterNibbles} trains`}`;
}
