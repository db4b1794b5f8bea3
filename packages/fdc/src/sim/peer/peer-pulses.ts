/** How the peer counts step pulses: those of a seek all at once, and a train ends some time after the seek. */
import type { VirtualAlarm, VirtualClock } from "../virtual-clock.js";

const TrainGapNs = 2.5e6;
/** A seek that a reset broke off never ends. */
const ForgottenNs = 2e9;

export interface PeerPulseListener {
  /** The train stands at two pulses: asked for the next bit, which must be there at once. True: it is taken so. */
  nextBit(): boolean;
  /** The train is over. */
  train(pulses: number): void;
}

export class PeerPulses {
  private count = 0;
  private taken = false;
  private readonly gap: VirtualAlarm;

  constructor(
    private readonly clock: VirtualClock,
    private readonly listener: PeerPulseListener,
  ) {
    this.gap = clock.alarm(() => this.close());
  }

  step(): void {
    this.count++;
    this.gap.set(this.clock.nowNs + ForgottenNs);
  }

  seekEnded(): void {
    this.settle();
    if (this.count > 0) this.gap.set(this.clock.nowNs + TrainGapNs);
  }

  /** What is known of the train so far takes effect, if it does before the train is over. */
  settle(): void {
    if (this.count === 2 && !this.taken) this.taken = this.listener.nextBit();
  }

  private close(): void {
    this.settle();
    const { count, taken } = this;
    this.count = 0;
    this.taken = false;
    if (!(taken && count === 2)) this.listener.train(count);
  }
}
