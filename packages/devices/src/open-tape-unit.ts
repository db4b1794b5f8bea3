import {
  type OpenTapeUnit,
  plainProfile,
  TapeError,
  type TapeProfile,
  type TapeUnit,
} from "@floppytape/magtape";
import type { NodeName } from "@floppytape/zftape";
import type { DeviceSpec, DeviceTarget } from "./device-spec.js";
import { floppyTapeProfile } from "./floppy-tape-profile.js";
import { locateDevice } from "./locate-device.js";
import { type OpenOptions, type OpenTape, openTape } from "./open-tape.js";
import { holdsRecords } from "./record-contents.js";

/** What stands behind a unit. */
export type UnitKind = Exclude<DeviceTarget["kind"], "tapecap" | "os-node" | "fdc">;

export interface OpenUnitOptions extends OpenOptions {
  /** The command that reaches another machine, with its own options: `ssh -p 2222`. Default `$FTAPE_RSH`, else `ssh`. */
  readonly rshCommand?: string;
}

/** A tape in use, whatever it is. */
export interface OpenUnit {
  readonly unit: TapeUnit;
  readonly kind: UnitKind;
  /** How the unit was opened: one without n in front rewinds the tape when it is closed. */
  readonly node: NodeName;
  /** The floppy tape, for questions that only one of those answers; undefined for other tapes. */
  readonly tape: OpenTape | undefined;
  /** How the tape behaves, as far as that is known; what a tapecap entry says wins. */
  readonly profile: TapeProfile;
  /** A tapecap entry says how the tape behaves: an engine that heeds the profile is to be used. */
  readonly configured: boolean;
  /** What is left, in words, of a last record whose writing was cut off; undefined where nothing is. */
  readonly cutOff: string | undefined;
  /**
   * Closes the unit, if it was not, and gives the device back, whatever fails. A second call does nothing.
   * @throws {TapeError} the first failure.
   */
  release(): Promise<void>;
}

/**
 * Opens the tape that a device string names: cartridges in images or drives, record images, names of a
 * tapecap file and tapes of other machines.
 * @throws {TapeError} as `openTape`; for a remote tape also what the other side says.
 */
export async function openTapeUnit(
  device: string | DeviceSpec,
  options: OpenUnitOptions,
): Promise<OpenUnit> {
  const { spec: named, place, configured, profileOf } = await locateDevice(device, options);
  if (place !== undefined)
    throw new TapeError(
      "EINVAL",
      `device "${named.text}": a file in brackets is for programs that position the tape themselves; say where to go by itself, as with ftmt asf`,
      { device: named.text },
    );
  const spec = withNode(named, options);
  const { target } = spec;
  if (target.kind === "remote") {
    const { openRemoteUnit } = await import("./other-tapes.js");
    const remote = await openRemoteUnit(spec, target, options);
    return {
      ...remote,
      kind: "remote",
      tape: undefined,
      profile: profileOf(plainProfile),
      configured,
      cutOff: undefined,
    };
  }
  if (target.kind === "record-image" || (target.kind === "image" && holdsRecords(spec))) {
    const { openRecordUnit } = await import("./other-tapes.js");
    const records = await openRecordUnit(spec, target.path, options);
    const profile = profileOf(records.profile);
    return {
      ...records,
      kind: "record-image",
      node: spec.node,
      tape: undefined,
      profile,
      configured,
    };
  }
  const tape = await openTape(spec, options);
  const { unit, release } = tape;
  return {
    unit,
    kind: target.kind as UnitKind,
    node: spec.node,
    tape,
    profile: profileOf(floppyTapeProfile),
    configured,
    cutOff: undefined,
    release,
  };
}

/** The node that the string says, or else the one that the caller wants. */
function withNode(spec: DeviceSpec, { node }: OpenUnitOptions): DeviceSpec {
  return spec.nodeGiven || node === undefined ? spec : { ...spec, node };
}

/**
 * Opens a device anew each time, as an engine wants it: closing the unit gives the device back, and where
 * the tape stands is known to the next open.
 */
export function unitOpener(
  device: string | DeviceSpec,
  options: Omit<OpenUnitOptions, "mode">,
): OpenTapeUnit {
  return async (mode) => {
    const { unit, release } = await openTapeUnit(device, { ...options, mode });
    return closingWith(unit, release);
  };
}

/** A unit whose `close` gives the device back. */
export function closingWith(unit: TapeUnit, close: () => Promise<void>): TapeUnit {
  return {
    read: (into) => unit.read(into),
    write: (data) => unit.write(data),
    operation: (op, count) => unit.operation(op, count),
    status: () => unit.status(),
    position: () => unit.position(),
    close,
  };
}
