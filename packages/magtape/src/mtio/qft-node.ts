/** A node of Linux' floppy tape driver. */
export interface QftNode {
  /** Without `/dev/`, as the 4.x driver names it: `nqft0`, `zqft1`, `nrawqft0`. */
  readonly name: string;
  readonly minor: number;
  readonly drive: number;
  /** Volumes with file marks, the same with compression, or the whole data area as one stream. */
  readonly view: "plain" | "compressed" | "raw";
  readonly rewinds: boolean;
}

/** Major number of floppy tapes. */
export const qftMajor = 27;

const bits = { nonRewinding: 4, qic80: 8, compressed: 16, raw: 32 } as const;
const prefixes = { plain: "", compressed: "z", raw: "raw" } as const;

/** Historic names of the same nodes; `zftape0` is what a later port calls `zqft0`. */
const views: Readonly<Record<string, QftNode["view"]>> = {
  qft: "plain",
  rft: "plain",
  zqft: "compressed",
  zftape: "compressed",
  rawqft: "raw",
  rawft: "raw",
};

/**
 * The node with a name (`/dev/` may be in front) or a minor number: drive in bits 0 and 1, 4 for no
 * rewinding, 8 without effect, 16 compressed, 32 raw. Undefined when there is none, as for 16 and 32 together.
 */
export function qftNode(nameOrMinor: string | number): QftNode | undefined {
  return typeof nameOrMinor === "string" ? named(nameOrMinor) : numbered(nameOrMinor);
}

function named(name: string): QftNode | undefined {
  const pattern = /^(?:\/dev\/)?(n?)((?:raw|z)?qft|rft|rawft|zftape)([0-3])$/;
  const [, no, stem = "", drive] = pattern.exec(name) ?? [];
  const view = views[stem];
  if (view === undefined) return undefined;
  return node(Number(drive), view, no !== "n");
}

function numbered(minor: number): QftNode | undefined {
  if (!Number.isInteger(minor) || minor < 0 || minor > 63) return undefined;
  const kind = minor & (bits.qic80 | bits.compressed | bits.raw);
  if ((kind & bits.raw) !== 0 && kind !== bits.raw) return undefined;
  const view = kind & bits.raw ? "raw" : kind & bits.compressed ? "compressed" : "plain";
  return node(minor & 3, view, (minor & bits.nonRewinding) === 0, minor & bits.qic80);
}

function node(drive: number, view: QftNode["view"], rewinds: boolean, extra = 0): QftNode {
  const viewBit = view === "plain" ? 0 : bits[view];
  return {
    name: `${rewinds ? "" : "n"}${prefixes[view]}qft${drive}`,
    minor: drive | (rewinds ? 0 : bits.nonRewinding) | viewBit | extra,
    drive,
    view,
    rewinds,
  };
}
