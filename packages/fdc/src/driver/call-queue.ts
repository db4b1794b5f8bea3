/** Does one thing after the other, in the order in which they were asked for. */
export type CallQueue = <T>(work: () => Promise<T>) => Promise<T>;

/** A call that fails fails alone: those behind it are done all the same. */
export function createCallQueue(): CallQueue {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  const done = () => void waiting--;
  return (work) => {
    const result = waiting++ === 0 ? work() : last.then(work);
    last = result.then(done, done);
    return result;
  };
}
