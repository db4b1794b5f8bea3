/** Virtual time in nanoseconds, and what is to happen in it. */
export interface VirtualClock {
  /** Nanoseconds since power-on; whole numbers. */
  readonly nowNs: number;
  /** Calls `action` when that time comes (at once if it has passed, but not from within this call). */
  at(timeNs: number, action: () => void): VirtualTimer;
  /** A timer that is set as often as one likes: nothing is allocated then. */
  alarm(action: () => void): VirtualAlarm;
  /** Lets time pass; everything that falls into it happens in order. */
  advance(ns: number): void;
  /** Lets at most `limitNs` pass, event by event, until the condition holds; whether it held. */
  runUntil(condition: () => boolean, limitNs: number): boolean;
}

export interface VirtualTimer {
  cancel(): void;
}

export interface VirtualAlarm extends VirtualTimer {
  /** Sets it, or moves it when it is set. */
  set(timeNs: number): void;
  readonly pending: boolean;
}

/** A clock that stands at zero. Events of the same nanosecond happen in the order in which they were set. */
export function createVirtualClock(): VirtualClock {
  return new EventClock();
}

class EventClock implements VirtualClock {
  nowNs = 0;
  /** A heap: the earliest alarm is first, the children of `i` are `2i + 1` and `2i + 2`. */
  readonly heap: Alarm[] = [];
  /** Counts settings, so that equal times keep their order. */
  order = 0;

  at(timeNs: number, action: () => void): VirtualTimer {
    const alarm = new Alarm(this, action);
    alarm.set(timeNs);
    return alarm;
  }

  alarm(action: () => void): VirtualAlarm {
    return new Alarm(this, action);
  }

  advance(ns: number): void {
    const untilNs = Math.ceil(this.nowNs + ns);
    while (this.heap.length > 0 && this.heap[0]!.timeNs <= untilNs) this.ring();
    if (this.nowNs < untilNs) this.nowNs = untilNs;
  }

  runUntil(condition: () => boolean, limitNs: number): boolean {
    if (condition()) return true;
    const untilNs = Math.ceil(this.nowNs + limitNs);
    while (this.heap.length > 0 && this.heap[0]!.timeNs <= untilNs) {
      this.ring();
      if (condition()) return true;
    }
    // Without a limit and without events nothing will ever happen, and no time passes.
    if (this.nowNs < untilNs && untilNs !== Infinity) this.nowNs = untilNs;
    return false;
  }

  private ring(): void {
    const alarm = this.heap[0]!;
    this.remove(alarm);
    if (this.nowNs < alarm.timeNs) this.nowNs = alarm.timeNs;
    alarm.action();
  }

  insert(alarm: Alarm): void {
    this.heap.push(alarm);
    this.rise(alarm, this.heap.length - 1);
  }

  remove(alarm: Alarm): void {
    const last = this.heap.pop()!;
    if (last !== alarm) this.move(last, alarm.slot);
    alarm.slot = -1;
  }

  /** Puts an alarm where `slot` has become free, or its own place has become wrong. */
  move(alarm: Alarm, slot: number): void {
    if (slot > 0 && earlier(alarm, this.heap[(slot - 1) >> 1]!)) this.rise(alarm, slot);
    else this.sink(alarm, slot);
  }

  private rise(alarm: Alarm, from: number): void {
    const { heap } = this;
    let slot = from;
    while (slot > 0) {
      const parent = (slot - 1) >> 1;
      const above = heap[parent]!;
      if (!earlier(alarm, above)) break;
      heap[slot] = above;
      above.slot = slot;
      slot = parent;
    }
    heap[slot] = alarm;
    alarm.slot = slot;
  }

  private sink(alarm: Alarm, from: number): void {
    const { heap } = this;
    let slot = from;
    for (let child = 2 * slot + 1; child < heap.length; child = 2 * slot + 1) {
      if (child + 1 < heap.length && earlier(heap[child + 1]!, heap[child]!)) child++;
      const below = heap[child]!;
      if (!earlier(below, alarm)) break;
      heap[slot] = below;
      below.slot = slot;
      slot = child;
    }
    heap[slot] = alarm;
    alarm.slot = slot;
  }
}

class Alarm implements VirtualAlarm {
  timeNs = 0;
  order = 0;
  /** Place in the heap, -1 while it is not set. */
  slot = -1;

  constructor(
    readonly clock: EventClock,
    readonly action: () => void,
  ) {}

  get pending(): boolean {
    return this.slot >= 0;
  }

  set(timeNs: number): void {
    const { clock } = this;
    this.timeNs = Math.max(Math.ceil(timeNs), clock.nowNs);
    this.order = clock.order++;
    if (this.slot < 0) clock.insert(this);
    else clock.move(this, this.slot);
  }

  cancel(): void {
    if (this.slot >= 0) this.clock.remove(this);
  }
}

function earlier(a: Alarm, b: Alarm): boolean {
  return a.timeNs < b.timeNs || (a.timeNs === b.timeNs && a.order < b.order);
}
