/** The duties of a `Hardware`, as tests; run over every implementation. */
import type { ConformanceRunner } from "@floppytape/cartridge/conformance";
import { busDuties } from "./bus-duties.js";
import type { Duty } from "./duty.js";
import { fifoDuties } from "./fifo-duties.js";
import type { HardwareFixtureMaker } from "./hardware-fixture.js";
import { timeDuties } from "./time-duties.js";

/** Registers the suite with a test runner under `name`. What a machine doesn't have isn't asked for. */
export function hardwareConformance(
  { test, expect }: ConformanceRunner,
  name: string,
  fresh: HardwareFixtureMaker,
): void {
  const duty: Duty = (title, body) =>
    test(`${name}: ${title}`, async () => {
      const fixture = await fresh();
      try {
        await body(fixture);
      } finally {
        await fixture.release();
      }
    });
  busDuties(duty, expect);
  timeDuties(duty, expect);
  fifoDuties(duty, expect);
}
