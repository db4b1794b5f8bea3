import { statSync } from "node:fs";
import {
  type FormatReport,
  formatCartridge,
  type Progress,
  type SegmentStore,
} from "@floppytape/cartridge";
import {
  createImage,
  type DeviceSpec,
  type DriveName,
  driveForBlank,
  locateDevice,
  type OpenTape,
  openStore,
} from "@floppytape/devices";
import type { DriveTrace, DriveTraceRecord } from "@floppytape/fdc";
import type { HeaderSegment, SectorMap } from "@floppytape/qic-format";
import type { Arguments } from "./command-table.js";
import type { Context } from "./context.js";
import { DeviceError, withDevice } from "./device-error.js";
import { canFormat } from "./drive-names.js";
import { type FormatParameters, parametersOf } from "./ftformat/format-parameters.js";
import { localQicTime } from "./local-time.js";
import { traceOf, usingTape, waitOf } from "./open-tape.js";
import { recordingStandard } from "./recording-standard.js";
import { CommandError, UsageError } from "./usage-error.js";

/** A cartridge before it is formatted. */
export interface Before {
  /** The drive that holds it; undefined for an image that does not exist yet. */
  readonly drive: DriveName | undefined;
  readonly writeProtected: boolean;
  /** A file with something in it from which no cartridge can be read. */
  readonly unreadableFile: boolean;
  /** Undefined when it is not formatted, or its headers can't be read. */
  readonly header: HeaderSegment | undefined;
  /** What its header says; all of it where the header tells the recording standard too. */
  readonly parameters: Partial<FormatParameters>;
  readonly badSectors: readonly (readonly [segment: number, map: SectorMap])[];
  readonly volumeCount: number;
  readonly ditto2gb: boolean;
}

/** What the user wants a cartridge to become. */
export interface FormatRequest {
  readonly device: string;
  readonly parameters: FormatParameters;
  readonly label: string | undefined;
  /** Sectors to map out besides those that fail. */
  readonly badSectors: Iterable<readonly [segment: number, map: SectorMap]>;
  /** Forget the bad sectors and counters of the header that is there. */
  readonly discardHeader: boolean;
  /** Keep the sectors' contents: read them only. */
  readonly verifyOnly: boolean;
  /** Volumes may be lost. */
  readonly consent: boolean;
}

const nothing: Before = {
  drive: undefined,
  writeProtected: false,
  unreadableFile: false,
  header: undefined,
  parameters: {},
  badSectors: [],
  volumeCount: 0,
  ditto2gb: false,
};

/** Looks at what is there without changing it. */
export async function lookBefore(
  context: Context,
  args: Arguments,
  device: string,
): Promise<Before> {
  const path = imagePathOf(await specOf(context, device));
  const file = path === undefined ? undefined : statSync(path, { throwIfNoEntry: false });
  if (path !== undefined && (!file || (file.isFile() && file.size === 0))) return nothing;
  return usingTape(context, args, { device, mode: "r" }, async (tape) => {
    const { driveName, vendorId, writeProtected, cartridgePresent } = await tape.store.status();
    const before = { ...nothing, drive: { name: driveName, vendorId }, writeProtected };
    if (!cartridgePresent) throw new CommandError(`${device}: no cartridge in the drive`);
    const contents = await contentsOf(device, tape);
    return { ...before, unreadableFile: file !== undefined && !contents.header, ...contents };
  });
}

/** The file that holds the cartridge, bare or in the simulated drive. */
function imagePathOf({ target }: DeviceSpec): string | undefined {
  return target.kind === "image" || target.kind === "sim" ? target.path : undefined;
}

async function specOf({ env }: Context, device: string): Promise<DeviceSpec> {
  return withDevice(device, "open", async () => (await locateDevice(device, { env })).spec);
}

async function contentsOf(device: string, { unit }: OpenTape): Promise<Partial<Before>> {
  try {
    return await withDevice(device, "use", async () => {
      const cartridge = await unit.cartridge();
      const { header, geometry, badSectors, scrambled } = cartridge;
      const standard = recordingStandard(cartridge);
      const volumes = await unit.volumes();
      return {
        header,
        ...(standard
          ? {
              parameters: parametersOf({
                standard,
                wide: isWide(geometry.tracksPerCartridge),
                geometry,
              }),
            }
          : {}),
        badSectors: [...badSectors.entries()],
        volumeCount: volumes.length,
        ditto2gb: scrambled,
      };
    });
  } catch (error) {
    // Not formatted, or formatted with nothing readable: there is nothing to lose.
    if (error instanceof DeviceError) return {};
    throw error;
  }
}

/** Track counts of 8 mm tape. */
function isWide(tracks: number): boolean {
  return tracks === 36 || tracks === 50;
}

/**
 * Refuses what must not or can't be formatted, before anything moves.
 * @throws {CommandError} {@link UsageError}
 */
export function checkFormat(device: string, before: Before, request: { consent: boolean }): void {
  checkDrive(device, before.drive);
  if (before.writeProtected) throw new CommandError(`${device}: the cartridge is write protected`);
  if (request.consent) return;
  if (before.ditto2gb)
    throw new CommandError(
      `${device}: a Ditto 2GB cartridge that is formatted again is useless for its drive; say --yes to go ahead`,
    );
  if (before.unreadableFile)
    throw new CommandError(
      `${device}: exists, and no cartridge can be read from it; say --yes to replace it all the same`,
    );
  if (before.volumeCount > 0)
    throw new CommandError(
      `${device}: holds ${before.volumeCount} volume${before.volumeCount === 1 ? "" : "s"}; say --yes to format it all the same`,
    );
}

