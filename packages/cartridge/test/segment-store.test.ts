import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { segmentStoreConformance } from "../src/conformance/index.js";
import {
  createMemoryBytes,
  createMemoryStore,
  createRawImageStore,
  type MemoryStore,
  SectorFlag,
} from "../src/index.js";
import { openFileBytes, openRawImageFile } from "../src/node/index.js";

const runner = { test, expect };

const memoryFixture = (store: MemoryStore) => ({
  store,
  async breakSector(segment: number, sector: number, kind: "unreadable" | "unwritable") {
    store.flag(
      segment,
      sector,
      kind === "unreadable" ? SectorFlag.CrcError : SectorFlag.Unwritable,
    );
  },
  async protect() {
    store.setWriteProtected(true);
  },
  release: () => store.close(),
});

segmentStoreConformance(runner, "memory", async () =>
  memoryFixture(createMemoryStore({ segmentCount: 12 })),
);

segmentStoreConformance(runner, "memory with a queue", async () =>
  memoryFixture(createMemoryStore({ segmentCount: 12, queueDepth: 3 })),
);

segmentStoreConformance(runner, "raw image", async () => {
  const store = createRawImageStore(createMemoryBytes(new Uint8Array(12 * 32768)));
  return { store, release: () => store.close() };
});

segmentStoreConformance(runner, "raw image file", async () => {
  const folder = await mkdtemp(join(tmpdir(), "cartridge-"));
  const path = join(folder, "tape.img");
  const bytes = await openFileBytes(path, { write: true, create: true });
  await bytes.write(0, new Uint8Array(12 * 32768));
  await bytes.close();
  const store = await openRawImageFile(path, { write: true });
  return {
    store,
    async release() {
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
});
