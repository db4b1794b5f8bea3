/** Middle, lowest and highest of the samples of one contender. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** The mean of the two middle samples when their number is even. */
export function median(samples: readonly number[]): number {
  if (samples.length === 0) throw new RangeError("samples must not be empty");
  const sorted = [...samples].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] as number;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] as number) + upper) / 2;
}

export function spreadOf(samples: readonly number[]): Spread {
  return { median: median(samples), min: Math.min(...samples), max: Math.max(...samples) };
}

/** The width of the samples in units of their median, by which a noisy run is recognised. */
export function relativeWidth({ median, min, max }: Spread): number {
  return (max - min) / median;
}

export function geometricMean(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError("values must not be empty");
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}
