import type { WriteOutcome } from "./segment-store.js";

/** The listeners of a store's `onOutcome`. */
export interface OutcomeListeners {
  add(listener: (outcome: WriteOutcome) => void): () => void;
  tell(outcome: WriteOutcome): void;
}

export function createOutcomeListeners(): OutcomeListeners {
  const listeners = new Set<(outcome: WriteOutcome) => void>();
  return {
    add(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    tell(outcome) {
      for (const listener of [...listeners]) listener(outcome);
    },
  };
}
