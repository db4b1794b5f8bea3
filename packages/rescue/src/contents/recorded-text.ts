const utf8 = new TextDecoder("utf-8", { fatal: true });

/** Names as they were recorded: UTF-8 where they are that, else Latin-1; up to the first NUL. */
export function recordedText(bytes: Uint8Array): string {
  const nul = bytes.indexOf(0);
  const text = nul < 0 ? bytes : bytes.subarray(0, nul);
  try {
    return utf8.decode(text);
  } catch {
    return latin1(text); // older systems; no byte gets lost
  }
}

/** One character a byte. */
function latin1(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}
