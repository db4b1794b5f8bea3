import {
  type ImageObject,
  memoryRecordFile,
  type RecordImageFormat,
  type RecordImageOptions,
  readRecordImage,
} from "../../src/image/index.js";

/** Bytes written as hex digits, in groups as one likes. */
export function hex(text: string): Uint8Array {
  const digits = text.replace(/\s/g, "");
  return Uint8Array.from({ length: digits.length / 2 }, (_, i) =>
    Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16),
  );
}

export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Everything in an image, in short: `0 ABCD` (offset and data), `! `: damaged, `|`: a mark, `end 12 torn`. */
export async function listing(
  bytes: Uint8Array,
  format: RecordImageFormat,
  options: RecordImageOptions = {},
): Promise<string[]> {
  const lines: string[] = [];
  for await (const object of readRecordImage(memoryRecordFile(bytes), format, options))
    lines.push(inShort(object));
  return lines;
}

function inShort(object: ImageObject): string {
  if (object.kind === "end") return `end ${object.offset} ${object.why}`;
  if (object.kind === "mark") return `${object.offset} |`;
  const text = new TextDecoder("latin1").decode(object.data);
  return `${object.offset} ${object.damaged ? "!" : ""}${text}`;
}
