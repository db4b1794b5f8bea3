import type { Command } from "../command-table.js";
import { jsonOption, waitOption } from "../standard-options.js";

/** What `floppytape` does with drives, simulated or not, beneath their cartridges. */
export const driveCommands: readonly Command[] = [
  {
    name: "doctor",
    summary: "find out which controller, drive and cartridge there are, and what to do next",
    description: [
      "The tape is not moved. Exit status 2 means that something is in the way; it is named.",
    ],
    operands: [
      {
        name: "DEVICE",
        file: true,
        help: "a drive: sim:IMAGE or qtest:ADDRESS; options such as ',unit=1' and ',board=fc-20' say where to look",
      },
    ],
    options: [jsonOption, waitOption],
    examples: [
      { line: "floppytape doctor sim:letters.img", help: "look at the simulated drive" },
      {
        line: "floppytape doctor sim:letters.img,chip=8272A,drive=iomega-3200",
        help: "the same with an old controller and another drive",
      },
    ],
    load: async () => (await import("./doctor.js")).runDoctor,
  },
  {
    name: "sim",
    summary: "serve the simulated drive to programs that drive a real one",
    description: [
      "A floppy controller, its DMA controller and a floppy-tape drive with IMAGE in it are reached through the qtest protocol of QEMU. Whoever connects can do what a program on that machine could.",
      "Time goes by itself until a client moves it with clock_step, from when on it stands still otherwise.",
    ],
    operands: [
      { name: "ACTION", choices: ["serve"], help: "serve" },
      {
        name: "IMAGE",
        file: true,
        help: "a cartridge image; with sim: in front it takes the options of sim:",
      },
    ],
    options: [
      {
        name: "qtest",
        value: "ADDRESS",
        help: "HOST:PORT of this machine (port 0: any that is free), or the path of a socket",
      },
      { name: "speed", value: "FACTOR", help: "simulated seconds in a real one; default 1" },
      { name: "read-only", help: "as with the tab of the cartridge set" },
      waitOption,
    ],
    examples: [
      {
        line: "floppytape sim serve letters.img --qtest=127.0.0.1:5555",
        help: "after that, 'ftmt -f qtest:127.0.0.1:5555 status' finds a drive",
      },
    ],
    load: async () => (await import("./sim.js")).runSim,
  },
  {
    name: "trace",
    summary: "show what is done to a drive, port by port and in words",
    description: [
      "Finds the drive, loads the cartridge, reads a segment, and shows the commands of the drive with their answers, those of the controller, and the port accesses they are made of.",
    ],
    operands: [
      { name: "DEVICE", optional: true, file: true, help: "a drive: sim:IMAGE or qtest:ADDRESS" },
    ],
    options: [
      {
        name: "segment",
        value: "N",
        help: "the segment to read, or 'none'; default 0",
      },
      {
        name: "depth",
        value: "WHAT",
        choices: ["groups", "parts", "accesses"],
        help: "groups: commands and answers (default); parts: also what they are made of; accesses: down to the ports",
      },
      { name: "from", value: "FILE", help: "explain a trace that was kept with --output" },
      {
        name: "output",
        short: ["o"],
        value: "FILE",
        help: "keep the port accesses in FILE instead",
      },
      { name: "overwrite", help: "replace FILE if it exists" },
      {
        name: "board",
        value: "NAME",
        help: "controller board whose ports the trace is about; default standard, at 0x3f0",
      },
      { name: "json", help: "one JSON object a line and group" },
      waitOption,
    ],
    examples: [
      { line: "floppytape trace sim:letters.img", help: "detect, load, read one segment" },
    ],
    load: async () => (await import("./trace-drive.js")).runTrace,
  },
];
