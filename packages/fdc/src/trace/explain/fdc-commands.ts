/** Commands of the floppy controller as whoever listens to them takes them apart. */

export interface FdcCommand {
  /** As data sheets call it, and for programs. */
  readonly title: string;
  readonly name: string;
  /** Bytes of the command phase, the first included. */
  readonly bytes: number;
  /** Bytes of the result phase. */
  readonly result: number;
  /** How it goes on after its last byte. */
  readonly form: "data" | "id" | "format" | "seek" | "plain";
}

function command(
  name: string,
  bytes: number,
  result: number,
  form: FdcCommand["form"] = "plain",
): FdcCommand {
  return { name, title: name.toUpperCase().replaceAll("-", " "), bytes, result, form };
}

/** Codes with the bits for many tracks, MFM and skipping left out (80h, 40h, 20h). */
const flagged: ReadonlyMap<number, FdcCommand> = new Map([
  [0x02, command("read-track", 9, 7, "data")],
  [0x05, command("write-data", 9, 7, "data")],
  [0x06, command("read-data", 9, 7, "data")],
  [0x09, command("write-deleted-data", 9, 7, "data")],
  [0x0a, command("read-id", 2, 7, "id")],
  [0x0c, command("read-deleted-data", 9, 7, "data")],
  [0x0d, command("format-track", 6, 7, "format")],
  [0x11, command("scan-equal", 9, 7, "data")],
  [0x16, command("verify", 9, 7, "data")],
  [0x19, command("scan-low-or-equal", 9, 7, "data")],
  [0x1d, command("scan-high-or-equal", 9, 7, "data")],
]);

const configure = command("configure", 4, 0);
const seek = command("seek", 3, 0, "seek");

/** Codes that have no such bits. */
const exact: ReadonlyMap<number, FdcCommand> = new Map([
  [0x03, command("specify", 3, 0)],
  [0x04, command("sense-drive-status", 2, 1)],
  [0x07, command("recalibrate", 2, 0, "seek")],
  [0x08, command("sense-interrupt-status", 1, 2)],
  [0x0e, command("dump-registers", 1, 10)],
  [0x0f, seek],
  [0x10, command("version", 1, 1)],
  [0x12, command("perpendicular-mode", 2, 0)],
  [0x13, configure],
  [0x14, command("unlock", 1, 1)],
  [0x18, command("part-id", 1, 1)],
  [0x2e, command("save", 1, 16)],
  [0x4e, command("restore", 17, 0)],
  [0x8e, command("drive-specification", 6, 0)],
  [0x93, configure],
  [0x94, command("lock", 1, 1)],
]);

/** The command that begins with this byte, undefined for bytes that no controller knows. */
export function fdcCommandOf(code: number): FdcCommand | undefined {
  return exact.get(code) ?? flagged.get(code & 0x1f);
}
