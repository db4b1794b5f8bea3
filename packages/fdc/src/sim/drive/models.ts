/** Drives that were sold, as the simulator plays them. Ids and winding speeds are those of ftape's table. */
import type { QicStandard } from "@floppytape/qic-format";
import { type DriveModel, type SelectionMethod, usualTimings } from "./drive-model.js";

const qic40: readonly QicStandard[] = ["QIC-40"];
const qic80: readonly QicStandard[] = ["QIC-40", "QIC-80"];
const qic3010: readonly QicStandard[] = ["QIC-40", "QIC-80", "QIC-3010"];
const qic3020: readonly QicStandard[] = ["QIC-40", "QIC-80", "QIC-3010", "QIC-3020"];
const only3020: readonly QicStandard[] = ["QIC-3010", "QIC-3020"];
const slow = [250, 500];
const usual = [250, 500, 1000];
const fast = [500, 1000, 2000];

type Sold = readonly [
  vendorId: number,
  wakeUp: SelectionMethod,
  windIps: number,
  standards: readonly QicStandard[],
  rates: readonly number[],
];

function model<const Name extends string>(
  name: Name,
  description: string,
  [vendorId, wakeUp, windIps, standards, rates]: Sold,
  differences: Partial<DriveModel> = {},
): DriveModel & { readonly name: Name } {
  return {
    description,
    vendorId,
    romVersion: 0x58,
    wakeUp,
    standards,
    writes: standards,
    rates,
    defaultRate: 500,
    windIps,
    calibratesLength: true,
    reportsTapeStatus: true,
    reportsConfiguration: true,
    extendedSkips: true,
    canFormat: true,
    extensions: false,
    diagnosticSignature: undefined,
    diagnosticStatus: undefined,
    powerOnError: 26,
    errorAfterReset: 27,
    pulsesPerGap: 1,
    timings: usualTimings,
    ...differences,
    name,
  };
}

/** Knows neither tape lengths nor report 33: before QIC-117 revision C. */
const early = { calibratesLength: false, reportsTapeStatus: false, extendedSkips: false };
const colorado = { diagnosticSignature: 0xa5, diagnosticStatus: 0x04 };
const iomega = { errorAfterReset: 26 };

const models = [
  model(
    "colorado-dj20",
    "Colorado DJ-10/DJ-20 (new), QIC-80",
    [0x11c4, "colorado", 84, qic80, usual],
    colorado,
  ),
  model(
    "colorado-dj10-old",
    "Colorado DJ-10 (old), QIC-40, id by command 24",
    [0x20000, "colorado", 82, qic40, slow],
    {
      ...early,
      ...colorado,
      romVersion: 0x28,
    },
  ),
  model(
    "colorado-dj20-old",
    "Colorado DJ-10/DJ-20, id shared with clones",
    [0x0047, "colorado", 90, qic80, usual],
    {
      ...colorado,
      romVersion: 0x3e,
    },
  ),
  model(
    "colorado-1400",
    "Colorado 1400, QIC-3020",
    [0x11c3, "colorado", 90, qic3020, fast],
    colorado,
  ),
  model(
    "hp-t1000",
    "HP Colorado T1000, Travan TR-1",
    [0x11c5, "colorado", 84, qic80, usual],
    colorado,
  ),
  model(
    "hp-t3000",
    "HP Colorado T3000, Travan TR-3: cannot write QIC-80",
    [0x11c6, "colorado", 90, qic3020, fast],
    {
      ...colorado,
      writes: only3020,
    },
  ),
  model(
    "archive-5580i",
    "Archive 5580i, QIC-80, 8-bit status only",
    [0x0005, "mountain", 45, qic80, slow],
    early,
  ),
  model("archive-xl9250i", "Archive XL9250i, QIC-80", [0x014a, "mountain", 100, qic80, usual]),
  model("conner-c250mq", "Conner C250MQ, QIC-80", [0x014e, "mountain", 80, qic80, usual], {
    romVersion: 0x02,
  }),
  model("conner-tsm850r", "Conner TSM850R, QIC-3010", [
    0x0152,
    "mountain",
    80,
    qic3010,
    [500, 1000],
  ]),
  model("summit-se250", "Summit SE250, QIC-80", [0x0181, "mountain", 85, qic80, usual]),
  model(
    "insight-80",
    "Insight 80, Irwin 80SX: woken by its motor line, 8-bit id",
    [0x10005, "insight", 50, qic80, slow],
    early,
  ),
  model("wangtek-3080f", "Wangtek 3080F, always listening, QIC-80", [
    0x01c8,
    "none",
    64,
    qic80,
    slow,
  ]),
  model("wangtek-3200", "Wangtek 3200, Teac 700, QIC-3020", [
    0x01cc,
    "colorado",
    77,
    qic3020,
    fast,
  ]),
  model("exabyte-tr3", "Exabyte Eagle TR-3", [0x0381, "colorado", 85, qic3020, fast]),
  model("aiwa-td-s1600", "Aiwa TD-S1600, always listening", [0x04c0, "none", 80, qic3020, fast]),
  model(
    "iomega-250",
    "Iomega 250, reports the id of a Colorado",
    [0x0047, "colorado", 64, qic80, usual],
    {
      ...iomega,
      diagnosticSignature: 0xa5,
      romVersion: 0x40,
    },
  ),
  model("iomega-3200", "Iomega 3200, Travan TR-3", [0x8882, "colorado", 80, qic3020, fast], iomega),
  model("ditto-2gb", "Iomega Ditto 2GB: cannot format", [0x8883, "colorado", 80, qic3020, fast], {
    ...iomega,
    writes: only3020,
    canFormat: false,
    defaultRate: 1000,
    romVersion: 0x30,
  }),
  model(
    "ditto-max",
    "Iomega Ditto Max, motorised: cannot format",
    [0x8885, "colorado", 85, [...only3020, "Ditto Max"], [1000, 2000, 3000, 4000]],
    {
      ...iomega,
      canFormat: false,
      extensions: true,
      defaultRate: 1000,
      romVersion: 0x41,
    },
  ),
  model(
    "ditto-max-formatter",
    "Iomega MerKat, formats Ditto Max cartridges",
    [0x8886, "colorado", 85, [...only3020, "Ditto Max"], [1000, 2000, 3000, 4000]],
    {
      ...iomega,
      extensions: true,
      defaultRate: 1000,
      romVersion: 0x41,
    },
  ),
] as const;

export type DriveModelName = (typeof models)[number]["name"];

/** All simulated drives by name. */
export const driveModels = Object.fromEntries(
  models.map((model) => [model.name, model]),
) as Readonly<Record<DriveModelName, DriveModel>>;

/** Whether a name is one of {@link driveModels}. */
export function isDriveModelName(name: string): name is DriveModelName {
  return Object.hasOwn(driveModels, name);
}

/** A drive that reads, writes and formats cartridges of a standard. */
export function driveModelFor(standard: QicStandard): DriveModel {
  switch (standard) {
    case "QIC-40":
    case "QIC-80":
      return driveModels["colorado-dj20"];
    case "QIC-3010":
    case "QIC-3020":
      return driveModels["colorado-1400"];
    case "Ditto Max":
      return driveModels["ditto-max-formatter"];
  }
}
