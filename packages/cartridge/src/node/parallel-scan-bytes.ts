/**
 * Bytes from which a scan gains by worker threads: starting two took as long as checking half of this
 * where it was measured. Below, one thread is faster and needs less memory.
 */
export const ParallelScanBytes = 1_500_000_000;
