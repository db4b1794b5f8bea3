export { createFaults, type FaultOptions } from "./faults/create-faults.js";
export {
  type FaultArgument,
  type FaultKindInfo,
  faultKinds,
  faultOperations,
  type NumberArgument,
  type WordArgument,
} from "./faults/fault-kinds.js";
export {
  type FaultEntry,
  type FaultScript,
  MaxFaultEntries,
  readFaultScript,
} from "./faults/fault-script.js";
export type { FaultWhen } from "./faults/fault-when.js";
export {
  type FaultRange,
  type FaultWhere,
  type FaultWords,
  faultMotions,
} from "./faults/fault-where.js";
export {
  type FaultArguments,
  type FaultKind,
  type FaultPlace,
  type Faults,
  NoFaults,
} from "./faults/faults.js";
export { createRandom, derivedSeed, type Random } from "./faults/random.js";
