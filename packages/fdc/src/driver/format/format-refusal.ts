import type { QicStandard } from "@floppytape/qic-format";
import type { Controller } from "../../controller/controller.js";
import { FdcError } from "../../errors.js";
import type { DriveIdentity } from "../../qic117/identity.js";
import { perpendicularObstacle } from "../perpendicular.js";

/** Why drive and controller cannot format to this standard at all, undefined when nothing is known against it. */
export function formatRefusal(
  identity: DriveIdentity,
  controller: Pick<Controller, "chip">,
  standard: QicStandard,
): FdcError | undefined {
  const { name, canFormat, readOnlyStandards } = identity;
  const details = { drive: name, standard };
  if (!canFormat)
    return new FdcError(
      "FORMAT_REFUSED",
      `${name} drives cannot format: their cartridges are formatted in the factory, and one that another ` +
        "drive formats is of no use to them any more",
      details,
    );
  if (readOnlyStandards.includes(standard))
    return new FdcError(
      "FORMAT_REFUSED",
      `${name} drives read ${standard} cartridges but cannot write them`,
      details,
    );
  return perpendicularObstacle(controller, standard);
}
