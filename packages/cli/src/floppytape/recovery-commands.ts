import type { Command, Operand, Option } from "../command-table.js";
import {
  cartridgeOption,
  dryRunOption,
  jsonOption,
  privateOption,
  waitOption,
  withOption,
} from "../standard-options.js";

const image: Operand = {
  name: "IMAGE",
  file: true,
  help: "a cartridge image of any kind, also compressed (gzip, xz, zstd), any other device string, a .QIC or Image.113 file, or one volume as a file",
};
const volume: Operand = {
  name: "VOLUME",
  optional: true,
  help: "number of the volume as 'floppytape ls' shows it, from 0; default all",
};
const imageKinds = ["segments", "packed-segments", "data", "volume-data", "slots", "twti", "twtz"];
const overwriteOption: Option = { name: "overwrite", help: "replace what stands under the name" };

/** What `floppytape` does to get files off cartridges. */
export const recoveryCommands: readonly Command[] = [
  {
    name: "identify",
    summary: "say what a file is, how sure that is, and what else it might have been",
    description: [
      "Looks at the contents, never at the name. Exit status 2 when a file is nothing that is known.",
    ],
    operands: [{ ...image, repeats: true }],
    options: [jsonOption, privateOption],
    examples: [{ line: "floppytape identify *.img", help: "what there is in a folder" }],
    load: async () => (await import("../recovery/identify.js")).runIdentify,
  },
  {
    name: "extract",
    summary: "write the files of a cartridge to a folder, a tar or a zip archive",
    description: [
      "DOS and Windows backups, tar and cpio volumes give their files, any other volume is one file. Where there are several volumes, each has a folder. Nothing is written outside the target, whatever the tape says: names that are absolute, lead upwards, cannot stand on some system or meet another one are changed, and told of. Symbolic links are written where they lead to something that was extracted, hard links become files of their own, devices are never made.",
      "Lost bytes are zeros in the files; each such range is listed, and the exit status is 3; so it is where bytes belong to no file, since a header in front of it is lost. The target has its name only when everything is written.",
    ],
    operands: [image, volume],
    options: [
      {
        name: "output",
        short: ["o"],
        value: "TARGET",
        help: "folder or archive to write; default a folder named after the image",
      },
      {
        name: "as",
        value: "FORM",
        choices: ["folder", "tar", "zip"],
        help: "default: by the ending of TARGET, else folder",
      },
      {
        name: "only",
        value: "PATTERN",
        help: "only files whose path or name matches, '*' and '?' as in the shell; a folder means all in it",
      },
      overwriteOption,
      withOption,
      cartridgeOption,
      jsonOption,
      privateOption,
      waitOption,
    ],
    examples: [
      { line: "floppytape extract attic.img -o attic", help: "everything, into a folder" },
      { line: "floppytape extract attic.img 0 -o letters.zip", help: "volume 0, into an archive" },
      {
        line: "floppytape extract disk1.img --with disk2.img -o backup",
        help: "a backup that went over two cartridges",
      },
    ],
    load: async () => (await import("../recovery/extract.js")).runExtract,
  },
  {
    name: "cat",
    summary: "write one file of a cartridge to standard output",
    description: [
      "Of several files with one path in a volume the last one, as the backup program would leave it. Lost bytes are zeros; each such range is told of, and the exit status is 3.",
    ],
    operands: [
      image,
      { name: "PATH", help: "path of the file as 'floppytape ls --files' shows it" },
    ],
    options: [
      {
        name: "volume",
        value: "N",
        help: "volume that the file is in; default the first that has it",
      },
      withOption,
      cartridgeOption,
      privateOption,
      waitOption,
    ],
    load: async () => (await import("../recovery/cat.js")).runCat,
  },
  {
    name: "convert",
    summary: "write a cartridge image as another kind of image",
    description: [
      "Kinds without parity hold corrected data; what is lost is zeros there and listed. The new file stands under its name only when it is complete.",
    ],
    operands: [image, { name: "OUTPUT", file: true, help: "file to write" }],
    options: [
      {
        name: "to",
        value: "KIND",
        choices: imageKinds,
        help: "segments (raw image with parity, also for 86Box; default), packed-segments, data, volume-data, slots, twti, twtz",
      },
      overwriteOption,
      jsonOption,
      privateOption,
      waitOption,
    ],
    load: async () => (await import("../recovery/convert.js")).runConvert,
  },
  {
    name: "merge",
    summary: "put several dumps of one cartridge together, sector by sector",
    description: [
      "Every sector is taken from a dump that read it, before the error-correcting code is used: dumps that are unreadable each by itself may give a whole cartridge. Where dumps differ in a sector the parity decides; what it cannot decide is listed.",
    ],
    operands: [{ ...image, repeats: true, help: "two or more dumps, of any kinds" }],
    options: [
      { name: "output", short: ["o"], value: "FILE", help: "image to write" },
      {
        name: "force",
        help: "merge also what the headers show to be dumps of different cartridges",
      },
      overwriteOption,
      dryRunOption,
      jsonOption,
      privateOption,
    ],
    examples: [
      {
        line: "floppytape merge first.img second.img -o whole.img",
        help: "two dumps, from two drives perhaps",
      },
    ],
    load: async () => (await import("../recovery/merge.js")).runMerge,
  },
  {
    name: "repair",
    summary: "write a new image with everything corrected that can be",
    description: [
      "The input is not changed. Corrected segments get new parity, damaged headers are written from their copy; sectors that are lost stay listed in the map beside the new image.",
    ],
    operands: [image, { name: "OUTPUT", file: true, help: "image to write" }],
    options: [overwriteOption, jsonOption, privateOption, waitOption],
    load: async () => (await import("../recovery/repair.js")).runRepair,
  },
  {
    name: "advise",
    summary: "say which segments are worth reading again",
    description: ["Segments come first that few more good sectors would save."],
    operands: [image],
    options: [jsonOption, privateOption, waitOption],
    load: async () => (await import("../recovery/advise.js")).runAdvise,
  },
  {
    name: "rescue",
    summary: "read a cartridge into an image, however damaged it is",
    description: [
      "One pass over all tracks, then the segments that failed, then their sectors. The image is OUTPUT.part until all is done, and OUTPUT.part.map (GNU ddrescue's format) says what was read: the same command goes on where an earlier one ended, also after a crash. OUTPUT.map stays beside OUTPUT when sectors are missing.",
      "Stops when too few of the latest segments could be read, for a drive that is out of order or a tape that is being worn off should not go on.",
    ],
    operands: [
      { ...image, name: "DEVICE", help: "a drive: sim:IMAGE or qtest:ADDRESS; or an image" },
      { name: "OUTPUT", file: true, help: "image to write" },
    ],
    options: [
      { name: "retries", value: "N", help: "passes over sectors that failed; default 3" },
      {
        name: "min-success",
        value: "PERCENT",
        help: "stop when fewer of the last 200 first readings of segments succeeded; default 90, 0 never stops",
      },
      { name: "recorded", help: "read nothing behind the last volume" },
      { name: "again", help: "take OUTPUT up again and read what it lacks once more" },
      { name: "restart", help: "begin anew although there is a map of an earlier run" },
      cartridgeOption,
      jsonOption,
      privateOption,
      waitOption,
    ],
    examples: [
      { line: "floppytape rescue sim:attic.img attic.copy.img", help: "an image, through a drive" },
    ],
    load: async () => (await import("../recovery/rescue.js")).runRescue,
  },
  {
    name: "report",
    summary: "write a report of an image as one HTML file",
    description: [
      "Shows every segment and every file, with what was read, corrected and lost, and with hashes. The file needs nothing else and no network.",
      "With --json the report goes to standard output as JSON instead, and to a file as well where --output names one.",
    ],
    operands: [image],
    options: [
      { name: "output", short: ["o"], value: "FILE", help: "default: IMAGE.html" },
      overwriteOption,
      cartridgeOption,
      jsonOption,
      privateOption,
      waitOption,
    ],
    load: async () => (await import("../recovery/report.js")).runReport,
  },
  {
    name: "package",
    summary: "pack an image with its files and reports for an archive (BagIt)",
    description: [
      "A bag as of RFC 8493: the image, its map, the files in it, the report, a DFXML file, a log, and manifests with SHA-256 and SHA-512. Symbolic links are told of in the log only.",
      "With --private nothing is told of names on the terminal; the bag has them all.",
    ],
    operands: [image],
    options: [
      { name: "output", short: ["o"], value: "FOLDER", help: "default: IMAGE.bag" },
      cartridgeOption,
      jsonOption,
      privateOption,
      waitOption,
    ],
    load: async () => (await import("../recovery/package.js")).runPackage,
  },
  {
    name: "batch",
    summary: "extract and report every image of a folder",
    description: [
      "What an image is, its contents say, not its name; other files are only counted. Each image gets a folder with its files and its report, and a row in summary.csv and summary.json. The same command goes on where an earlier one ended, by what batch.jsonl in the output folder says, and does again what has changed or failed. One image that fails does not stop the others.",
      "Exit status 2 when an image failed, else 3 when something is lost.",
    ],
    operands: [
      { name: "FOLDER", file: true, help: "folder with images; folders in it are searched" },
    ],
    options: [
      { name: "output", short: ["o"], value: "FOLDER", help: "folder for the results" },
      { name: "report-only", help: "don't extract files" },
      { name: "restart", help: "do again what an earlier run has done" },
      jsonOption,
      privateOption,
    ],
    load: async () => (await import("../recovery/batch.js")).runBatch,
  },
];
