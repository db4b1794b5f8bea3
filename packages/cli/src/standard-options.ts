import type { Option, Section } from "./command-table.js";
import { ExitStatus } from "./exit-status.js";

/** `--help` under the names of the tape tools (`-h -? --help --usage`). */
export const helpOption: Option = {
  name: "help",
  aliases: ["usage"],
  short: ["h", "?"],
  help: "print this text and stop",
};

/** `--version`. */
export const versionOption: Option = {
  name: "version",
  short: ["V"],
  help: "print the version and stop",
};

/** `--with`: the other cartridges of a backup. */
export const withOption: Option = {
  name: "with",
  value: "IMAGE",
  repeats: true,
  help: "another cartridge of the same DOS or Windows backup, once for each; volumes are numbered over all of them",
};

/** `--debug`: stack traces. */
export const debugOption: Option = {
  name: "debug",
  help: "show where in the program an error came from",
};

/** `--trace`. */
export const traceOption: Option = {
  name: "trace",
  value: "LEVEL",
  help: "tell on standard error what happens, as FTAPE_TRACE does",
};

/** `--trace-format`. */
export const traceFormatOption: Option = {
  name: "trace-format",
  value: "WHAT",
  choices: ["text", "json"],
  help: "how the trace is written: text (default), or json, an object a line; as FTAPE_TRACE_FORMAT does",
};

/** `FTAPE_TRACE`. */
export const traceVariable: Section["rows"][number] = {
  term: "FTAPE_TRACE",
  help: "how much to tell on standard error, by the levels of the ftape driver: 3 tapes opened and closed, headers and volume tables read and written; 5 and operations with what came of them; 7 and segments and blocks read and written. A drive, simulated or not, tells more at all levels from 0 (faults of the program) over 1 (errors), 2 (warnings), 4 (more information) and 6 (controller and DMA) to 8 (everything)",
};

/** `--json`. */
export const jsonOption: Option = { name: "json", help: "print the result as JSON" };

/** `--private`. */
export const privateOption: Option = {
  name: "private",
  help: "put placeholders for names of files, labels and descriptions in all that is told",
};

/** `--cartridge` of commands that read: what the header would say. */
export const cartridgeOption: Option = {
  name: "cartridge",
  value: "TYPE",
  suggestions: async () => (await import("./cartridge-type-option.js")).cartridgeTypeNames(),
  help: "kind of the cartridge, such as qic80-307, where no header can be read",
};

/** `--wait`. */
export const waitOption: Option = {
  name: "wait",
  value: "SECONDS",
  help: "wait that long for another process to release the device",
};

/** `--rsh-command`. */
export const rshOption: Option = {
  name: "rsh-command",
  value: "COMMAND",
  help: "command that reaches the machine of a remote tape (HOST:DEVICE), such as 'ssh -p 2222'; default $FTAPE_RSH, else ssh",
};

/** `--dry-run`. */
export const dryRunOption: Option = {
  name: "dry-run",
  short: ["n"],
  help: "say what would be done, write nothing",
};

/** `--yes`. */
export const yesOption: Option = {
  name: "yes",
  short: ["y"],
  help: "go ahead although volumes on the cartridge will be lost",
};

/** The statuses of `floppytape`, for man pages. */
export const exitStatusRows: Section["rows"] = [
  { term: String(ExitStatus.Done), help: "everything was done" },
  { term: String(ExitStatus.Usage), help: "the command line is wrong; nothing was touched" },
  { term: String(ExitStatus.Failed), help: "the device, the image or its data is wrong" },
  {
    term: String(ExitStatus.BytesLost),
    help: "everything was done, but some bytes are lost (they are listed)",
  },
  { term: String(ExitStatus.Interrupted), help: "stopped by Ctrl-C; what was written is kept" },
];
