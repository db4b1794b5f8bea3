/**
 * The field of the QIC segment code: GF(2^8) modulo r^8 + r^7 + r^2 + r + 1. Addition is XOR, and
 * a = r is primitive: its powers are all 255 elements but zero (QIC-80 Rev N, error correction).
 */
const Polynomial = 0x187;
const Order = 255;

/** a^0 .. a^509, twice round, so that a sum of two logarithms needs no reduction. */
export const Exp = powers();
/** Exponent of each element; that of zero does not exist and reads as 0. */
export const Log = logarithms();

/** Product of two elements, 0..255 each. */
export function multiply(x: number, y: number): number {
  return x === 0 || y === 0 ? 0 : Exp[Log[x]! + Log[y]!]!;
}

/** Quotient of two elements; `y` is not zero. */
export function divide(x: number, y: number): number {
  return x === 0 ? 0 : Exp[Log[x]! + Order - Log[y]!]!;
}

/** a to any integer power, negative ones included. */
export function power(exponent: number): number {
  return Exp[((exponent % Order) + Order) % Order]!;
}

function powers(): Uint8Array {
  const exp = new Uint8Array(2 * Order);
  let element = 1;
  for (let i = 0; i < Order; i++) {
    exp[i] = exp[i + Order] = element;
    element <<= 1;
    if (element & 0x100) element ^= Polynomial;
  }
  return exp;
}

function logarithms(): Uint8Array {
  const log = new Uint8Array(256);
  for (let i = 0; i < Order; i++) log[Exp[i]!] = i;
  return log;
}
