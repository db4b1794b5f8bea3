/** A record image in a drive. Loaded only when a device string asks for it. */
import { TapeError, type TapeProfile, type TapeUnit } from "@floppytape/magtape";
import {
  detectRecordImage,
  openRecordImage,
  type RecordFile,
  type RecordImage,
  type RecordImageFormat,
  recordImageFormats,
  recordImageProfile,
} from "@floppytape/magtape/image";
import { chosenOption, requireOwnOptions } from "./device-options.js";
import type { DeviceSpec } from "./device-spec.js";
import { naming } from "./file-error.js";
import { inTurn } from "./held-image.js";
import { findImageFile, type ImageName, imageNameOf, statePath } from "./image-file.js";
import { lockImage, waitForLock } from "./lock-file.js";
import type { OpenUnitOptions } from "./open-tape-unit.js";
import { openRecordFile } from "./record-file.js";
import { readRecordState, type StoredRecordState, storeRecordState } from "./record-state.js";
import { readStateText } from "./state-file.js";

/** A record image in use. */
export interface RecordUnit {
  readonly unit: TapeUnit;
  readonly profile: TapeProfile;
  readonly cutOff: string | undefined;
  release(): Promise<void>;
}

/**
 * Opens the record image at `path`; one that is missing is made when it is opened for writing. Options:
 * `format`, `capacity` (bytes), `record` (bytes of a record, for format fixed), `strict`, `two-marks`.
 * @throws {TapeError} `EINVAL` for options; `ENOENT`; `EROFS`; `EBUSY`; `EIO` for what no format fits.
 */
export async function openRecordUnit(
  spec: DeviceSpec,
  path: string,
  options: OpenUnitOptions,
): Promise<RecordUnit> {
  const { mode, warn } = options;
  const wanted = imageOptionsOf(spec);
  const writes = mode !== "r";
  const found = await findImageFile(path);
  if (!found && !writes)
    throw new TapeError(
      "ENOENT",
      `${path}: no such file; a record image is made when it is written to, as by: ftmt -f ${path} weof`,
      { path },
    );
  if (found?.writeProtected && writes)
    throw new TapeError("EROFS", `${path}: write-protected: the file has no write permission`, {
      path,
    });
  const name = found ?? (await imageNameOf(path));
  const lock = writes ? await lockImage(name, options) : undefined;
  if (!writes) await waitForLock(name, options);
  const closing: (() => Promise<void>)[] = [async () => lock?.release()];
  const release = () => inTurn(...closing.splice(0));
  try {
    const purpose = writes ? " for writing" : "";
    const file = await naming(path, `cannot be opened${purpose}`, () =>
      openRecordFile(name.realPath, { write: writes }),
    );
    closing.unshift(() => file.close());
    const stored = await readRecordState(name);
    const format = wanted.format ?? formatThen(stored, file) ?? (await formatOf(file, path));
    const image = await openRecordImage({
      ...wanted,
      file,
      format,
      writeProtected: found?.writeProtected ?? false,
    });
    await restore(image, name, stored, warn);
    const before = JSON.stringify(image.state());
    const cutOff =
      image.tornTail &&
      `a write was cut off at byte ${image.tornTail.offset}: ${image.tornTail.detail}`;
    if (cutOff !== undefined) warn?.(`${path}: ${cutOff}; what is in front of it is whole`);
    closing.unshift(async () => {
      if (JSON.stringify(image.state()) === before) return;
      await (lock ? store(image, name) : storeReadersState(image, name, stored, options));
    });
    const unit = await image.open(mode, { rewinds: !spec.node.startsWith("n") });
    closing.unshift(() => unit.close());
    if (writes && !lock)
      warn?.(
        `${path}: its folder takes no files, so the tape's position is not kept and no lock keeps others from the image`,
      );
    return { unit, profile: recordImageProfile, cutOff, release };
  } catch (error) {
    await release().catch(() => {}); // the first error is the one to report
    throw error;
  }
}

type ImageOptions = Omit<Parameters<typeof openRecordImage>[0], "file" | "format"> & {
  readonly format?: RecordImageFormat;
};

