export {
  FloppyTapeTraits,
  ScsiTapeTraits,
  type TapeDrive,
  type TapeUnitFixture,
  type TapeUnitTraits,
} from "./fixture.js";
export type { ConformanceRunner, Expectation } from "./runner.js";
export { tapeDeviceConformance } from "./tape-device-conformance.js";
export type {
  TapeDeviceDrive,
  TapeDeviceFixture,
  TapeDeviceTraits,
} from "./tape-device-fixture.js";
export { tapeUnitConformance } from "./tape-unit-conformance.js";
