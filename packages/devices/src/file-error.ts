import {
  errnoText,
  TapeError,
  type TapeErrorCode,
  type TapeErrorDetails,
} from "@floppytape/magtape";

/** Codes of the file system, and of the packages below, as a tape driver would say it. */
const errnos: Readonly<Record<string, TapeErrorCode>> = {
  BAD_FAULT_SCRIPT: "EINVAL",
  BAD_RESCUE_MAP: "EINVAL",
  NOT_A_HEADER: "EINVAL",
  SHORT_BUFFER: "EINVAL",
  UNKNOWN_IMAGE: "ENXIO",
  EACCES: "EACCES",
  EDQUOT: "ENOSPC",
  EEXIST: "EEXIST",
  EFBIG: "ENOSPC",
  EISDIR: "EISDIR",
  ENOENT: "ENOENT",
  ENOSPC: "ENOSPC",
  ENOTDIR: "ENOENT",
  EPERM: "EACCES",
  EROFS: "EROFS",
  NO_CONTROLLER: "ENXIO",
  NO_DRIVE: "ENXIO",
  QTEST_CLOSED: "ENXIO",
  WRITE_PROTECTED: "EROFS",
};

/** The code of an error of the file system or of a package; "" for other errors. */
export function codeOf(error: unknown): string {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === "string" ? code : "";
}

/** The folder, or the file system, does not let anybody write: no fault of the file's. */
export function isNotWritable(error: unknown): boolean {
  return ["EACCES", "EPERM", "EROFS"].includes(codeOf(error));
}

/**
 * What went wrong with a file as a {@link TapeError} that names it and what was being done. Errors
 * without a code, such as that of an abort signal, come back as they are.
 */
export function fileError(error: unknown, path: string, doing: string): unknown {
  const code = codeOf(error);
  if (error instanceof TapeError || code === "") return error;
  const errno = errnos[code] ?? "EIO";
  const isSystems = code.startsWith("E") && errno !== "EIO";
  const reason = isSystems ? errnoText(errno).toLowerCase() : (error as Error).message;
  return new TapeError(errno, `${path}: ${doing}: ${reason}`, { ...detailsOf(error), path }, error);
}

/** The numbers and names that errors of the packages carry. */
function detailsOf(error: unknown): TapeErrorDetails {
  const { details } = error as { details?: TapeErrorDetails };
  return typeof details === "object" ? details : {};
}

/** Runs `body`; errors become `TapeError`s that name the path. */
export async function naming<T>(path: string, doing: string, body: () => Promise<T>): Promise<T> {
  try {
    return await body();
  } catch (error) {
    throw fileError(error, path, doing);
  }
}
