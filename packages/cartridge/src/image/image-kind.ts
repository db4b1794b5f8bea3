/**
 * How a cartridge lies in a file.
 * `segments`: 32768 bytes a segment, ECC included, sectors at their physical places: the project's own
 * kind, and that of the 86Box emulator. `packed-segments`: the same with good sectors first. `data`: only
 * the data bytes of each segment, bad sectors squeezed out and ECC left out, from segment 0 on.
 * `volume-data`: the same from the volume table on. `slots`: 29696 bytes for every segment, its data
 * first, whatever its defects. `twti`: tapewyrm's image; compressed with Zstandard it is TWTZ.
 */
export type ImageKind = "segments" | "packed-segments" | "data" | "volume-data" | "slots" | "twti";
