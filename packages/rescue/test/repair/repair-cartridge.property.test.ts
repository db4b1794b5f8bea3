import {
  createMemoryBytes,
  createRawImageStore,
  openCartridge,
  type SegmentReport,
  type SegmentStore,
  scanCartridge,
} from "@floppytape/cartridge";
import fc from "fast-check";
import { expect, test } from "vitest";
import { repairCartridge } from "../../src/index.js";
import { badSectorsOfSmall, damagedDump, filledImage, same } from "../damaged-dumps.js";

const whole = await filledImage(3);

/** Up to five sectors in each of some segments behind the header copy in use. */
const anyDamage = fc.array(
  fc.tuple(
    fc.integer({ min: 1, max: 39 }),
    fc
      .uniqueArray(fc.nat(31), { maxLength: 5 })
      .map((sectors) => sectors.reduce((map, sector) => (map | (1 << sector)) >>> 0, 0)),
  ),
  { maxLength: 30 },
);

async function reportsOf(store: SegmentStore): Promise<SegmentReport[]> {
  const reports: SegmentReport[] = [];
  for await (const report of scanCartridge(await openCartridge(store))) reports.push(report);
  return reports;
}

test("a repair proves what could be proven, and changes nothing that is said of the rest", async () => {
  await fc.assert(
    fc.asyncProperty(anyDamage, anyDamage, async (unreadable, silent) => {
      const before = damagedDump(whole, { unreadable, silent });
      const target = createMemoryBytes();
      const { map } = await repairCartridge(await openCartridge(before), target);
      const image = target.bytes();
      const after = createRawImageStore(createMemoryBytes(image), { map });
      const said = await reportsOf(before);
      for (const report of await reportsOf(after)) {
        const { segment, how } = report;
        const was = said[segment]!;
        const proven = was.unverifiable === 0 && (was.how === "read" || was.how === "corrected");
        const at = [segment * 32768, (segment + 1) * 32768] as const;
        if (proven || segment < 2) {
          expect(how).toBe("read");
          const keepsBadSectors = badSectorsOfSmall.some(([bad]) => bad === segment);
          if (!keepsBadSectors)
            expect(same(image.subarray(...at), whole.subarray(...at))).toBe(true);
        } else expect(report).toEqual(was);
      }
    }),
    { numRuns: 15 },
  );
});
