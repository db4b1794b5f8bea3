import { CartridgeError, type CartridgeErrorCode } from "../errors.js";

const known: Readonly<Record<string, CartridgeErrorCode>> = {
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
};

/** What the file system said, with the path and what was being done. */
export function fileError(
  error: unknown,
  action: string,
  path: string,
  details: Readonly<Record<string, number>> = {},
): CartridgeError {
  const { code: errno = "" } = error as { code?: string };
  const reason = (error instanceof Error ? error.message : String(error)).replace(
    /, \w+( '.*)?$/s,
    "",
  );
  return new CartridgeError(
    known[errno] ?? "EIO",
    `cannot ${action} ${path}: ${reason}`,
    { path, errno, ...details },
    error,
  );
}
