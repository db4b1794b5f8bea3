/** Asking a drive who it is. */
import type { DriveLink } from "./drive-link.js";
import { ByCommand24, EightBitId } from "./vendors.js";

export interface ToldIdentity {
  /** Undefined where the drive tells none. */
  readonly vendorId: number | undefined;
  readonly romVersion: number | undefined;
}

const oldColorado = 0x0047;
const iomega250 = 0x8880;
const coloradoSignature = 0xa5;
/** Clones of the Colorado drive have firmware from this version on. */
const cloneRomVersion = 63;

/** Asks an awake drive for its id and the version of its firmware. */
export async function identify(link: DriveLink): Promise<ToldIdentity> {
  const told = await vendorId(link);
  const romVersion = await answerOf(link, "report-rom-version");
  if (told !== oldColorado) return { vendorId: told, romVersion };
  return { vendorId: await colorado(link, romVersion ?? 0), romVersion };
}

async function answerOf(
  link: DriveLink,
  name: "report-rom-version" | "report-vendor-id" | "soft-deselect" | "report-format-segments",
  bits = 8,
): Promise<number | undefined> {
  const answer = await link.reportIfAny(name, bits);
  return answer.kind === "valid" ? answer.value : undefined;
}

async function vendorId(link: DriveLink): Promise<number | undefined> {
  const answer = await link.reportIfAny("report-vendor-id");
  // A drive that answers with eight bits shows its stop bit as the ninth.
  if (answer.kind === "valid" && answer.value >> 8 !== 0xff) return answer.value;
  if (answer.kind !== "silent") {
    const short = await answerOf(link, "report-vendor-id");
    if (short !== undefined) return short | EightBitId;
  }
  const older = await answerOf(link, "soft-deselect");
  if (older !== undefined) return older | ByCommand24;
  // Where this command is what its name says, it sent the drive to sleep.
  return undefined;
}

/** Old Colorado drives and their clones share an id; in diagnostic mode they are told apart. */
async function colorado(link: DriveLink, romVersion: number): Promise<number | undefined> {
  await link.transmit("enter-diagnostic-1");
  try {
    const signature = await answerOf(link, "report-rom-version");
    if (signature !== coloradoSignature) return undefined;
    const status = await answerOf(link, "report-format-segments");
    return status === undefined && romVersion >= cloneRomVersion ? iomega250 : oldColorado;
  } finally {
    await link.transmit("enter-primary-mode");
  }
}
