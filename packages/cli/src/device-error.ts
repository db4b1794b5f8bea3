import { errnoText, type TapeErrorCode } from "@floppytape/magtape";
import { BrokenPipeError } from "./context.js";
import { CommandError, UsageError } from "./usage-error.js";

/** An error of a device or image, with the name that the user gave it. */
export class DeviceError extends Error {
  override readonly name = "DeviceError";
  /** The device string. */
  readonly device: string;
  /** Whether the device was being opened or already in use. */
  readonly step: "open" | "use";
  /** strerror(3) of the errno that a driver would return. */
  readonly strerror: string;

  constructor(device: string, step: "open" | "use", cause: Error & { code: string }) {
    super(cause.message.replace(`${device}: `, ""), { cause });
    this.device = device;
    this.step = step;
    this.strerror = errnoText(errnoOf(cause.code));
  }
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

/** The errno of codes that are not errno names themselves. */
const ErrnoOfCode: Readonly<Record<string, TapeErrorCode>> = {
  NO_CARTRIDGE: "ENXIO",
  WRITE_PROTECTED: "EROFS",
  NO_SPACE: "ENOSPC",
};

function errnoOf(code: string): TapeErrorCode {
  return /^E[A-Z]+$/.test(code) ? (code as TapeErrorCode) : (ErrnoOfCode[code] ?? "EIO");
}
