export {
  FloppyTapeTraits,
  ScsiTapeTraits,
  type TapeDrive,
  type TapeUnitFixture,
  type TapeUnitTraits,
} from "./fixture.js";
export type { ConformanceRunner, Expectation } from "./runner.js";
export { tapeUnitConformance } from "./tape-unit-conformance.js";
