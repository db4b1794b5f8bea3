/** The parts of a recorded path that name something; `..` is one of them. */
export function partsOfPath(path: string): string[] {
  return path.split("/").filter((part) => part !== "" && part !== ".");
}

/** Where the link at `path` leads, from the root of its volume; undefined where that is outside. */
export function pathOfLink(path: string, linkTarget: string): string | undefined {
  if (linkTarget.startsWith("/")) return undefined;
  const parts = partsOfPath(path).slice(0, -1);
  for (const part of partsOfPath(linkTarget)) {
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join("/");
}

/** As hard links name the file that they are: from the root, however it is written. */
export function pathOfHardLink(linkTarget: string): string {
  return partsOfPath(linkTarget)
    .filter((part) => part !== "..")
    .join("/");
}
