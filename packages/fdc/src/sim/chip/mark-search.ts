/** Looks ahead along the tape for what a command waits for, so that nothing must happen at marks that do not matter. */
import type { SectorId } from "@floppytape/qic-format";
import type { CableOperation, SectorMark } from "../cable.js";
import type { VirtualAlarm } from "../virtual-clock.js";
import type { ExecutionHost } from "./execution.js";

/** Told ahead of time: the marks are still to come. */
export interface MarkListener {
  /** Judges a sector; true ends the search with it. */
  foresee(mark: SectorMark): boolean;
  /** The second index since the search began will pass before anything was found. */
  exhausted(atNs: number): void;
}

/** So many marks are looked at in one go. */
const MarksAhead = 256;

export class MarkSearch {
  /** Nothing can be recognised, though index pulses come. */
  blind = false;
  operation: CableOperation = "read-id";
  readonly #host: ExecutionHost;
  readonly #listener: MarkListener;
  readonly #goOn: VirtualAlarm;
  #wanted: SectorId | undefined;
  #firstIndexNs = Infinity;
  #fromNs = 0;

  constructor(host: ExecutionHost, listener: MarkListener) {
    this.#host = host;
    this.#listener = listener;
    this.#goOn = host.clock.alarm(() => this.#look(this.#fromNs));
  }

  /** Index pulses count from `fromNs` on. Without a mark to come the search waits for `again`. */
  begin(fromNs: number, wanted?: SectorId): void {
    this.#wanted = wanted;
    this.#firstIndexNs = Infinity;
    this.#look(fromNs);
  }

  /** What was foreseen for later than now no longer holds. */
  again(): void {
    const { nowNs } = this.#host.clock;
    if (this.#firstIndexNs > nowNs) this.#firstIndexNs = Infinity;
    this.#look(nowNs);
  }

  cancel(): void {
    this.#goOn.cancel();
  }

  #look(fromNs: number): void {
    const { drive, rate } = this.#host;
    this.#goOn.cancel();
    if (drive === undefined) return;
    let atNs = fromNs;
    for (let seen = 0; seen < MarksAhead; seen++) {
      const mark = drive.next(atNs, rate, this.#wanted, this.operation);
      if (mark === undefined) return;
      if (mark.kind === "index") {
        if (this.#firstIndexNs !== Infinity) {
          this.#listener.exhausted(mark.atNs);
          return;
        }
        this.#firstIndexNs = mark.atNs;
      } else if (!this.blind && this.#listener.foresee(mark)) return;
      atNs = mark.atNs + 1;
    }
    this.#fromNs = atNs;
    this.#goOn.set(atNs);
  }
}
