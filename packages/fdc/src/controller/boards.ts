/** Boards that carry a floppy controller, and where they are found. */

export type BoardName =
  | "standard"
  | "secondary"
  | "fc10"
  | "fc20"
  | "mach2"
  | "ditto-dash"
  | "ditto-ez";

/** A board and its jumpers: first port, interrupt line and DMA channel. */
export interface Board {
  readonly name: BoardName;
  /** What it says on the box. */
  readonly title: string;
  /** First of its eight ports. */
  readonly base: number;
  readonly irq: number;
  /** DMA channel, 0 to 3. */
  readonly dma: number;
  /** Answers only after it was unlocked and configured, and by this byte then. */
  readonly signature?: number;
  /** Motor and select lines are in a register of their own at base + 6. */
  readonly selectsByDor2?: boolean;
  /** The chip must be reset whenever DMA changes its direction. */
  readonly resetOnTurn?: boolean;
  /** Highest data rate in kbit/s where the board allows less than its chip. */
  readonly maxRate?: number;
}

export const boards = {
  standard: { name: "standard", title: "on-board controller", base: 0x3f0, irq: 6, dma: 2 },
  secondary: { name: "secondary", title: "second controller", base: 0x370, irq: 6, dma: 2 },
  fc10: {
    name: "fc10",
    title: "Colorado FC-10",
    base: 0x180,
    irq: 9,
    dma: 3,
    signature: 0x13,
    maxRate: 1000,
  },
  fc20: {
    name: "fc20",
    title: "Colorado FC-20",
    base: 0x180,
    irq: 9,
    dma: 3,
    signature: 0x93,
    resetOnTurn: true,
    maxRate: 1000,
  },
  mach2: {
    name: "mach2",
    title: "Mountain MACH-2",
    base: 0x1e0,
    irq: 6,
    dma: 2,
    selectsByDor2: true,
  },
  "ditto-dash": { name: "ditto-dash", title: "Iomega Ditto Dash", base: 0x370, irq: 6, dma: 2 },
  "ditto-ez": { name: "ditto-ez", title: "Iomega Ditto EZ", base: 0x370, irq: 6, dma: 2 },
} as const satisfies Record<BoardName, Board>;

/**
 * The board that a text names: a name of {@link boards} (`FC-10` will do as well), with `@port,irq,dma` where the jumpers are set
 * otherwise (`fc10@0x210,5,1`; irq and dma may be left out). Undefined when no board is called so.
 * @throws {RangeError} `text: ...` when port, interrupt or DMA channel cannot be.
 */
export function boardNamed(text: string): Board | undefined {
  const [name, jumpers] = text.split("@", 2) as [string, string | undefined];
  const board = (Object.values(boards) as Board[]).find(
    (known) => plain(known.name) === plain(name),
  );
  if (board === undefined || jumpers === undefined) return board;
  const [base = board.base, irq = board.irq, dma = board.dma, ...rest] = jumpers
    .split(",")
    .map(Number);
  if (rest.length > 0) throw new RangeError(`text: "${text}" has more than port, irq and dma`);
  requireWithin(text, "port", base, 0x100, 0xfff8);
  requireWithin(text, "irq", irq, 2, 15);
  requireWithin(text, "dma", dma, 0, 3);
  return { ...board, base, irq, dma };
}

/** A board as an option gives it. @throws {RangeError} `board ...` for a name that none has. */
export function boardOf(board: Board | string = boards.standard): Board {
  if (typeof board !== "string") return board;
  const found = boardNamed(board);
  if (found === undefined) throw new RangeError(`board must be the name of one, got ${board}`);
  return found;
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll("-", "");
}

function requireWithin(text: string, what: string, value: number, low: number, high: number): void {
  if (!Number.isInteger(value) || value < low || value > high)
    throw new RangeError(`text: ${what} in "${text}" is not within ${low} to ${high}`);
}
