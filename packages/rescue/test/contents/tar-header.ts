/** A tar header with fields put in by hand and the checksum set right. */
export function tarHeader(fields: Readonly<Record<number, string | Uint8Array>>): Buffer {
  const block = Buffer.alloc(512);
  block.write("0000644\0", 100);
  block.write("00000000000\0", 124);
  block.write("00000001750\0", 136);
  block.write("0", 156);
  block.write("ustar\u000000", 257);
  for (const [offset, value] of Object.entries(fields))
    block.set(typeof value === "string" ? Buffer.from(value, "latin1") : value, Number(offset));
  block.fill(" ", 148, 156);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}
