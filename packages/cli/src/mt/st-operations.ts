import { MtOp, type MtOpCode } from "@floppytape/magtape";
import { ExitStatus } from "../exit-status.js";
import { parseLong } from "./parse-long.js";
import { Refusal } from "./refusal.js";
import type { StAction } from "./st-commands.js";
import { stOptionBits, unknownStOption } from "./st-options.js";

const MaxCount = 0x7fffffff;

/** One MTIOCTOP. */
export type StOperation = readonly [code: MtOpCode, count: number];

/**
 * The operations that a command of mt-st does, in order; undefined for one that asks something.
 * @throws {Refusal} for counts and names that it refuses.
 */
export function stOperations(
  action: StAction,
  words: readonly string[],
): readonly StOperation[] | undefined {
  const [first, second] = words;
  const long = (text: string | undefined, otherwise: number) =>
    text === undefined ? otherwise : parseLong(text).value;
  switch (action.kind) {
    case "operation":
      return [[action.code, countOf(first, action.mayBeNegative ?? false)]];
    case "drive-buffer":
      return [[MtOp.SetDriveBuffer, action.base | (long(first, 1) & action.mask)]];
    case "st-options":
      return [[MtOp.SetDriveBuffer, action.base | optionBits(words)]];
    case "asf": {
      const file = long(first, 0);
      return [[MtOp.Rewind, 1], ...(file > 0 ? [[MtOp.Fsf, file] as const] : [])];
    }
    case "partseek":
      return [
        [MtOp.SetPartition, long(first, 1)],
        [MtOp.Seek, long(second, 0)],
      ];
    default:
      return undefined;
  }
}

function optionBits(words: readonly string[]): number {
  return words.reduce((sum, word) => {
    const bits = stOptionBits(word);
    if (bits === undefined) throw new Refusal(unknownStOption(word), ExitStatus.Usage);
    return sum | bits;
  }, 0);
}

/** Powers of 1024 by what may stand behind a count. */
const units: Readonly<Record<string, number>> = { k: 1024, M: 1024 ** 2, G: 1024 ** 3 };

/** @throws {Refusal} for a negative count, one that no int holds, another unit. */
function countOf(text: string | undefined, mayBeNegative: boolean): number {
  if (text === undefined) return 1;
  const { value, rest } = parseLong(text);
  // What holds no number at all counts as 0, as mt-st has it.
  const unit = rest === "" || rest === text ? 1 : units[rest.charAt(0)];
  if (unit === undefined) throw new Refusal("mt: illegal count unit.\n", ExitStatus.CountUnit);
  if (value > MaxCount || (value < 0 && !mayBeNegative))
    throw new Refusal("mt: negative repeat count\n", ExitStatus.Usage);
  if (value * unit > MaxCount)
    throw new Refusal("mt: repeat count too large.\n", ExitStatus.CountUnit);
  return value * unit;
}
