import { type NewItem, openFileSet, readVolumeEntry } from "../src/index.js";
import { memorySegments } from "./segments.js";
import { contentsOf, writeAll } from "./trees.js";

const bounds = { firstSegment: 3, lastSegment: 1000 };
/** A file of `size` bytes. */
export const file = (name: string, size: number): NewItem => ({
  name,
  contents: contentsOf(name, { name, size }),
});

/** A file set in segments of 1024 bytes. */
export async function fileSetOf(
  items: readonly NewItem[],
  format: "basic" | "extended",
  change: (segments: Uint8Array[]) => void = () => {},
) {
  const options = { ...bounds, format, dataBytes: () => 1024 } as const;
  const { segments, written } = await writeAll(items, options);
  change(segments);
  const source = memorySegments(segments);
  const volume = readVolumeEntry(written.entryBytes, bounds)!;
  return { source, segments, volume, written, open: () => openFileSet(volume, source) };
}

/** Changes bytes of a volume as if its segments were one. */
export function patch(segments: readonly Uint8Array[], at: number, bytes: ArrayLike<number>): void {
  for (let i = 0; i < bytes.length; i++) {
    const segment = segments[Math.floor((at + i) / 1024)]!;
    segment[(at + i) % 1024] = bytes[i]!;
  }
}

/** Codes of findings, in order. */
export const codes = (findings: readonly { code: string }[]) => findings.map(({ code }) => code);
