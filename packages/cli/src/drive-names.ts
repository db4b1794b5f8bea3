/** Drives by the id that they report (10-bit make, 6-bit model), as the vendor list of ftape names them. */
const DriveNames: Readonly<Record<number, string>> = {
  0x0000: "Colorado DJ-10 (old)",
  0x0005: "Archive 5580i",
  0x0021: "AIWA CT-803 / COREtape QIC80",
  0x0047: "Colorado DJ-10/DJ-20",
  0x0140: "Archive S.Hornet [Identity/Escom]",
  0x0146: "Archive 31250Q [Escom]",
  0x014a: "Archive XL9250i [Conner/Escom]",
  0x014c: "Conner C250MQT",
  0x014e: "Conner C250MQ",
  0x0150: "Conner TSM420R/TST800R",
  0x0152: "Conner TSM850R",
  0x0156: "Conner TSM850R/1700R/TST3200R",
  0x0180: "Summit SE 150",
  0x0181: "Summit SE 250, Mountain FS8000",
  0x01c1: "Wangtek 3040F",
  0x01c8: "Wangtek 3080F",
  0x01ca: "Wangtek 3080F (new)",
  0x01cc: "Wangtek 3200 / Teac 700",
  0x01cd: "Reveal TB1400",
  0x0380: "Exabyte Eagle-96",
  0x0381: "Exabyte Eagle TR-3",
  0x0382: "Exabyte Eagle TR-3",
  0x03ce: "Teac 800",
  0x03cf: "Teac FT3010TR",
  0x0441: "ComByte DoublePlay",
  0x0481: "PERTEC MyTape 800",
  0x0483: "PERTEC MyTape 3200",
  0x04c0: "AIWA TD-S1600",
  0x11c2: "Colorado 700",
  0x11c3: "Colorado 1400",
  0x11c4: "Colorado DJ-10/DJ-20 (new)",
  0x11c5: "HP Colorado T1000",
  0x11c6: "HP Colorado T3000",
  0x8880: "Iomega 250, Ditto 800",
  0x8881: "Iomega 700",
  0x8882: "Iomega 3200",
  0x8883: "Iomega DITTO 2GB",
  0x8885: "Iomega DITTO MAX",
  0x8886: "Iomega MerKat Formatter",
  // Not a drive: what an image file reports.
  0xffff: "raw image",
  // A number of 17 bits that no drive reports: the Insight drive says 0x0005 too.
  0x10005: "Insight 80Mb, Irwin 80SX",
};

/** Drives whose hardware can't format a cartridge. */
const CannotFormat: ReadonlySet<number> = new Set([0x8883, 0x8885]);

/** Name of a drive, undefined when the list has none for this id. */
export function driveName(vendorId: number): string | undefined {
  return DriveNames[vendorId];
}

/** Whether a drive can format: all can but Ditto 2GB and Ditto Max. */
export function canFormat(vendorId: number): boolean {
  return !CannotFormat.has(vendorId);
}
