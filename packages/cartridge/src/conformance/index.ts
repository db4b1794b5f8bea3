export type { ConformanceExpectation, ConformanceRunner } from "./runner.js";
export { segmentStoreConformance } from "./segment-store.js";
export type { StoreFixture, StoreFixtureMaker } from "./store-fixture.js";
