import type { SizeInfo, VolumeInfo } from "@floppytape/zftape";
import { sizeText } from "../size-text.js";
import { labelled } from "./labelled-line.js";

/**
 * `ftmt volinfo`: exactly these four lines, nothing else. Both listtape scripts take them apart.
 */
export function volumeInfoText(info: VolumeInfo): string {
  return [
    labelled("file number", info.volno),
    labelled("block size", info.blockSize),
    labelled("physical space used", sizeText(info.rawSizeKb)),
    labelled("real size of volume", sizeText(info.sizeKb)),
  ].join("");
}

/** `ftmt getsize`. */
export function sizeInfoText(info: SizeInfo): string {
  return [
    labelled("total bytes on tape", sizeText(info.capacityKb)),
    labelled("total bytes used", sizeText(info.usedKb)),
    labelled("total bytes left", sizeText(info.capacityKb - info.usedKb)),
  ].join("");
}
