import { asciiOf, type ImageFacts } from "./image-facts.js";

const magics: readonly (readonly [bytes: readonly number[], what: string])[] = [
  [[0x1f, 0x8b], "data compressed with gzip"],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], "data compressed with xz"],
  [[0x28, 0xb5, 0x2f, 0xfd], "data compressed with Zstandard (TWTZ, if tapewyrm wrote it)"],
];

/** What a file is that is no cartridge image, in words; undefined when that is not known either. */
export function otherContents({ head, parity }: ImageFacts): string | undefined {
  const magic = asciiOf(head.subarray(0, 4));
  if (magic === "TWRF")
    return "raw flux of one pass over a track (TWRF of tapewyrm): it has to be decoded first";
  if (magic === "TWVL") return "one volume of a cartridge (TWVL of tapewyrm)";
  for (const [bytes, what] of magics) if (bytes.every((byte, i) => head[i] === byte)) return what;
  if (parity.whole >= 4 && parity.sumOnly > parity.whole / 2)
    return "units of 32768 bytes with one sector of parity, as of QIC-02 and QIC-150 drives, where floppy tapes have three";
  return undefined;
}
