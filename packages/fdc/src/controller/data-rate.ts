/** Write precompensation code for bits 4:2 of the data-rate select register. */
const PrecompensationOff = 7;
const PrecompensationStepNs = 42;

/**
 * The data-rate select register: rate code, and precompensation to the nearest step of 42 ns; none where
 * 0 or more than 250 ns are wanted.
 */
export function rateSelect(rateCode: number, precompensationNs: number): number {
  const steps = Math.floor((precompensationNs + PrecompensationStepNs / 2) / PrecompensationStepNs);
  const code = steps < 1 || steps > 6 ? PrecompensationOff : steps;
  return (code << 2) | rateCode;
}
