/** Drives by the id that they report (10-bit make, 6-bit model), as the vendor list of ftape names them. */
const DriveNames: Readonly<Record<number, string>> = {
  0: "Colorado DJ-10 (old)",
  5: "Archive 5580i",
  33: "AIWA CT-803 / COREtape QIC80",
  71: "Colorado DJ-10/DJ-20",
  320: "Archive S.Hornet [Identity/Escom]",
  326: "Archive 31250Q [Escom]",
  330: "Archive XL9250i [Conner/Escom]",
  332: "Conner C250MQT",
  334: "Conner C250MQ",
  336: "Conner TSM420R/TST800R",
  338: "Conner TSM850R",
  342: "Conner TSM850R/1700R/TST3200R",
  384: "Summit SE 150",
  385: "Summit SE 250, Mountain FS8000",
  449: "Wangtek 3040F",
  456: "Wangtek 3080F",
  458: "Wangtek 3080F (new)",
  460: "Wangtek 3200 / Teac 700",
  461: "Reveal TB1400",
  896: "Exabyte Eagle-96",
  897: "Exabyte Eagle TR-3",
  898: "Exabyte Eagle TR-3",
  974: "Teac 800",
  975: "Teac FT3010TR",
  1089: "ComByte DoublePlay",
  1153: "PERTEC MyTape 800",
  1155: "PERTEC MyTape 3200",
  1216: "AIWA TD-S1600",
  4546: "Colorado 700",
  4547: "Colorado 1400",
  4548: "Colorado DJ-10/DJ-20 (new)",
  4549: "HP Colorado T1000",
  4550: "HP Colorado T3000",
  34944: "Iomega 250, Ditto 800",
  34945: "Iomega 700",
  34946: "Iomega 3200",
  34947: "Iomega DITTO 2GB",
  34949: "Iomega DITTO MAX",
  34950: "Iomega MerKat Formatter",
  // Not a drive: what an image file reports.
  65535: "raw image",
  // A number of 17 bits that no drive reports: the Insight drive says 0x0005 too.
  65541: "Insight 80Mb, Irwin 80SX",
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