function imageOptionsOf(spec: DeviceSpec): ImageOptions {
  requireOwnOptions(spec, ["format", "capacity", "record", "strict", "two-marks"]);
  const { format, capacity, record, strict, "two-marks": twoMarks } = spec.options;
  const formats = recordImageFormats.map((row) => row.format);
  return {
    ...(format !== undefined && { format: chosenOption(spec, "format", formats) }),
    ...(capacity !== undefined && { capacityBytes: bytesOption(spec, "capacity") }),
    ...(record !== undefined && { recordBytes: bytesOption(spec, "record") }),
    ...(strict !== undefined && {
      strict: chosenOption(spec, "strict", ["", "yes", "no"]) !== "no",
    }),
    ...(twoMarks !== undefined && {
      doubleMark: chosenOption(spec, "two-marks", ["", "yes", "no"]) !== "no",
    }),
  };
}

/** A number of bytes, with k, M or G for powers of 1024. */
function bytesOption(spec: DeviceSpec, option: string): number {
  const text = spec.options[option] ?? "";
  const [, digits, unit = ""] = /^(\d{1,15})([kMG]?)$/.exec(text) ?? [];
  const bytes = Number(digits) * 1024 ** " kMG".indexOf(unit || " ");
  if (bytes >= 1 && Number.isSafeInteger(bytes)) return bytes;
  throw new TapeError(
    "EINVAL",
    `device "${spec.text}": ${option} is a number of bytes such as 40M, not "${text}"`,
    { device: spec.text, option },
  );
}

/** Part of the best format's score with which the one of the name is taken. */
const AsGood = 0.75;

/**
 * The format of a file: that of its name unless its content is another's.
 * @throws {TapeError} `EINVAL` where neither tells.
 */
async function formatOf(file: RecordFile, path: string): Promise<RecordImageFormat> {
  const named = recordImageFormats.find(({ extensions }) =>
    extensions.some((extension) => path.toLowerCase().endsWith(extension)),
  )?.format;
  if (file.sizeBytes === 0) return named ?? "tap";
  const { format, score, why, rejected } = await detectRecordImage(file);
  const scoreOf = (wanted: RecordImageFormat | undefined) =>
    wanted === format ? score : rejected.find((guess) => guess.format === wanted)?.score;
  const ofName = scoreOf(named) ?? 0;
  // Its name alone makes no image of a file that somebody may need: neither read nor overwritten.
  if (named !== undefined && ofName > 0 && ofName >= AsGood * score) return named;
  if (format !== undefined) return format;
  throw new TapeError(
    "EINVAL",
    `${path}: is no record image: ${why}; ${path},format=tap or another says what it is`,
    {
      path,
    },
  );
}

/** What the file was read as when its state was stored, if it is as long as then: looking again takes time. */
function formatThen(
  { tape }: StoredRecordState,
  { sizeBytes }: RecordFile,
): RecordImageFormat | undefined {
  const then = (tape ?? {}) as { format?: unknown; sizeBytes?: unknown };
  if (then.sizeBytes !== sizeBytes) return undefined;
  return recordImageFormats.find(({ format }) => format === then.format)?.format;
}

async function restore(
  image: RecordImage,
  name: ImageName,
  stored: StoredRecordState,
  warn: OpenUnitOptions["warn"],
): Promise<void> {
  if (stored.text === undefined) return;
  const outcome = await image.restore(stored.tape);
  if (!outcome.applied)
    warn?.(`${statePath(name)}: was dropped: ${outcome.why}; the tape is at its beginning`);
}

function store(image: RecordImage, name: ImageName): Promise<void> {
  const state = image.state();
  return storeRecordState(name, state, isFresh(state));
}

/** What a tape that nobody used yet has too. */
function isFresh({ head, settings }: ReturnType<RecordImage["state"]>): boolean {
  return (
    head.place.offset === 0 &&
    settings.blockSize === 0 &&
    settings.density === 0 &&
    !settings.twoMarks &&
    !settings.skipsFileAtClose
  );
}

/** As for cartridges: unless somebody writes the image, or has stored another state in the meantime. */
async function storeReadersState(
  image: RecordImage,
  name: ImageName,
  before: StoredRecordState,
  { warn }: OpenUnitOptions,
): Promise<void> {
  try {
    const lock = await lockImage(name, { brief: true });
    if (lock === undefined) {
      warn?.(`${name.path}: its folder takes no files, so the tape's position is not kept`);
      return;
    }
    try {
      if ((await readStateText(name)) === before.text) await store(image, name);
    } finally {
      await lock.release();
    }
  } catch (error) {
    if (!(error instanceof TapeError)) throw error;
    if (error.code !== "EBUSY") warn?.(`the tape's position is not kept: ${error.message}`);
  }
}
