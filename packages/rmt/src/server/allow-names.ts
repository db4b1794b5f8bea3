const deviceFolder = "/dev/";

/**
 * The rule by which a server admits tapes: only these names, each with or without `/dev/` in front. Gives
 * the name as it stands in `names`, undefined for every other. Nothing is looked up on the host.
 */
export function allowNames(names: Iterable<string>): (name: string) => string | undefined {
  const plain = (name: string) =>
    name.startsWith(deviceFolder) ? name.slice(deviceFolder.length) : name;
  const admitted = new Map<string, string>();
  for (const name of names) admitted.set(plain(name), name);
  return (name) => (climbs(name) ? undefined : admitted.get(plain(name)));
}

/** Whether a name has a `..` that would lead out of a folder. */
export function climbs(name: string): boolean {
  return name.split("/").includes("..");
}
