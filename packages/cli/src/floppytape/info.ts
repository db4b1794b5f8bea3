import type { Cartridge } from "@floppytape/cartridge";
import {
  cartridgeTypes,
  type Finding,
  type Geometry,
  segmentCountOf,
  tapeLengthFeet,
} from "@floppytape/qic-format";
import type { Handler } from "../command-table.js";
import { ExitStatus } from "../exit-status.js";
import { usingTape } from "../open-tape.js";
import { recordingStandard } from "../recording-standard.js";
import { dateText, printable } from "../tape-text.js";
import { badSectorTotals } from "../vtblc/bad-sector-text.js";

/** Runs `floppytape info IMAGE`. */
export const runInfo: Handler = async (context, args) => {
  const device = args.operands[0] ?? "";
  const info = await usingTape(context, args, { device, mode: "r" }, async ({ unit }) => {
    const cartridge = await unit.cartridge();
    return describe(cartridge, (await unit.volumes()).length, await unit.sizeInfo());
  });
  await context.stdout.write(args.has("json") ? `${JSON.stringify(info)}\n` : infoText(info));
  return ExitStatus.Done;
};

type CartridgeInfo = ReturnType<typeof describe>;

function describe(
  cartridge: Cartridge,
  volumeCount: number,
  sizes: { capacityKb: number; usedKb: number },
) {
  const { header, geometry, badSectors, firstDataSegment, lastDataSegment, scrambled } = cartridge;
  const standard = recordingStandard(cartridge);
  return {
    label: header.label,
    formatCode: geometry.formatCode,
    standard: standard ?? null,
    ...lengthOf(geometry),
    tracks: geometry.tracksPerCartridge,
    segmentsPerTrack: geometry.segmentsPerTrack,
    segmentCount: segmentCountOf(geometry),
    floppyHeadMax: geometry.floppyHeadMax,
    floppyTrackMax: geometry.floppyTrackMax,
    floppySectorMax: geometry.floppySectorMax,
    headerSegments: header.headerSegments,
    ditto2gb: scrambled,
    firstDataSegment,
    lastDataSegment,
    formatDate: dateText(header.formatDate) ?? null,
    writeDate: dateText(header.writeDate) ?? null,
    segmentsWritten: header.segmentsWritten,
    formatCount: header.formatCount,
    manufacturer: header.manufacturer,
    lotCode: header.lotCode,
    capacityKilobytes: sizes.capacityKb,
    usedKilobytes: sizes.usedKb,
    volumeCount,
    badSectors: badSectorTotals(badSectors, standard, geometry),
    findings: cartridge.findings.map(({ code, severity, message }: Finding) => ({
      code,
      severity,
      message,
    })),
  };
}

/** A header states no length: it follows from the kind of cartridge, or else is an estimate. */
function lengthOf(geometry: Geometry): { cartridgeType: string | null; feet: number } {
  const type = cartridgeTypes.find(
    (row) =>
      row.geometry.formatCode === geometry.formatCode &&
      row.geometry.segmentsPerTrack === geometry.segmentsPerTrack &&
      row.geometry.tracksPerCartridge === geometry.tracksPerCartridge,
  );
  return { cartridgeType: type?.name ?? null, feet: type?.feet ?? tapeLengthFeet(geometry) };
}

function lengthText({ cartridgeType, feet }: CartridgeInfo): string {
  return cartridgeType === null ? `about ${feet} ft` : `${feet} ft (${cartridgeType})`;
}

function infoText(info: CartridgeInfo): string {
  const { badSectors } = info;
  const rows: [label: string, value: string | number][] = [
    ["label", printable(info.label) || "-"],
    [
      "format",
      `${info.standard ?? "unknown"}, code ${info.formatCode}${info.ditto2gb ? ", Ditto 2GB" : ""}`,
    ],
    ["length", lengthText(info)],
    ["tracks", info.tracks],
    ["segments per track", info.segmentsPerTrack],
    ["segments", info.segmentCount],
    [
      "sector ids",
      `heads to ${info.floppyHeadMax}, tracks to ${info.floppyTrackMax}, sectors to ${info.floppySectorMax}`,
    ],
    ["header segments", info.headerSegments.join(" and ")],
    ["data segments", `${info.firstDataSegment} to ${info.lastDataSegment}`],
    ["formatted", info.formatDate ?? "-"],
    ["last written", info.writeDate ?? "-"],
    ["segments written", info.segmentsWritten],
    ["times formatted", info.formatCount],
    ["manufacturer", printable(info.manufacturer) || "-"],
    ["lot", printable(info.lotCode) || "-"],
    ["capacity", `${info.capacityKilobytes} KiB, ${info.usedKilobytes} KiB used`],
    ["volumes", info.volumeCount],
    [
      "bad sectors",
      `${badSectors.prescribed} mapped by the standard, ${badSectors.found} found bad`,
    ],
  ];
  const lines = rows.map(([label, value]) => `${label.padEnd(20)}${value}\n`);
  const findings = info.findings.map(({ severity, message }) => `  ${severity}: ${message}\n`);
  return [
    ...lines,
    findings.length > 0 ? "findings:\n" : "findings            none\n",
    ...findings,
  ].join("");
}
