/** Digits that a number may have: all such numbers are exact. */
const pattern = /^[ \t]*([+-]?[0-9]{1,15})[ \t\r]*$/;

/** A decimal number of a request or reply; undefined for anything else, and for more than 15 digits. */
export function parseWireNumber(text: string): number | undefined {
  const digits = pattern.exec(text)?.[1];
  // Adding 0 makes -0 an ordinary 0.
  return digits === undefined ? undefined : Number(digits) + 0;
}
