/** Every kind of fault: what it does, where it can strike, and its arguments. */
import { controllerFaults } from "./controller-faults.js";
import { driveFaults } from "./drive-faults.js";
import type { FaultKindInfo } from "./fault-kind-info.js";
import type { FaultKind } from "./faults.js";
import { mediumFaults } from "./medium-faults.js";

/** The table that checks, documentation and `--help` share. */
export const faultKinds: Readonly<Record<FaultKind, FaultKindInfo>> = {
  ...mediumFaults,
  ...driveFaults,
  ...controllerFaults,
};

/** Operations of the controller that `where.operation` can name. */
export const faultOperations = [
  "read",
  "write",
  "verify",
  "read-id",
  "format",
  "seek",
  "sense",
  "reset",
] as const;
