import type { RescueProgress, SegmentStore } from "@floppytape/cartridge";
import { SegmentBytes } from "@floppytape/ecc";
import { planCartridge } from "./cartridge-plan.js";
import { requireFit } from "./earlier-run.js";
import { countSectors, countSegments } from "./imaging-counts.js";
import type { ImagingOptions, ImagingResult, ImagingTarget } from "./imaging-options.js";
import { givenUpIn, leftOf, needsPass, passesOf } from "./passes.js";
import { recordedEnd } from "./recorded-end.js";
import { runPass } from "./run-pass.js";
import { createSectorStates } from "./sector-states.js";
import { createSegmentSource } from "./segment-source.js";
import { createSuccessWatch } from "./success-watch.js";

/** Segments of one read: large enough for a file system, small enough to stop soon. */
const runSegments = 16;
/** A segment that is read with retries takes so many times as long. */
const retryWeight = 8;

/**
 * Reads a cartridge into an image, sector by sector as they are on it, without correcting anything. The first
 * pass follows the tape over all tracks and goes back for nothing; the second is for the segments that
 * failed, the others for those that error correction cannot restore yet. Sectors that were read once are
 * never read again, so that the passes add up. What the bad sector map names is not asked for. Where the store
 * makes parity up (`parityStored: false`) the image has that, and looks as if it had been read.
 *
 * An interrupted run is gone on with by the map that it saved last: the end is the same. When the map says
 * that all passes were done, nothing is read but the header.
 * @throws {CartridgeError} `NO_CARTRIDGE`, `NOT_FORMATTED`, and what store and target fail with; the map is
 *   saved before.
 * @throws {RescueError} `MAP_DOES_NOT_FIT`, `NOT_RECOGNIZED` without a header and anything that tells the size.
 * @throws the signal's reason, when the map was saved.
 * @throws {RangeError} for options that cannot be.
 */
export async function imageCartridge(
  store: SegmentStore,
  target: ImagingTarget,
  options: ImagingOptions = {},
): Promise<ImagingResult> {
  const { signal, enough = "correctable", minSuccess = 90, extent = "tape" } = options;
  const retries = requireCount("retries", options.retries ?? 3, 0, 1000);
  const saveEvery = requireCount("saveEvery", options.saveEvery ?? 64, 1, 1 << 20);
  if (!(minSuccess >= 0 && minSuccess <= 100))
    throw new RangeError(`minSuccess must be 0 to 100 percent, got ${minSuccess}`);
  signal?.throwIfAborted();
  const { bytes } = target;
  const plan = await planCartridge(store, target, options.geometry);
  const { segmentCount, badSectors, geometry } = plan;
  const states = createSectorStates(segmentCount, badSectors, target.map);
  await requireFit(target, plan, states);
  const end = extent === "recorded" && plan.cartridge && (await recordedEnd(plan.cartridge));
  const lastSegment = Math.min(end || segmentCount - 1, segmentCount - 1);
  const watch = createSuccessWatch(minSuccess);
  const earlier = target.map?.progress;
  const givenUp = givenUpIn(states, earlier);
  // What a torn image has no more says nothing about a head.
  for (let segment = store.segmentCount ?? segmentCount; segment < segmentCount; segment++) {
    states.record(segment, 0, "-");
    givenUp.add(segment);
  }
  let progress: RescueProgress = earlier ?? { position: 0, status: "?", pass: 1 };
  let map = states.map(progress);
  const save = async () => {
    await bytes.sync();
    map = states.map(progress);
    await target.saveMap(map);
  };
  // The map comes first: an image without one is nobody's.
  await save();
  const sizeBytes = segmentCount * SegmentBytes;
  if (bytes.sizeBytes < sizeBytes) await bytes.write(sizeBytes - 1, new Uint8Array(1));

  const parts = {
    source: createSegmentSource(store),
    bytes,
    states,
    watch,
    signal,
    givenUp,
    reached(at: RescueProgress) {
      progress = at;
    },
    save,
    buffer: new Uint8Array(runSegments * SegmentBytes),
    onProgress(phase: string, done: number, total: number) {
      const { readSectors, failedSectors } = states;
      options.onProgress?.({ phase, done, total, unit: "segments", readSectors, failedSectors });
    },
  };

  let outcome: ImagingResult["outcome"] = "done";
  try {
    for (const pass of leftOf(passesOf(retries), earlier)) {
      const segments: number[] = [];
      for (let segment = pass.firstSegment; segment <= lastSegment; segment++)
        if (needsPass(pass, states, segment, enough) && !givenUp.has(segment))
          segments.push(segment);
      if (segments.length === 0) continue;
      progress = { position: segments[0]! * SegmentBytes, status: pass.from, pass: pass.number };
      const often = pass.retry ? Math.max(1, Math.floor(saveEvery / retryWeight)) : saveEvery;
      if (await runPass(pass, segments, { ...parts, saveEvery: often })) continue;
      outcome = "success-rate";
      break;
    }
  } catch (error) {
    // Why it failed says more than why the map could not be saved, which probably has the same reason.
    await save().catch(() => {});
    throw error;
  }
  if (outcome === "done") {
    for (let segment = 0; segment < segmentCount; segment++)
      if (states.statusOf(segment) !== "?") states.record(segment, 0, "-");
    progress = { position: 0, status: "+", pass: 1 };
    await save();
  }
  return {
    outcome,
    latest: { segments: watch.segments, failures: watch.failures },
    segmentCount,
    geometry,
    headerRead: plan.cartridge !== undefined,
    sectors: countSectors(states),
    segments: countSegments(states, badSectors),
    map,
  };
}

function requireCount(name: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new RangeError(`${name} must be ${least} to ${most}, got ${value}`);
}
