import type { QicStandard } from "@floppytape/qic-format";
import { FdcError } from "../../errors.js";
import { formatSelector } from "../../qic117/format-selector.js";
import type { DriveParts } from "../drive-parts.js";

/**
 * Switches the drive to a standard, where it is not set to it already; drives that record only one need
 * not be asked. Its rate is set anew.
 * @throws {FdcError} `FORMAT_REFUSED` when drive and cartridge stay with another one.
 */
export async function selectStandard(parts: DriveParts, standard: QicStandard): Promise<void> {
  const { drive, layout, state } = parts;
  const current = layout.standard;
  if (current === standard) return;
  const selector = formatSelector(standard, layout.form.wide);
  const taken = selector !== undefined && (await drive.selectFormat(selector));
  if (taken) await state.recognise();
  if (layout.standard === standard) return;
  throw new FdcError(
    "FORMAT_REFUSED",
    `${drive.identity.name} ${taken ? "stays with" : "refuses it and stays with"} ${current} for this ` +
      `cartridge; ${standard} was asked for`,
    { drive: drive.identity.name, standard, current },
  );
}
