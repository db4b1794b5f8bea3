/** From controller commands to commands of the drive. */
import { DriveCommand } from "./drive-command.js";
import { type CableEvent, continuesTrain, StepTrains } from "./step-trains.js";
import type { TraceGroup } from "./trace-group.js";

/** Pulses that may still become more. */
interface OpenTrain {
  event: CableEvent & { kind: "train" };
  pulses: number;
  readonly parts: TraceGroup[];
}

export class DriveExplainer {
  private readonly trains = new StepTrains();
  private train: OpenTrain | undefined;
  private command: DriveCommand | undefined;
  /** Groups that came since: part of the command if it goes on behind them. */
  private between: TraceGroup[] = [];

  /** The groups that are completed when this one comes. */
  add(group: TraceGroup): TraceGroup[] {
    const done: TraceGroup[] = [];
    const event = this.trains.eventOf(group);
    if (event?.kind === "train") this.pulses(event, group, done);
    else if (event?.kind === "look") this.look(event.asserted, group, done);
    else if (this.train !== undefined && group.name === "fdc.sense-interrupt-status") {
      this.train.parts.push(...this.between, group);
      this.between = [];
      this.train.event.endMs = group.endMs;
    } else if (this.busy && (group.kind === "wait" || group.kind === "other")) {
      this.between.push(group);
    } else {
      done.push(...this.end(), group);
    }
    return done;
  }

  end(): TraceGroup[] {
    const done: TraceGroup[] = [];
    this.settle(done);
    this.closeCommand(done);
    return done;
  }

  private get busy(): boolean {
    return this.train !== undefined || this.command !== undefined;
  }

  private pulses(event: OpenTrain["event"], group: TraceGroup, done: TraceGroup[]): void {
    const { train } = this;
    if (train !== undefined && continuesTrain(train.event, event.atMs)) {
      train.parts.push(...this.between, group);
      train.pulses += event.pulses;
      train.event.endMs = event.endMs;
      this.between = [];
      return;
    }
    this.settle(done);
    this.train = { event: { ...event }, pulses: event.pulses, parts: [...this.between, group] };
    this.between = [];
  }

  private look(asserted: boolean, group: TraceGroup, done: TraceGroup[]): void {
    this.settle(done);
    if (this.command === undefined) {
      done.push(group);
      return;
    }
    this.command.look(asserted);
    this.keep(this.command, [...this.between, group]);
    this.between = [];
  }

  /** The train is complete: it goes on with the command, or begins the next. */
  private settle(done: TraceGroup[]): void {
    const { train } = this;
    if (train === undefined) return;
    this.train = undefined;
    if (this.command?.takes(train.pulses)) {
      this.keep(this.command, train.parts);
      return;
    }
    const first = train.parts.findIndex(({ name }) => name === "fdc.seek");
    const rest = this.between;
    this.between = train.parts.slice(0, first);
    this.closeCommand(done);
    this.between = rest;
    this.command = new DriveCommand(train.pulses);
    this.keep(this.command, train.parts.slice(first));
  }

  private closeCommand(done: TraceGroup[]): void {
    if (this.command !== undefined) done.push(this.command.close());
    done.push(...this.between);
    this.command = undefined;
    this.between = [];
  }

  private keep(command: DriveCommand, parts: readonly TraceGroup[]): void {
    for (const part of parts) command.group.addPart(part);
  }
}
