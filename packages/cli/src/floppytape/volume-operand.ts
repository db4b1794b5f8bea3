import type { LogicalVolume } from "@floppytape/qic-format";
import { CommandError, UsageError } from "../usage-error.js";

/**
 * @throws {UsageError} for a VOLUME that is neither a number nor `.`.
 */
export function checkVolumeOperand(operand: string | undefined): void {
  if (operand !== undefined && operand !== "." && !/^[0-9]{1,6}$/.test(operand))
    throw new UsageError(`VOLUME: '${operand}' is not a number`);
}

/**
 * The volume that VOLUME names, the first one by default.
 * @throws {CommandError} when there is no such volume.
 */
export function volumeNamed(
  volumes: readonly LogicalVolume[],
  operand: string | undefined,
  device: string,
): LogicalVolume {
  const volume = volumes[Number(operand ?? 0)];
  if (volume) return volume;
  throw new CommandError(
    volumes.length === 0
      ? `${device}: there are no volumes`
      : `${device}: there is no volume ${operand}; volumes are 0 to ${volumes.length - 1}`,
  );
}
