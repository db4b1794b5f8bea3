/** Finds the names that are most like one that is not there. */
export interface NearNames {
  add(name: string): void;
  /** The nearest first. */
  names(): readonly string[];
}

const MostNames = 3;
/** Longer names are compared by their beginnings: nobody types more wrong. */
const MostCharacters = 256;

/** Names that are near in letters, whatever their case, or equal but for the folders they are in. */
export function createNearNames(wanted: string): NearNames {
  const nearest: { readonly name: string; readonly distance: number }[] = [];
  const lower = wanted.toLowerCase();
  const mostDistance = Math.max(2, Math.floor(Math.min(lower.length, MostCharacters) / 4));
  return {
    add(name) {
      if (nearest.some((one) => one.name === name)) return;
      const other = name.toLowerCase();
      const distance = baseOf(other) === baseOf(lower) ? 0.5 : editDistance(lower, other);
      if (distance > mostDistance) return;
      nearest.push({ name, distance });
      nearest.sort((a, b) => a.distance - b.distance);
      nearest.length = Math.min(nearest.length, MostNames);
    },
    names: () => nearest.map(({ name }) => name),
  };
}

function baseOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Characters to insert, remove or replace (Levenshtein); infinite where the lengths alone tell enough. */
function editDistance(one: string, two: string): number {
  const [a, b] = [one.slice(0, MostCharacters), two.slice(0, MostCharacters)];
  if (Math.abs(a.length - b.length) > MostCharacters / 4) return Number.POSITIVE_INFINITY;
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
