/** Reset, gate, motor and select lines: the digital output register, or two of them on some boards. */

import { sharesLines } from "./board-clash.js";
import { type Board, boards } from "./boards.js";
import type { ChipLink } from "./chip-link.js";
import { Dor, Dor2Port, DorPort } from "./registers.js";

const StandardDor = boards.standard.base + DorPort;
/** The on-board controller runs, but leaves interrupt and DMA lines alone. */
const GateOff = Dor.NotReset;
const Idle = Dor.NotReset | Dor.DmaGate;

export class OutputLines {
  readonly #link: ChipLink;
  readonly #board: Board;
  #lines: number = Idle;

  constructor(link: ChipLink, board: Board) {
    this.#link = link;
    this.#board = board;
  }

  get unit(): number {
    return this.#lines & Dor.UnitMask;
  }

  /** Takes an on-board controller off the lines that this board needs. */
  async claim(): Promise<void> {
    if (sharesLines(this.#board)) await this.#link.io.outb(StandardDor, GateOff);
  }

  /** Motors off, no unit, and the lines back to the on-board controller. */
  async release(): Promise<void> {
    await this.#write((this.#lines = Idle));
    if (sharesLines(this.#board)) await this.#link.io.outb(StandardDor, Idle);
  }

  /** Selects a unit; its motor line only, if any. */
  async select(unit: number, motor: boolean): Promise<void> {
    this.#lines = Idle | unit | (motor ? Dor.Motor0 << unit : 0);
    await this.#write(this.#lines);
  }

  /** Holds the chip in reset; unit, motor and gate stay. */
  async assertReset(): Promise<void> {
    await this.#write(this.#lines & ~Dor.NotReset);
  }

  async endReset(): Promise<void> {
    await this.#write(this.#lines);
  }

  async #write(lines: number): Promise<void> {
    const { base, bulk } = this.#link;
    if (this.#board.selectsByDor2)
      await bulk.outAll([base + DorPort, lines & 0x0f, base + Dor2Port, lines]);
    else await bulk.outAll([base + DorPort, lines]);
  }
}
