// The packages bottom-up and what each may import: the table of docs/architecture.md. The rules in
// .dependency-cruiser.cjs and the checks of package.json files are made from it.

/** One row a package, in order: what it may import, and what to do instead of importing more. */
exports.layers = [
  {
    name: "ecc",
    mayImport: [],
    instead: "ecc knows only bytes: pass segments and sector counts to it",
  },
  {
    name: "lz",
    mayImport: [],
    instead: "lz knows only bytes: pass blocks to it",
  },
  {
    name: "qic-format",
    mayImport: [],
    instead: "a codec takes and returns bytes: let the caller correct and move them",
  },
  {
    name: "magtape",
    mayImport: [],
    instead: "magtape owns contracts: implement TapeUnit in the higher package",
  },
  {
    name: "cartridge",
    mayImport: ["ecc", "qic-format"],
    instead: "accept what you need as a parameter, as SegmentFraming does for zftape",
  },
  {
    name: "qic113",
    mayImport: ["lz", "qic-format"],
    instead: "file sets are read through a SegmentDataSource: let the caller correct segments",
  },
  {
    name: "fdc",
    mayImport: ["ecc", "qic-format", "cartridge"],
    instead: "the controller is given its hardware: accept ports, memory, interrupts and a clock",
  },
  {
    name: "zftape",
    mayImport: ["lz", "qic-format", "magtape", "cartridge"],
    instead: "accept a SegmentStore and let the caller choose the device",
  },
  {
    name: "rmt",
    mayImport: ["magtape"],
    instead: "the server is given units: accept a function that opens them",
  },
  {
    name: "rescue",
    mayImport: ["ecc", "qic-format", "cartridge", "qic113", "zftape"],
    instead: "accept a SegmentStore, a Cartridge or a ByteStore and let the caller open it",
  },
  {
    name: "devices",
    node: true,
    mayImport: [
      "ecc",
      "lz",
      "qic-format",
      "magtape",
      "cartridge",
      "qic113",
      "fdc",
      "zftape",
      "rmt",
      "rescue",
    ],
    instead: "return values and errors: only the command line prints",
  },
  {
    name: "cli",
    node: true,
    mayImport: [
      "ecc",
      "lz",
      "qic-format",
      "magtape",
      "cartridge",
      "qic113",
      "fdc",
      "zftape",
      "rmt",
      "rescue",
      "devices",
    ],
    instead: "move what others need too into a package below",
  },
];
