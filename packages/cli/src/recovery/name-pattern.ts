/**
 * Whether paths match a pattern of the shell: `*` stands for any characters but slashes, `?` for one. A
 * pattern without a slash is for the last part of a path. What matches a folder matches all that is in it.
 */
export function pathMatcher(pattern: string): (path: string) => boolean {
  const wanted = pattern.split("/").filter((part) => part !== "");
  const anywhere = !pattern.includes("/");
  return (path) => {
    const parts = path.split("/");
    const [only = ""] = wanted;
    if (anywhere) return parts.some((part) => matches(only, part));
    return (
      wanted.length <= parts.length && wanted.every((one, at) => matches(one, parts[at] ?? ""))
    );
  };
}

/** Takes time proportional to both lengths at most: the names are not ours. */
function matches(pattern: string, name: string): boolean {
  let [at, inName] = [0, 0];
  let star: { readonly at: number; inName: number } | undefined;
  while (inName < name.length) {
    const wanted = pattern[at];
    if (wanted === "*") star = { at: at++, inName };
    else if (wanted === "?" || (wanted !== undefined && wanted === name[inName])) {
      at++;
      inName++;
    } else if (star) {
      at = star.at + 1;
      inName = ++star.inName;
    } else return false;
  }
  while (pattern[at] === "*") at++;
  return at === pattern.length;
}
