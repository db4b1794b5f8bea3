import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  cartridgeTypes,
  type FieldLayout,
  type FormatCode,
  headerSegmentLayout,
  segmentCountOf,
  type VolumeLayout,
  volumeEntryLayout,
  zftapeExtensionLayout,
} from "../src/index.js";

// The offset tables that users read must be the ones that the code uses. In the pages a comment in front of
// a table says which variants of which structure its rows belong to.

const page = (name: string) =>
  readFileSync(new URL(`../../../docs/formats/${name}.md`, import.meta.url), "utf8");

/** Cells of the table rows at the start of `text`, without heading and rule. */
function rowsOf(text: string): string[][] {
  const lines = text.trimStart().split("\n");
  const end = lines.findIndex((line) => !line.startsWith("|"));
  return lines
    .slice(2, end < 0 ? undefined : end)
    .map((line) => line.split("|").map((cell) => cell.replaceAll("`", "").trim()))
    .map((cells) => cells.slice(1, -1));
}

/** The documented rows of one variant of a structure, by offset. */
function documented(text: string, structure: string, variant: string): FieldLayout[] {
  return text
    .split("<!-- fields: ")
    .slice(1)
    .filter((part) => {
      const [name, ...variants] = part.slice(0, part.indexOf(" -->")).split(" ");
      return name === structure && variants.includes(variant);
    })
    .flatMap((part) => rowsOf(part.slice(part.indexOf("-->") + 3)))
    .map(([offset, size, name]) => ({ name: name!, offset: Number(offset), size: Number(size) }))
    .sort((a, b) => a.offset - b.offset);
}

describe("offset tables in docs/formats are those of the code", () => {
  test.each<FormatCode>([2, 3, 4, 5, 6])("header segment, code %i", (code) => {
    const rows = documented(page("header-segment"), "header", String(code));
    expect(rows).toEqual(headerSegmentLayout(code));
  });

  test.each<VolumeLayout>(["rev-k", "qic113", "big"])("volume entry, layout %s", (layout) => {
    const rows = documented(page("volume-table"), "entry", layout);
    expect(rows).toEqual(volumeEntryLayout(layout));
  });

  test.each([1, 2] as const)("zftape extension, version %i", (version) => {
    const rows = documented(page("volume-table"), "zftape", String(version));
    expect(rows).toEqual(zftapeExtensionLayout(version));
  });
});

test("the cartridges in docs/formats/geometry.md are those of the code", () => {
  const text = page("geometry");
  const rows = rowsOf(text.slice(text.indexOf("## Cartridges") + "## Cartridges".length));
  expect(rows.map(([name, ...numbers]) => [name, ...numbers.map(Number)])).toEqual(
    cartridgeTypes.map(({ name, geometry: g }) => [
      name,
      g.formatCode,
      g.tracksPerCartridge,
      g.segmentsPerTrack,
      g.floppyTrackMax,
      g.floppyHeadMax,
      segmentCountOf(g),
    ]),
  );
});
