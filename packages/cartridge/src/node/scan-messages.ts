import type { SectorMap } from "@floppytape/qic-format";
import type { SegmentReport } from "../corrected-segment.js";
import type { CartridgeErrorCode, CartridgeErrorDetails } from "../errors.js";
import type { RescueMap } from "../rescue-map.js";

/** What a scan worker is told first. */
export interface ScanSetup {
  readonly path: string;
  readonly map: RescueMap | undefined;
  /** Segments with bad sectors. */
  readonly badSectors: readonly (readonly [segment: number, map: SectorMap])[];
}

/** A range of segments to scan, `last` inclusive. */
export interface ScanRange {
  readonly first: number;
  readonly last: number;
}

export type ScanRequest = { readonly setup: ScanSetup } | { readonly range: ScanRange };

/** Answer to one range: the reports of all segments that were not simply read, in order. */
export type ScanAnswer =
  | { readonly odd: readonly SegmentReport[] }
  | {
      readonly failure: {
        readonly code: CartridgeErrorCode;
        readonly message: string;
        readonly details: CartridgeErrorDetails;
      };
    };
