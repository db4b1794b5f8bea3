/** Who a drive is. */
import type { QicStandard } from "@floppytape/qic-format";
import { driveMakeOf, driveModelOf, UnknownVendorId, type WakeUp } from "./vendors.js";

export interface DriveIdentity {
  /** As reported; bit 16: from an answer of eight bits, bit 17: from command 24. 0xffc0: none was told. */
  readonly vendorId: number;
  /** The list's name, or `unknown drive`. */
  readonly name: string;
  /** The maker's name. */
  readonly make: string;
  /** Winding speed in inches a second, undefined where unknown. */
  readonly windIps: number | undefined;
  /** How the drive is woken. */
  readonly wakeUp: WakeUp;
  /** False where the drive refuses to format. */
  readonly canFormat: boolean;
  readonly formatFiller: number;
  /** Version of the firmware, undefined where the drive does not tell. */
  readonly romVersion: number | undefined;
  /** Drive select line, 0 to 3. */
  readonly unit: number;
  /** Rates in Mbit/s, loader and partitions: Ditto Max and its like. */
  readonly extensions: boolean;
  /** Standards that the drive reads but cannot write. */
  readonly readOnlyStandards: readonly QicStandard[];
}

export interface IdentityFacts {
  readonly vendorId: number | undefined;
  readonly romVersion: number | undefined;
  readonly unit: number;
  /** The method after which the drive answered. */
  readonly wokenBy: WakeUp;
}

/**
 * What is known of a drive that told this id. A drive that answered without being woken may have been
 * left awake: the list's method counts then, so that it can be woken again after a reset.
 */
export function identityOf({ vendorId, romVersion, unit, wokenBy }: IdentityFacts): DriveIdentity {
  const id = settledId(vendorId, wokenBy);
  const model = driveModelOf(id, wokenBy);
  const make = driveMakeOf(id);
  const usual = model?.wakeUps[0] ?? "none";
  const leftAwake = wokenBy === "none" && !model?.wakeUps.includes("none");
  return {
    vendorId: id,
    name: model?.name ?? "unknown drive",
    make: make.name,
    windIps: model?.windIps,
    wakeUp: leftAwake ? usual : wokenBy,
    canFormat: model?.canFormat ?? true,
    formatFiller: make.formatFiller,
    romVersion,
    unit,
    extensions: model?.extensions ?? false,
    readOnlyStandards: model?.readOnlyStandards ?? [],
  };
}

function settledId(vendorId: number | undefined, wokenBy: WakeUp): number {
  // Before the vendor report existed, Colorado's drives were the only ones with this method.
  if (vendorId === undefined) return wokenBy === "colorado" ? 0 : UnknownVendorId;
  // Insight and Archive both say 5; only one of them is woken by its motor line.
  return vendorId === 5 && wokenBy === "insight" ? 0x10005 : vendorId;
}
