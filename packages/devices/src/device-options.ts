import { TapeError } from "@floppytape/magtape";
import type { DeviceSpec } from "./device-spec.js";

/** The option that every kind of cartridge has. */
const common = ["defer-table"];

/**
 * Refuses options of a device string that its target, a cartridge, does not have.
 * @throws {TapeError} `EINVAL` naming the option and those that there are.
 */
export function requireOptions(spec: DeviceSpec, own: readonly string[]): void {
  requireOwnOptions(spec, [...common, ...own]);
}

/**
 * The same for a target of any kind; `known` are all its options, at least one.
 * @throws {TapeError} `EINVAL`
 */
export function requireOwnOptions(
  { options, text, target }: DeviceSpec,
  known: readonly string[],
): void {
  for (const name of Object.keys(options))
    if (!known.includes(name))
      throw new TapeError(
        "EINVAL",
        `device "${text}": ${kindText[target.kind]} have no option ${name}, only ${listed(known)}; in a file name write %2C for a comma`,
        { device: text, option: name },
      );
}

const kindText: Readonly<Record<DeviceSpec["target"]["kind"], string>> = {
  image: "images",
  sim: "simulated drives",
  qtest: "controllers behind qtest",
  fdc: "controllers",
  "os-node": "tape nodes",
  "record-image": "record images",
  remote: "remote tapes",
  tapecap: "names of a tapecap file",
};

/** Data rates that some drive has, in kbit/s. */
export const driveRates = ["250", "500", "1000", "2000", "3000", "4000"] as const;

/** @throws {TapeError} `EINVAL` when the option's value is none of `values`. */
export function chosenOption<T extends string>(
  spec: DeviceSpec,
  option: string,
  values: readonly T[],
): T {
  const value = spec.options[option];
  const found = values.find((known) => known.toLowerCase() === value?.toLowerCase());
  if (found !== undefined) return found;
  throw new TapeError(
    "EINVAL",
    `device "${spec.text}": ${option} is one of ${values.join(", ")}, not "${value}"`,
    { device: spec.text, option },
  );
}

function listed(names: readonly string[]): string {
  return names.length === 1
    ? names[0]!
    : `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`;
}

/**
 * Whether headers and volume table are written by the original driver's rules only (`defer-table`).
 * @throws {TapeError} `EINVAL` for anything but yes and no.
 */
export function defersTable({ options, text }: DeviceSpec): boolean {
  const value = options["defer-table"] ?? "no";
  if (!["", "yes", "no"].includes(value))
    throw new TapeError("EINVAL", `device "${text}": defer-table is yes or no, not "${value}"`, {
      device: text,
      option: "defer-table",
    });
  return value !== "no";
}
