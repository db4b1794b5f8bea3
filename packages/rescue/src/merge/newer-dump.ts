/** Dumps from different times: which of them says what the cartridge held last. */
import { ParitySectors } from "@floppytape/ecc";
import { type SectorMap, sectorCount } from "@floppytape/qic-format";
import { matching, sectorsThatDiffer } from "./codewords.js";
import type { Choice, SectorVersion, SegmentRead } from "./sector-versions.js";
import type { Trial } from "./trial.js";

/** The rival that comes from a newer dump than all others do. */
export function newestOf(
  rivals: readonly Trial[],
  versions: readonly (readonly SectorVersion[])[],
  reads: readonly SegmentRead[],
  bad: SectorMap,
): Trial | undefined {
  const differing = sectorsThatDiffer(rivals, bad);
  const aged = rivals.map((trial) => {
    const dumps = matching(trial, versions, bad).flatMap((version, sector) =>
      (differing >>> sector) & 1 ? (version?.dumps ?? []) : [],
    );
    const ages = dumps.map((dump) => reads[dump]?.age);
    return {
      trial,
      age: ages.includes(undefined) ? undefined : Math.max(-1, ...(ages as number[])),
    };
  });
  if (aged.some(({ age }) => age === undefined)) return undefined;
  aged.sort((a, b) => b.age! - a.age!);
  return aged[0]!.age! > aged[1]!.age! ? aged[0]!.trial : undefined;
}

/**
 * The newest dump, if it contradicts what older ones prove: they show what the segment held before it was
 * written again. Two contents of a segment differ in four sectors at least, so that fewer contradictions than
 * that, sectors that the dump could not read included, are nothing but damage.
 */
export function newerThan(
  right: Choice,
  reads: readonly SegmentRead[],
  versions: readonly (readonly SectorVersion[])[],
  bad: SectorMap,
): number | undefined {
  const contradictions = reads.map(({ has }, dump) => {
    const wrong = versions.filter((some, sector) => {
      const own = some.find(({ dumps }) => dumps.includes(dump));
      return !((bad >>> sector) & 1) && own !== undefined && own !== right[sector];
    }).length;
    return wrong > 0 && wrong + sectorCount(~(has | bad)) > ParitySectors;
  });
  const agreeing = reads
    .filter((_, dump) => !contradictions[dump])
    .map(({ age }) => age ?? Infinity);
  if (agreeing.length === 0) return undefined;
  const oldest = Math.max(...agreeing);
  const newer = [...reads.keys()].filter(
    (dump) => contradictions[dump] && (reads[dump]?.age ?? -1) > oldest,
  );
  return newer.sort((a, b) => (reads[b]?.age ?? 0) - (reads[a]?.age ?? 0))[0];
}
