/**
 * Processor time of this process in milliseconds, all of its threads: what others do on the machine does
 * not count, what the collector of garbage does for a contender does.
 */
export function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
