/** The errno names that tape drivers return, with Linux' numbers and the C library's texts. */
const Errno = {
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
} as const satisfies Record<string, readonly [number: number, text: string]>;

/** Errno name that a tape driver returns; part of the stable interface of {@link TapeError}. */
export type TapeErrorCode = keyof typeof Errno;

/** Linux' positive errno number of a name, for example 5 for `EIO`. */
export function errnoNumber(code: TapeErrorCode): number {
  return Errno[code][0];
}

/** The text that the C library prints for a name, for example `Input/output error`. */
export function errnoText(code: TapeErrorCode): string {
  return Errno[code][1];
}

/** The name behind a (positive) Linux errno number, or undefined when tape drivers don't return it. */
export function errnoName(number: number): TapeErrorCode | undefined {
  const names = Object.keys(Errno) as TapeErrorCode[];
  return names.find((name) => Errno[name][0] === number);
}

/** Whether a string is one of the names, as `code` of a foreign error may be. */
export function isTapeErrorCode(name: unknown): name is TapeErrorCode {
  return typeof name === "string" && Object.hasOwn(Errno, name);
}
