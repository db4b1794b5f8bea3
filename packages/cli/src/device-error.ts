import { errnoText, TapeError, type TapeErrorCode } from "@floppytape/magtape";
import { BrokenPipeError } from "./context.js";
import { CommandError, UsageError } from "./usage-error.js";

/** An error of a device or image, with the name that the user gave it. */
export class DeviceError extends Error {
  override readonly name = "DeviceError";
  /** The device string. */
  readonly device: string;
  /** Whether the device was being opened or already in use. */
  readonly step: "open" | "use";
  /** The errno that a driver would return. */
  readonly code: TapeErrorCode;
  /** What strerror(3) says of it. */
  readonly strerror: string;

  constructor(device: string, step: "open" | "use", cause: Error & { code: string }) {
    super(withoutName(cause.message, device) + hintOn(cause), { cause });
    this.device = device;
    this.step = step;
    this.code = errnoOf(cause);
    this.strerror = errnoText(this.code);
  }
}

/** What helps where no header was found, since the file may be something else, or no table. */
function hintOn(cause: Error): string {
  if (/volume table .* is unreadable$/.test(cause.message))
    return "; 'floppytape ls' and 'floppytape extract' find volumes without it";
  const { details } = cause as { details?: { readonly segmentsSearched?: unknown } };
  return details?.segmentsSearched === undefined
    ? ""
    : "; 'floppytape identify' tells what a file is, 'floppytape extract' gets files without a header, too";
}

/** The message alone where it begins with the device, which every caller says by itself. */
function withoutName(message: string, device: string): string {
  const names = [`${device}: `, `device ${JSON.stringify(device)}: `];
  // Of a device such as sim:letters.img,drive=... an error of the file names the file alone.
  const [, file] = /^(?:[a-z]+:)*sim:([^,]+)/.exec(device) ?? [];
  if (file !== undefined) names.push(`${file}: `);
  const name = names.find((text) => message.startsWith(text));
  return name === undefined ? message : message.slice(name.length);
}

/** Runs a step and gives its errors the device's name. Errors that have no code are bugs: left alone. */
export async function withDevice<T>(
  device: string,
  step: "open" | "use",
  body: () => Promise<T>,
): Promise<T> {
  try {
    return await body();
  } catch (error) {
    if (error instanceof DeviceError || error instanceof BrokenPipeError) throw error;
    if (error instanceof UsageError || error instanceof CommandError) throw error;
    if (isCoded(error)) throw new DeviceError(device, step, error);
    throw error;
  }
}

function isCoded(error: unknown): error is Error & { code: string } {
  return error instanceof Error && "code" in error && typeof error.code === "string";
}

/** The errno of what is no tape error: of cartridges and of files. */
const errnoOfCode: Readonly<Record<string, TapeErrorCode>> = {
  NO_CARTRIDGE: "ENXIO",
  NO_CONTROLLER: "ENXIO",
  NO_DRIVE: "ENXIO",
  NOT_FORMATTED: "EACCES",
  WRITE_PROTECTED: "EROFS",
  NO_SPACE: "ENOSPC",
  EACCES: "EACCES",
  EEXIST: "EEXIST",
  EISDIR: "EISDIR",
  ENOENT: "ENOENT",
  ENOSPC: "ENOSPC",
  EROFS: "EROFS",
};

function errnoOf(error: Error & { code: string }): TapeErrorCode {
  return error instanceof TapeError ? error.code : (errnoOfCode[error.code] ?? "EIO");
}
