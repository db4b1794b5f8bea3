/** Where the tape is while it moves: a piecewise function of time, without an event in between. */

/** One stretch of a motion. `starting` and `stopping`: evenly from standstill, or to it. */
export interface Leg {
  readonly durationNs: number;
  readonly toUm: number;
  readonly shape: "steady" | "starting" | "stopping";
}

interface PlacedLeg extends Leg {
  readonly fromNs: number;
  readonly fromUm: number;
}

export interface TapePath {
  readonly endNs: number;
  /** Micrometres of tape that passed, either way, when it was followed up to a time. */
  travelledUm(ns: number): number;
  positionUm(ns: number): number;
  /** Micrometres per nanosecond, positive towards the end of the tape. */
  velocity(ns: number): number;
}

export function createTapePath(startNs: number, startUm: number, legs: readonly Leg[]): TapePath {
  const placed: PlacedLeg[] = [];
  let endNs = startNs;
  let endUm = startUm;
  for (const leg of legs) {
    placed.push({ ...leg, fromNs: endNs, fromUm: endUm });
    endNs += leg.durationNs;
    endUm = leg.toUm;
  }
  const legAt = (ns: number) => placed.findLast(({ fromNs }) => fromNs <= ns);

  return {
    endNs,
    travelledUm(ns) {
      let um = 0;
      for (const leg of placed) if (leg.fromNs < ns) um += Math.abs(within(leg, ns) - leg.fromUm);
      return um;
    },
    positionUm(ns) {
      const leg = legAt(ns);
      return leg ? within(leg, ns) : startUm;
    },
    velocity(ns) {
      const leg = legAt(ns);
      if (leg === undefined || ns >= leg.fromNs + leg.durationNs) return 0;
      const mean = (leg.toUm - leg.fromUm) / leg.durationNs;
      const share = (ns - leg.fromNs) / leg.durationNs;
      if (leg.shape === "starting") return 2 * mean * share;
      if (leg.shape === "stopping") return 2 * mean * (1 - share);
      return mean;
    },
  };
}

function within({ fromNs, fromUm, durationNs, toUm, shape }: PlacedLeg, ns: number): number {
  if (ns >= fromNs + durationNs) return toUm;
  const share = Math.max(0, ns - fromNs) / durationNs;
  if (shape === "starting") return fromUm + (toUm - fromUm) * share * share;
  if (shape === "stopping") return toUm - (toUm - fromUm) * (1 - share) * (1 - share);
  return fromUm + (toUm - fromUm) * share;
}
