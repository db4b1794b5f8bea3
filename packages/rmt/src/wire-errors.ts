import {
  errnoNamed,
  errnoNumber,
  errnoText,
  TapeError,
  type TapeErrorCode,
} from "@floppytape/magtape";

/** Numbers that other systems send and no tape driver of ours returns, with what they come to. */
const near: Readonly<Record<number, TapeErrorCode>> = {
  1: "EACCES", // EPERM
  11: "EBUSY", // EAGAIN
  20: "ENOENT", // ENOTDIR
  25: "ENOSYS", // ENOTTY: not a tape
  27: "ENOSPC", // EFBIG
  36: "ENOENT", // ENAMETOOLONG
  95: "ENOSYS", // EOPNOTSUPP
  110: "EIO", // ETIMEDOUT
  122: "ENOSPC", // EDQUOT
  123: "ENXIO", // ENOMEDIUM
  124: "EIO", // EMEDIUMTYPE
};

/** The code for an error number of a server, read as Linux numbers; `EIO` for one without a meaning, 0 too. */
export function errorCodeOf(errno: number): TapeErrorCode {
  return errnoNamed(errno) ?? near[errno] ?? "EIO";
}

/** What an error of a tape unit is on the wire. Anything but a `TapeError` is an input/output error. */
export function wireErrorOf(error: unknown): { readonly errno: number; readonly text: string } {
  const code = error instanceof TapeError ? error.code : "EIO";
  return { errno: errnoNumber(code), text: errnoText(code) };
}
