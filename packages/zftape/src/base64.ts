/** Characters that `String.fromCharCode` is given at a time: engines limit the number of arguments. */
const chunk = 8192;

/** Bytes as base64, for states that are stored as JSON. */
export function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (let from = 0; from < bytes.length; from += chunk)
    text += String.fromCharCode(...bytes.subarray(from, from + chunk));
  return btoa(text);
}

/** The bytes of a base64 text; undefined when it is none. */
export function fromBase64(text: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return undefined; // not base64: the caller treats the whole state as damaged
  }
}