/** @throws {CommandError} for drives whose hardware can't format. */
function checkDrive(device: string, drive: DriveName | undefined): void {
  if (drive && !canFormat(drive.vendorId))
    throw new CommandError(`${device}: ${drive.name} drives can't format cartridges`);
}

/**
 * The drive that is going to format: for a cartridge that does not exist yet it is known only now.
 * Undefined for a bare image.
 * @throws {CommandError} where it can't format, unless that was asked only to know.
 */
export async function formattingDrive(
  device: string,
  before: Before,
  { standard }: FormatParameters,
  { probing = false } = {},
): Promise<DriveName | undefined> {
  if (before.drive) return before.drive;
  const drive = await withDevice(device, "open", () => driveForBlank(device, standard));
  if (!probing) checkDrive(device, drive);
  return drive;
}

/** Formats, and resolves with the new header and bad sector map. */
export async function formatDevice(
  context: Context,
  args: Arguments,
  before: Before,
  request: FormatRequest,
  onProgress: (progress: Progress) => void,
  onDriveRecord?: (record: DriveTraceRecord) => void,
): Promise<FormatReport> {
  const { device, parameters, label, discardHeader } = request;
  const sameTape = !discardHeader && sameGeometry(before, parameters);
  const { standard, geometry, filler, gap3 } = parameters;
  const options = {
    type: { standard, geometry },
    ...(label === undefined ? {} : { label }),
    date: localQicTime(context.now()),
    badSectors: [...request.badSectors, ...(sameTape ? before.badSectors : [])],
    ...(before.header && !discardHeader ? { previous: before.header } : {}),
    manufacturer: "floppytape",
    filler,
    gap3,
    signal: context.signal,
    onProgress,
  };
  const spec = await specOf(context, device);
  const waitMs = waitOf(args);
  const trace = await traceOf(context, args, { device, mode: "rw" });
  const tracing = {
    ...(trace && { observe: trace.observe }),
    ...(onDriveRecord
      ? { trace: overhearing(trace?.trace, onDriveRecord) }
      : trace?.trace && { trace: trace.trace }),
  };
  const opening = {
    mode: "rw",
    ...tracing,
    ...(waitMs === undefined ? {} : { waitMs }),
    signal: context.signal,
  } as const;
  return withDevice(device, "use", async () => {
    if (imagePathOf(spec) !== undefined && !request.verifyOnly)
      return createImage(spec, {
        ...options,
        force: request.consent,
        ...tracing,
        ...(waitMs === undefined ? {} : { waitMs }),
      });
    const { store, release } = await openStore(spec, opening);
    try {
      return await formatCartridge(request.verifyOnly ? verifiedOnly(store) : store, options);
    } finally {
      await release();
    }
  });
}

/** A trace that somebody else hears too: the records of information, which formatting makes few of. */
function overhearing(
  trace: DriveTrace | undefined,
  listener: (record: DriveTraceRecord) => void,
): DriveTrace {
  const level = trace?.level ?? -1;
  return {
    level: Math.max(level, OverheardLevel),
    add(record) {
      if (record.level <= level) trace?.add(record);
      if (record.level <= OverheardLevel) listener(record);
    },
  };
}

const OverheardLevel = 3;

/** Bad sectors of another geometry are bad sectors of another tape. */
function sameGeometry({ parameters }: Before, { geometry }: FormatParameters): boolean {
  const old = parameters.geometry;
  return (
    old?.segmentsPerTrack === geometry.segmentsPerTrack &&
    old.tracksPerCartridge === geometry.tracksPerCartridge
  );
}

const SegmentBytes = 32768;

/** A store whose formatting is nothing but the verify pass. */
function verifiedOnly(store: SegmentStore): SegmentStore {
  return Object.create(store, {
    format: {
      value: async (
        { geometry }: Parameters<SegmentStore["format"]>[0],
        options: Parameters<SegmentStore["format"]>[1] = {},
      ) => {
        store.useGeometry(geometry);
        const bad = new Map<number, SectorMap>();
        const total = geometry.segmentsPerTrack * geometry.tracksPerCartridge;
        const buffer = new Uint8Array(SegmentBytes);
        for (let segment = 0; segment < total; segment++) {
          options.signal?.throwIfAborted();
          const { unreadable } = await store.readRun(segment, 1, buffer);
          if (unreadable[0]) bad.set(segment, unreadable[0]);
          options.onProgress?.({ phase: "verify", done: segment + 1, total, unit: "segments" });
        }
        return { bad };
      },
    },
  });
}

/**
 * The parameters to format with.
 * @throws {UsageError} when nothing gives them.
 */
export function requireParameters(
  device: string,
  given: Partial<FormatParameters> | undefined,
  before: Before,
): FormatParameters {
  const parameters = given ?? before.parameters;
  if (isComplete(parameters)) return parameters;
  if (!before.drive)
    throw new UsageError(`${device}: no such file; --cartridge=TYPE makes a cartridge image`);
  const reason = before.header
    ? "its geometry fits no recording standard"
    : "its header can't be read";
  throw new UsageError(`${device}: ${reason}: say with --cartridge=TYPE what to make of it`);
}

function isComplete(parameters: Partial<FormatParameters>): parameters is FormatParameters {
  return parameters.standard !== undefined && parameters.geometry !== undefined;
}
