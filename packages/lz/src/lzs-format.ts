/**
 * The numbers of LZS (Stac Electronics; QIC-122, also RFC 1974 and RFC 2395), the compression of DOS
 * and Windows backups on QIC-113 tapes.
 *
 * A stream is a row of bits, most significant first, and every stream starts with nothing behind it:
 *
 *     0 and 8 bits                 a literal byte
 *     1 1, 7 bits, length code     a copy from 1 to 127 bytes back
 *     1 0, 11 bits, length code    a copy from 1 to 2047 bytes back; 0 is not defined
 *     1 1 0000000                  the end; the rest of its byte is padding of any value
 *
 * Length codes: 00, 01, 10 for 2, 3, 4; 1100, 1101, 1110 for 5, 6, 7; 1111 for 8 and more, followed
 * by groups of 4 bits that are added: 1111 is 15 and another group follows, any other is the last.
 * There is no longest length. Source and destination of a copy may overlap.
 */

/** Farthest distance of a copy, in bytes. */
export const MaxOffset = 2047;

/** Distances below this one have the 7-bit form. */
export const ShortOffsets = 128;

export const MinCopyBytes = 2;

/** Shortest length whose code goes on in groups, and what a full group adds to it. */
export const LongCopyBytes = 8;
export const FullGroup = 15;

export const EndMarker = 0b110000000;
export const EndMarkerBits = 9;

/** What lies behind a position and can still be copied, in bytes; a power of two. */
export const HistoryBytes = 2048;

/**
 * Length of the longest stream that a compressor makes of `plainBytes`: 9 bits for every byte, the
 * end marker and padding. Every compressor here stays within it.
 */
export function lzsCompressBound(plainBytes: number): number {
  return Math.ceil((9 * plainBytes + EndMarkerBits) / 8);
}
