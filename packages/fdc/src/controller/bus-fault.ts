/**
 * Whether every other byte is 0xff and the rest is not: what some graphics and network cards make of DMA
 * writes into their neighbourhood (0x1a0000 to 0x1c0000) although the sector was read without an error.
 * One sector can look so by chance; several don't.
 * @param bytes one sector
 */
export function busFaultPattern(bytes: Uint8Array): boolean {
  return everyOther(bytes, 0) !== everyOther(bytes, 1);
}

function everyOther(bytes: Uint8Array, first: number): boolean {
  for (let at = first; at < bytes.length; at += 2) if (bytes[at] !== 0xff) return false;
  return bytes.length > 1;
}
