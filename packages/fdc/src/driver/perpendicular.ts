import type { QicStandard } from "@floppytape/qic-format";
import type { Controller } from "../controller/controller.js";
import { FdcError } from "../errors.js";

/** Standards whose bits stand upright in the tape, on all tracks, in reading, writing and formatting. */
const perpendicular: ReadonlySet<QicStandard> = new Set(["QIC-3020", "Ditto Max"]);

/** Perpendicular recording begins at this data rate, kbit/s. */
const lowestRate = 1000;

/** Sets the controller's recording mode as the standard needs it. @throws what {@link perpendicularObstacle} says. */
export async function usePerpendicular(
  controller: Controller,
  standard: QicStandard,
): Promise<void> {
  const obstacle = perpendicularObstacle(controller, standard);
  if (obstacle) throw obstacle;
  if (controller.chip.enhanced) await controller.setPerpendicular(perpendicular.has(standard));
}

/** Why this controller cannot record the standard, undefined when it can. */
export function perpendicularObstacle(
  { chip }: Pick<Controller, "chip">,
  standard: QicStandard,
): FdcError | undefined {
  if (!perpendicular.has(standard)) return undefined;
  if (chip.enhanced && chip.maxRate >= lowestRate) return undefined;
  return new FdcError(
    "PERPENDICULAR_UNSUPPORTED",
    `your floppy controller (${chip.name}) does not support ${standard}: it has no perpendicular mode; ` +
      `controllers made for 2.88 MB floppies (82077, 82077AA, 82078; ${lowestRate} kbit/s) have it, and ` +
      "boards with an 82078-1 run at 2000 kbit/s as well",
    { chip: chip.name, standard, maxRate: chip.maxRate },
  );
}
