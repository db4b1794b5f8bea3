import type { CartridgeReport, ReportedEntry, ReportedVolume } from "./cartridge-report.js";
import { createNameMask, type NameMask } from "./name-mask.js";

/**
 * The report with stand-ins for all that was typed by people: names of files, folders and the image,
 * labels, link targets, and the words of findings, which may quote them. Numbers, dates and hashes stay.
 */
export function maskReport(report: CartridgeReport, mask = createNameMask()): CartridgeReport {
  const { source, cartridge } = report;
  return {
    ...report,
    source: { ...source, name: mask.source(source.name) },
    cartridge: cartridge && { ...cartridge, label: mask.label(cartridge.label) },
    volumes: report.volumes.map((volume) => maskVolume(volume, mask)),
    findings: report.findings.map(mask.finding),
  };
}

function maskVolume(volume: ReportedVolume, mask: NameMask): ReportedVolume {
  return {
    ...volume,
    label: mask.label(volume.label),
    entries: volume.entries.map((entry) => maskEntry(entry, mask)),
    findings: volume.findings.map(mask.finding),
  };
}

function maskEntry(entry: ReportedEntry, mask: NameMask): ReportedEntry {
  const { path, type, linkTarget, disagreements } = entry;
  return {
    ...entry,
    path: type === "directory" ? mask.folder(path) : mask.file(path),
    linkTarget: linkTarget === undefined ? undefined : mask.file(linkTarget),
    disagreements: disagreements.map(mask.finding),
  };
}
