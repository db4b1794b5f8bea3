import type { RecordedVolume, Recording } from "@floppytape/rescue/contents";
import type { NameMask } from "@floppytape/rescue/report";
import type { Arguments } from "../command-table.js";
import { CommandError, UsageError } from "../usage-error.js";

/**
 * @throws {UsageError} for the number of a volume that is none; `name` is that of the operand.
 */
export function checkVolumeNumber(name: string, text: string | undefined): void {
  if (text !== undefined && !/^[0-9]{1,6}$/.test(text))
    throw new UsageError(`${name}: '${text}' is not a number`);
}

/**
 * The volume with a number, all without one.
 * @throws {CommandError} when it is not there.
 */
export function volumesNamed(
  { volumes }: Recording,
  number: string | undefined,
): readonly RecordedVolume[] {
  if (number === undefined) return volumes;
  const found = volumes.find(({ index }) => index === Number(number));
  if (found) return [found];
  throw new CommandError(
    volumes.length === 0
      ? "there are no volumes"
      : `there is no volume ${number}; volumes are 0 to ${volumes.length - 1}`,
  );
}

/** The mask that `--private` asks for. */
export async function nameMaskOf(args: Arguments): Promise<NameMask | undefined> {
  if (!args.has("private")) return undefined;
  const { createNameMask } = await import("@floppytape/rescue/report");
  return createNameMask();
}
