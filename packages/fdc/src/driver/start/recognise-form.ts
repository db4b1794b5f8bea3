import { FdcError } from "../../errors.js";
import { decodeDriveConfiguration, rateCode } from "../../qic117/drive-configuration.js";
import type { TapeDrive } from "../../qic117/tape-drive.js";
import type { CartridgeForm } from "../tape-layout.js";

/** What the drive says of the kind of its cartridge. */
export interface RecognisedForm {
  readonly form: CartridgeForm;
  /** The report bytes, 0 where the drive has no such report. */
  readonly configuration: number;
  readonly tapeStatus: number;
}

/** What the oldest drives, which report neither configuration nor tape status, can only mean. */
const prehistoric: RecognisedForm = {
  form: { standard: "QIC-40", wide: false, feet: 205 },
  configuration: 0,
  tapeStatus: 0,
};

/**
 * Asks for configuration and tape status. Drives older than QIC-117 rev. C know only the former, whose
 * upper bits stand for standard and length then.
 */
export async function recogniseForm(
  drive: TapeDrive,
  cartridgePresent: boolean,
): Promise<RecognisedForm> {
  const configuration = await configurationOf(drive);
  if (configuration === undefined) return prehistoric;
  // Without a cartridge the report is an error to most drives.
  const report = cartridgePresent ? await drive.tapeStatus() : undefined;
  if (report?.standard === undefined) {
    const { qic80, extraLength } = decodeDriveConfiguration(configuration);
    const form: CartridgeForm = {
      standard: qic80 ? "QIC-80" : "QIC-40",
      wide: false,
      feet: extraLength ? 307 : undefined,
    };
    return { form, configuration, tapeStatus: report?.byte ?? 0 };
  }
  const { wide, feet, byte } = report;
  // The only drives with extended rates record a format of their own, which has no number.
  const ownFormat = report.standard === "QIC-3020" && drive.identity.extensions;
  const standard = ownFormat ? "Ditto Max" : report.standard;
  return { form: { standard, wide, feet }, configuration, tapeStatus: byte };
}

/** The configuration report as it is at a data rate that was set later. */
export function configurationAt(
  { configuration }: RecognisedForm,
  rate: number | undefined,
): number {
  const code = rate === undefined ? undefined : rateCode(rate);
  return code === undefined ? configuration : (configuration & ~RateBits) | (code << RateShift);
}

const RateBits = 0x18;
const RateShift = 3;

/** Answer to the configuration report, undefined from drives that have none. */
async function configurationOf(drive: TapeDrive): Promise<number | undefined> {
  try {
    return await drive.configuration();
  } catch (error) {
    if (error instanceof FdcError && error.code === "NO_ANSWER") return undefined;
    throw error;
  }
}
