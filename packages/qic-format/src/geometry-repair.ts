/**
 * Headers that state wrong numbers, and what they mean. The tables hold mistakes of formatting programs
 * of the time; the order of the steps matters (docs/formats/header-segment.md).
 */
import { type Finding, note } from "./finding.js";
import { type Geometry, headMaxFor } from "./geometry.js";

type Numbers = Partial<Geometry> & { readonly codes?: readonly number[] };

interface Mistake {
  readonly stated: Numbers;
  readonly meant: Partial<Geometry>;
  readonly culprit: string;
}

function row(
  stated: readonly [spt: number | undefined, tpc: number, head: number, track: number],
  meant: Partial<Geometry>,
  culprit: string,
  codes?: readonly number[],
): Mistake {
  const [segmentsPerTrack, tracksPerCartridge, floppyHeadMax, floppyTrackMax] = stated;
  const numbers = { tracksPerCartridge, floppyHeadMax, floppyTrackMax, floppySectorMax: 128 };
  return {
    stated: {
      ...numbers,
      ...(segmentsPerTrack === undefined ? {} : { segmentsPerTrack }),
      ...(codes === undefined ? {} : { codes }),
    },
    meant,
    culprit,
  };
}

const mistakes: readonly Mistake[] = [
  row([150, 28, 7, 149], { floppyHeadMax: 6 }, "Conner"),
  row([100, 28, 9, 149], { floppyHeadMax: 4 }, "ComByte, 205 ft"),
  row([150, 28, 9, 149], { floppyHeadMax: 6 }, "ComByte, 307.5 ft"),
  row([150, 28, 6, 150], { floppyTrackMax: 149 }, "Colorado"),
  row([150, 28, 6, 254], { floppyTrackMax: 149 }, "an OS/2 program"),
  row([undefined, 50, 54, 255], { floppyTrackMax: 254 }, "Imation", [4, 6]),
  row([1414, 62, 2, 254], { floppyHeadMax: 85 }, "Imation", [6]),
];

/** QIC-40 up to rev E left all five numbers zero; so did a Xenix formatter on 205 ft QIC-80 tapes. */
const unstated = {
  qic40: { segmentsPerTrack: 68, tracksPerCartridge: 20, floppyHeadMax: 1, floppyTrackMax: 169 },
  xenix: { segmentsPerTrack: 100, tracksPerCartridge: 28, floppyHeadMax: 4, floppyTrackMax: 149 },
  xenixLastSegment: 2799,
};

/** Replaces numbers that are known to be unstated or wrong; each replacement gives a note. */
export function repairGeometry(
  stated: Geometry,
  lastDataSegment: number,
): { geometry: Geometry; findings: Finding[] } {
  const findings: Finding[] = [];
  let geometry = stated;

  if (isUnstated(stated)) {
    const meant = lastDataSegment === unstated.xenixLastSegment ? unstated.xenix : unstated.qic40;
    geometry = { ...stated, ...meant, floppySectorMax: 128 };
    findings.push(
      note(
        "GEOMETRY_UNSTATED",
        `the header states no geometry; ${meant.segmentsPerTrack} segments on each of ` +
          `${meant.tracksPerCartridge} tracks assumed`,
      ),
    );
  }
  const mistake = mistakes.find(({ stated: numbers }) => matches(numbers, geometry));
  if (mistake !== undefined) {
    geometry = { ...geometry, ...mistake.meant };
    findings.push(
      note("GEOMETRY_CORRECTED", `wrong geometry as written by ${mistake.culprit} corrected`, {
        culprit: mistake.culprit,
      }),
    );
  }
  if (geometry.floppyHeadMax > 0 && geometry.floppyHeadMax === headMaxFor(geometry) + 1) {
    geometry = { ...geometry, floppyHeadMax: geometry.floppyHeadMax - 1 };
    findings.push(
      note("GEOMETRY_CORRECTED", "the header counts floppy heads instead of naming the highest", {
        floppyHeadMax: geometry.floppyHeadMax,
      }),
    );
  }
  return { geometry, findings };
}

function isUnstated(g: Geometry): boolean {
  return (
    g.segmentsPerTrack === 0 &&
    g.tracksPerCartridge === 0 &&
    g.floppyHeadMax === 0 &&
    g.floppyTrackMax === 0 &&
    g.floppySectorMax === 0
  );
}

function matches({ codes, ...numbers }: Numbers, g: Geometry): boolean {
  if (codes !== undefined && !codes.includes(g.formatCode)) return false;
  return Object.entries(numbers).every(([name, value]) => g[name as keyof Geometry] === value);
}
