/** What Colorado drives answer to command 37 in diagnostic mode. */

const words: readonly (readonly [bit: number, word: string])[] = [
  [0x01, "does not search for the reference burst"],
  [0x02, "Colorado mode"],
  [0x04, "threshold loaded"],
  [0x08, "QIC-40 density"],
  [0x10, "gain from the burst only"],
  [0x20, "Pegasus cartridge"],
  [0x40, "Eagle drive"],
];

/** The bits of the Colorado status byte in words, lowest first. */
export function cmsStatusWords(status: number): string[] {
  return words.filter(([bit]) => status & bit).map(([, word]) => word);
}
