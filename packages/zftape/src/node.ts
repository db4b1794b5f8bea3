/** The character devices of a unit, named after their original nodes. */
export type NodeName = "qft" | "nqft" | "zqft" | "nzqft" | "rawqft" | "nrawqft";

/** How a node is opened: reading, writing, both. */
export type OpenMode = "r" | "w" | "rw";

/** What the choice of a node decides. */
export interface NodeTraits {
  /** The tape is rewound on close. */
  readonly rewinds: boolean;
  /** Volumes are written compressed and compressed ones are expanded. */
  readonly compresses: boolean;
  /** The data area is one stream without file marks, the volume table's segment included. */
  readonly raw: boolean;
}

/** Bits of a minor device number. */
const MinorBit = { Unit: 3, NonRewinding: 4, Qic80: 8, Compressed: 16, Raw: 32 } as const;

const minors: Readonly<Record<NodeName, number>> = {
  qft: 0,
  nqft: MinorBit.NonRewinding,
  zqft: MinorBit.Compressed,
  nzqft: MinorBit.Compressed | MinorBit.NonRewinding,
  rawqft: MinorBit.Raw,
  nrawqft: MinorBit.Raw | MinorBit.NonRewinding,
};

/**
 * What a node's name or minor number stands for; undefined for a number that no node has. Bit 3
 * ("QIC-80 mode") means nothing, and the unit bits do not matter here.
 */
export function nodeTraits(node: NodeName | number): NodeTraits | undefined {
  const minor = typeof node === "number" ? node : minors[node];
  if (minor === undefined || !Number.isInteger(minor) || minor < 0 || minor > 255) return undefined;
  const known = Object.values(MinorBit).reduce((all, bit) => all | bit, 0);
  if ((minor & ~known) !== 0) return undefined;
  const raw = (minor & MinorBit.Raw) !== 0;
  const compresses = (minor & MinorBit.Compressed) !== 0;
  if (raw && (minor & (MinorBit.Compressed | MinorBit.Qic80)) !== 0) return undefined;
  return { rewinds: (minor & MinorBit.NonRewinding) === 0, compresses, raw };
}
