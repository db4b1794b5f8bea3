/**
 * The errno names that a tape driver returns, with their Linux numbers (the same on all common
 * architectures) and the texts of strerror(3), by which users and old scripts know them.
 */
const errnos = {
  ENOENT: [2, "No such file or directory"],
  EINTR: [4, "Interrupted system call"],
  EIO: [5, "Input/output error"],
  ENXIO: [6, "No such device or address"],
  EBADF: [9, "Bad file descriptor"],
  ENOMEM: [12, "Cannot allocate memory"],
  EACCES: [13, "Permission denied"],
  EBUSY: [16, "Device or resource busy"],
  EEXIST: [17, "File exists"],
  ENODEV: [19, "No such device"],
  EISDIR: [21, "Is a directory"],
  EINVAL: [22, "Invalid argument"],
  ENOSPC: [28, "No space left on device"],
  ESPIPE: [29, "Illegal seek"],
  EROFS: [30, "Read-only file system"],
  ENOSYS: [38, "Function not implemented"],
  ENODATA: [61, "No data available"],
  EOVERFLOW: [75, "Value too large for defined data type"],
} as const;

/** Codes of a `TapeError`: names of errno values. */
export type TapeErrorCode = keyof typeof errnos;

/** The text of strerror(3) in the C locale, such as "Input/output error". */
export function errnoText(code: TapeErrorCode): string {
  return errnos[code][1];
}

/** The Linux number, positive: 5 for `EIO`. Results of segment ioctls carry it negated. */
export function errnoNumber(code: TapeErrorCode): number {
  return errnos[code][0];
}

/** The name of a Linux errno number, either sign; undefined for one that no tape driver returns. */
export function errnoNamed(number: number): TapeErrorCode | undefined {
  const wanted = Math.abs(number);
  return (Object.keys(errnos) as TapeErrorCode[]).find((code) => errnos[code][0] === wanted);
}
