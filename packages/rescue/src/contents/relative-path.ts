// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const unprintable = /[\u0000-\u001f\u007f-\u009f\\]/g;

/**
 * A recorded path without what leads elsewhere: relative, no `.`, `..` and empty parts; control
 * characters and backslashes become `_`. Empty for a root.
 */
export function relativePath(originalPath: string): string {
  return originalPath
    .split("/")
    .map((part) => part.replace(unprintable, "_"))
    .filter((part) => part !== "" && part !== "." && part !== "..")
    .join("/");
}
