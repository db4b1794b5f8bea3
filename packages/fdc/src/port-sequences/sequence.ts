/**
 * A port sequence is the text of one loop over ports, written once as a generator and run by whoever has
 * ports: at once where they answer at once, step by step where every access is a message. It yields what is
 * to be done, coded as a number, and is resumed with the byte that was read.
 */

/** Yields reads (the port number), {@link write} and {@link idle}. */
export type PortSequence<T> = Generator<number, T, number>;

/** Milliseconds with fractions, as of `Clock.now`. */
export type Now = () => number;

const WriteMark = 0x1000000;
const IdleMark = 0x2000000;

/** A byte written to a port. */
export function write(port: number, value: number): number {
  return WriteMark | (value << 16) | port;
}

/** Nothing is to be done for so many microseconds, 65535 at most. */
export function idle(microseconds: number): number {
  return IdleMark | microseconds;
}

/** Whether it is a write; a read has neither mark. */
export function isWrite(access: number): boolean {
  return (access & WriteMark) !== 0;
}

export function isIdle(access: number): boolean {
  return (access & IdleMark) !== 0;
}

/** Port of a read or write, microseconds of an idle. */
export function operand(access: number): number {
  return access & 0xffff;
}

/** The byte of a write. */
export function byteOf(access: number): number {
  return (access >> 16) & 0xff;
}
