import {
  type BigEntry,
  encodeVolumeEntry,
  type Qic113Entry,
  type RevKEntry,
  type VolumeEntry,
} from "@floppytape/qic-format";

const common = {
  firstSegment: 3,
  lastSegment: 3,
  description: "TEST",
  date: 0x32df8efa,
  flags: 0,
  cartridgeNumber: 1,
  password: new Uint8Array(8),
  directoryBytes: 0,
  dataBytes: 0,
  osVersion: 0,
  sourceDrive: "",
  logicalDevice: 0,
  compression: 0,
};

type Fields<E extends VolumeEntry> = Partial<Omit<E, "layout">>;

/** An entry of layout A with defaults for what is not given. */
export function entryA(fields: Fields<Qic113Entry>): Uint8Array {
  const vendor = new Uint8Array(26);
  return encodeVolumeEntry({ layout: "qic113", ...common, vendor, osType: 0, ...fields });
}

/** An entry of layout A with the mark of QIC-113 and a revision. */
export function entryA113(revision: number, fields: Fields<Qic113Entry>): Uint8Array {
  const vendor = new Uint8Array(26);
  vendor.set([113, 0, revision, 0]);
  return entryA({ vendor, flags: 0x21, ...fields });
}

/** An entry of layout C. */
export function entryC(fields: Fields<RevKEntry>): Uint8Array {
  const vendor = new Uint8Array(26);
  return encodeVolumeEntry({ layout: "rev-k", ...common, vendor, physicalDevice: 0, ...fields });
}

/** An entry of layout B. */
export function entryB(fields: Fields<BigEntry>): Uint8Array {
  const { firstSegment = 3, lastSegment = 3 } = fields;
  return encodeVolumeEntry({
    layout: "big",
    ...common,
    vendor: new Uint8Array(14),
    segmentCount: lastSegment - firstSegment + 1,
    specMajor: 113,
    specMinor: 7,
    osType: 0,
    flags: 0x21,
    ...fields,
  });
}
