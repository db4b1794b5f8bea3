/** A PC as far as a tape needs it: ports, memory, DMA and interrupt lines around a floppy controller. */
import type { Board } from "../../controller/boards.js";
import { Chip, type ChipParts } from "../chip/chip.js";
import { Dor } from "../chip/status-bits.js";
import { Dma8237 } from "../dma/dma-8237.js";
import { Ram } from "../dma/ram.js";
import { type Faults, NoFaults } from "../faults/faults.js";
import type { VirtualClock } from "../virtual-clock.js";
import { DmaRequest } from "./dma-request.js";
import { FcLock } from "./fc-lock.js";
import { IrqLines } from "./irq-lines.js";

export interface MachineParts extends Pick<ChipParts, "chip" | "quirks" | "exact"> {
  readonly clock: VirtualClock;
  readonly board: Board;
  readonly faults?: Faults;
  /** What a port access costs. */
  readonly portNs: number;
  /** There is an on-board controller, too, with its gate open as the firmware leaves it. */
  readonly onBoard: boolean;
}

const Floating = 0xff;
const OnBoard = { base: 0x3f0, irq: 6, dma: 2 } as const;
/** Time that a controller takes after each access to its FIFO. */
const SettleNs = 2000;

export class Machine {
  readonly ram = new Ram();
  readonly dma = new Dma8237(this.ram);
  readonly irqs: IrqLines;
  /** The controller with the tape on its cable. */
  readonly chip: Chip;
  readonly #clock: VirtualClock;
  readonly #portNs: number;
  readonly #onBoard: Chip | undefined;
  readonly #lock: FcLock | undefined;
  readonly #interrupts = { chip: false, onBoard: false };
  /** First port, -1 while the controller answers nowhere. */
  #base: number;
  #irq: number;
  #channel: number;

  constructor(parts: MachineParts) {
    const { clock, board, portNs, chip } = parts;
    this.#clock = clock;
    this.#portNs = portNs;
    this.#irq = board.irq;
    this.#channel = board.dma;
    this.#lock = board.signature === undefined ? undefined : new FcLock(board.signature);
    this.#base = this.#lock ? -1 : board.base;
    this.irqs = new IrqLines(clock);
    this.chip = new Chip({
      ...parts,
      chip,
      faults: parts.faults ?? NoFaults,
      settleNs: portNs === 0 ? 0 : SettleNs,
      selectsByDor2: board.selectsByDor2 === true,
      irq: (level) => {
        this.#interrupts.chip = level;
        this.#showInterrupts();
      },
      dma: new DmaRequest(
        this.dma,
        () => this.#channel,
        () => !this.#clashes("dma"),
      ),
    });
    if (parts.onBoard) this.#onBoard = this.#createOnBoard();
  }

  inb(port: number): number {
    this.#clock.advance(this.#portNs);
    const shown = this.#lock?.read(port);
    if (shown !== undefined) return shown;
    const offset = port - this.#base;
    if (this.#base >= 0 && offset >= 0 && offset < 8) return this.chip.read(offset);
    if (Dma8237.owns(port)) return this.dma.read(port);
    const onBoard = port - OnBoard.base;
    if (this.#onBoard && onBoard >= 0 && onBoard < 8) return this.#onBoard.read(onBoard);
    return Floating;
  }

  outb(port: number, value: number): void {
    this.#clock.advance(this.#portNs);
    if (this.#lock?.write(port, value)) {
      this.#configure();
      return;
    }
    const offset = port - this.#base;
    if (this.#base >= 0 && offset >= 0 && offset < 8) this.chip.write(offset, value);
    else if (Dma8237.owns(port)) this.dma.write(port, value);
    else if (this.#onBoard && port >= OnBoard.base && port < OnBoard.base + 8) {
      this.#onBoard.write(port - OnBoard.base, value);
      this.#showInterrupts();
    }
  }

  #configure(): void {
    const settings = this.#lock?.settings;
    if (!settings) return;
    this.#base = settings.base;
    this.#irq = settings.irq;
    this.#channel = settings.dma;
  }

  #createOnBoard(): Chip {
    return new Chip({
      clock: this.#clock,
      chip: "82077AA",
      irq: (level) => {
        this.#interrupts.onBoard = level;
        this.#showInterrupts();
      },
      dma: new DmaRequest(
        this.dma,
        () => OnBoard.dma,
        () => true,
      ),
    });
  }

  /** The on-board controller drives a line that the board uses, too: nobody else can. */
  #clashes(line: "irq" | "dma"): boolean {
    if (!this.#onBoard || !(this.#onBoard.registers.dor & Dor.DmaGate)) return false;
    return line === "irq" ? this.#irq === OnBoard.irq : this.#channel === OnBoard.dma;
  }

  #showInterrupts(): void {
    const { chip, onBoard } = this.#interrupts;
    const own = chip && !this.#clashes("irq");
    if (this.#irq !== OnBoard.irq) {
      this.irqs.set(this.#irq, own);
      this.irqs.set(OnBoard.irq, onBoard);
    } else this.irqs.set(OnBoard.irq, own || onBoard);
  }
}
