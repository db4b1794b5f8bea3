import { readFileSync } from "node:fs";
import type { FormatCode, Geometry, QicStandard } from "@floppytape/qic-format";
import { expect, test } from "vitest";
import {
  createMemoryBytes,
  createRawImageStore,
  formatCartridge,
  openCartridge,
} from "../src/index.js";
import { hexMaps, type Manifest, sha256Of } from "./recorded-images.js";

interface FormattedCart
  extends Pick<Manifest, "geometry" | "headerSegments" | "firstDataSegment" | "lastDataSegment"> {
  readonly badSectorMap: Readonly<Record<string, string>>;
  readonly segmentData: Readonly<Record<string, string>>;
  readonly imageSha256: string;
}

const { carts } = JSON.parse(
  readFileSync(new URL("./vectors/formatted-carts.json", import.meta.url), "utf8"),
) as { carts: Record<string, FormattedCart> };

function geometryOf({ geometry }: FormattedCart): Geometry {
  const { tracks, qicStandard, tapeStatus, formatCode, ...numbers } = geometry;
  return { ...numbers, formatCode: formatCode as FormatCode, tracksPerCartridge: tracks };
}

test.each(Object.entries(carts))("%s is formatted byte for byte as recorded", async (_, cart) => {
  const bytes = createMemoryBytes();
  const store = createRawImageStore(bytes);
  const label = Buffer.from(cart.segmentData[0]!, "hex").subarray(30, 74).toString("latin1");
  await formatCartridge(store, {
    type: { standard: cart.geometry.qicStandard as QicStandard, geometry: geometryOf(cart) },
    label: label.trimEnd(),
    date: 0x3adf7e70,
    badSectors: hexMaps(cart.badSectorMap),
    lastDataSegment: cart.lastDataSegment,
    prescribedBadSegments: false,
  });
  const cartridge = await openCartridge(store);
  expect(cartridge.findings).toEqual([]);
  expect(cartridge.header.headerSegments).toEqual(cart.headerSegments);
  expect(cartridge.firstDataSegment).toBe(cart.firstDataSegment);
  const table = Buffer.from(cart.segmentData[cart.firstDataSegment]!, "hex");
  await cartridge.writeTable(Uint8Array.from(table));
  expect(sha256Of(bytes.bytes())).toBe(cart.imageSha256);
});
