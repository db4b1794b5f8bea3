import type { NodeName } from "@floppytape/zftape";

/** What a device string names. */
export type DeviceTarget =
  | { readonly kind: "image"; readonly path: string }
  | {
      readonly kind: "record-image";
      readonly path: string;
      readonly format: "tap" | "aws" | "e11" | "tpc" | "p7b";
    }
  | { readonly kind: "os-node"; readonly path: string }
  | { readonly kind: "sim"; readonly path: string }
  | { readonly kind: "qtest"; readonly host: string; readonly port: number }
  | { readonly kind: "qtest"; readonly socket: string }
  | { readonly kind: "fdc"; readonly port: number }
  | { readonly kind: "tapecap"; readonly name: string }
  | {
      readonly kind: "remote";
      readonly host: string;
      readonly user?: string;
      readonly device: string;
    };

/** A device string, taken apart. */
export interface DeviceSpec {
  /** The string as it was given, for messages. */
  readonly text: string;
  /** How the unit is opened: rewinding or not, compressed, raw. */
  readonly node: NodeName;
  /** The string says so, by a prefix or by the name of an operating system's node. */
  readonly nodeGiven: boolean;
  readonly target: DeviceTarget;
  /** Options by name; one without a value is "". */
  readonly options: Readonly<Record<string, string>>;
}
