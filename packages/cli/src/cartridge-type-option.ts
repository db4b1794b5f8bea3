import { type CartridgeType, cartridgeTypeNamed, cartridgeTypes } from "@floppytape/qic-format";
import { UsageError } from "./usage-error.js";

/**
 * The cartridge that `--cartridge` names.
 * @throws {UsageError} with all names.
 */
export function cartridgeTypeOption(name: string | undefined): CartridgeType | undefined {
  if (name === undefined) return undefined;
  const type = cartridgeTypeNamed(name);
  if (type) return type;
  throw new UsageError(`--cartridge: '${name}' is not a kind of cartridge`, {
    hint: `known are: ${cartridgeTypes.map((row) => row.name).join(" ")}`,
  });
}

/** What `--cartridge` takes, for completions. */
export function cartridgeTypeNames(): readonly string[] {
  return cartridgeTypes.map((type) => type.name);
}
