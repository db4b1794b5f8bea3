import type { HardwareFixture } from "./hardware-fixture.js";

/** Registers one thing that a machine has to do. */
export type Duty = (title: string, body: (fixture: HardwareFixture) => Promise<void>) => void;
