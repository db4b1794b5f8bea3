/**
 * Text of DOS programs: one byte a character, whose upper half depends on the machine. Nothing on tape
 * says which table was in use.
 */
export interface OemText {
  /** Control characters and NULs stay as they are; every byte gives one character. */
  decode(bytes: Uint8Array): string;
  /** Undefined when a character is not in the table. */
  encode(text: string): Uint8Array | undefined;
}

/** Tables that come with the package, by their DOS number. */
export type OemTableName = "cp437" | "cp850";

const upperHalves: Readonly<Record<OemTableName, string>> = {
  cp437:
    "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐" +
    "└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0",
  cp850:
    "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐" +
    "└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00ad±‗¾¶§÷¸°¨·¹³²■\u00a0",
};

/**
 * Text in one of the tables of the package (default: `cp437`), or with the 128 characters of another
 * one's upper half.
 * @throws {RangeError} when `upperHalf` is not 128 characters of one UTF-16 unit.
 */
export function createOemText(table: OemTableName | { upperHalf: string } = "cp437"): OemText {
  const upperHalf = typeof table === "string" ? upperHalves[table] : table.upperHalf;
  if (upperHalf?.length !== 128)
    throw new RangeError(`upperHalf must be 128 characters, got ${upperHalf?.length}`);
  const codes = new Map([...upperHalf].map((character, index) => [character, 128 + index]));
  return {
    decode(bytes) {
      let text = "";
      for (const byte of bytes)
        text += byte < 128 ? String.fromCharCode(byte) : upperHalf[byte - 128];
      return text;
    },
    encode(text) {
      const bytes = new Uint8Array(text.length);
      for (let i = 0; i < text.length; i++) {
        const unit = text.charCodeAt(i);
        const code = unit < 128 ? unit : codes.get(text[i]!);
        if (code === undefined) return undefined;
        bytes[i] = code;
      }
      return bytes;
    },
  };
}

/** Text of UTF-16LE bytes; unpaired surrogates stay, an odd byte at the end is dropped. */
export function decodeUtf16(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i + 1 < bytes.length; i += 2)
    text += String.fromCharCode(bytes[i]! | (bytes[i + 1]! << 8));
  return text;
}

/** UTF-16LE bytes of a text. */
export function encodeUtf16(text: string): Uint8Array {
  const bytes = new Uint8Array(2 * text.length);
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    bytes[2 * i] = unit & 0xff;
    bytes[2 * i + 1] = unit >>> 8;
  }
  return bytes;
}
