/**
 * Splits a command line into words at blanks. Quotes and backslashes keep blanks, as in a shell: `'...'` takes
 * everything as it stands, in `"..."` a backslash escapes `"` and `\`. Nothing else is special: no variables,
 * no patterns, no operators. Undefined when a quote is left open.
 */
export function splitWords(line: string): string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let quote = "";
  for (let i = 0; i < line.length; i++) {
    const char = line[i]!;
    const next = line[i + 1];
    if (quote !== "") {
      if (char === quote) quote = "";
      else if (char === "\\" && quote === '"' && (next === '"' || next === "\\"))
        word += line[++i]!;
      else word += char;
    } else if (/\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word ??= "";
      if (char === "'" || char === '"') quote = char;
      else if (char === "\\" && next !== undefined) word += line[++i]!;
      else word += char;
    }
  }
  if (quote !== "") return undefined;
  if (word !== undefined) words.push(word);
  return words;
}
