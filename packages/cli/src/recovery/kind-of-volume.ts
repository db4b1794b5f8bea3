import type { RecordedVolume } from "@floppytape/rescue/contents";

/** What a volume is, in one word, as listings show it. */
export function kindOfVolume({ origin, compressed }: RecordedVolume): string {
  if (origin === "zftape") return compressed ? "compressed" : "plain";
  return origin === "file-set" ? "file set" : origin;
}
