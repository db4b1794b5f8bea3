import { type ExportKind, type ExportResult, exportImage } from "../../src/image/index.js";
import type { Cartridge } from "../../src/index.js";

/** An exported image in memory. */
export interface Exported {
  readonly bytes: Uint8Array;
  readonly result: ExportResult;
}

export async function exported(cartridge: Cartridge, kind: ExportKind): Promise<Exported> {
  const parts: Uint8Array[] = [];
  const chunks = exportImage(cartridge, kind);
  for (;;) {
    const { done, value } = await chunks.next();
    if (done) return { bytes: joined(parts), result: value };
    parts.push(value.slice());
  }
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
