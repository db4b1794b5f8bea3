export { hardwareConformance } from "./hardware.js";
export type { HardwareFixture, HardwareFixtureMaker } from "./hardware-fixture.js";
