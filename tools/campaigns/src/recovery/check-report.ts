import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import type { Cartridge } from "@floppytape/cartridge";
import { addAccounts, addSpans, type ByteAccount, EmptyAccount } from "@floppytape/rescue";
import type { Recording } from "@floppytape/rescue/contents";
import { createReport } from "@floppytape/rescue/report";
import type { Tally } from "../campaign.js";
import type { ReadEntry } from "./check-entries.js";
import type { TrueCartridge } from "./true-cartridge.js";
import type { SegmentFate } from "./true-fates.js";

/** Holds a report against what was read, and its counts against the truth. */
export async function checkReport(
  written: TrueCartridge,
  recording: Recording & { readonly cartridge: Cartridge | undefined },
  read: readonly (readonly ReadEntry[])[],
  fateOf: (segment: number) => Promise<SegmentFate>,
  tally: Tally,
): Promise<void> {
  const { cartridge } = recording;
  const source = {
    name: "campaign.img",
    sizeBytes: written.bytes.length,
    kind: "raw image",
    parityStored: true,
    sha256: undefined,
    sha512: undefined,
  };
  const report = await createReport(
    { source, recording, cartridge },
    { program: "campaign", now: 0, createHash: runningHash },
  );
  report.volumes.forEach(({ entries }, volume) => {
    assert.deepEqual(
      entries.map(({ path, account, holes, sha256 }) => ({ path, account, holes, sha256 })),
      read[volume]!.map(inReport),
      `volume ${volume} in the report`,
    );
  });
  if (cartridge) {
    const table = await accountOf(fateOf, written.tableSegment);
    const headers = [];
    for (const segment of written.headerSegments) headers.push(await accountOf(fateOf, segment));
    const best = headers.sort((a, b) => a.lost - b.lost)[0]!;
    const parts = [best, table, ...report.volumes.map(({ account }) => account)];
    assert.deepEqual(report.account, parts.reduce(addAccounts), "the account of the cartridge");
  }
  tally.add("reports");
}

function runningHash() {
  const hash = createHash("sha256");
  return {
    update: (bytes: Uint8Array) => void hash.update(bytes),
    digest: () => hash.digest("hex"),
  };
}

function inReport({ entry, bytes, report }: ReadEntry) {
  return {
    path: entry.path || entry.originalPath,
    account: report.account,
    holes: report.holes.map(({ start, end }) => [start, end]),
    sha256: entry.type === "file" ? createHash("sha256").update(bytes).digest("hex") : undefined,
  };
}

async function accountOf(
  fateOf: (segment: number) => Promise<SegmentFate>,
  segment: number,
): Promise<ByteAccount> {
  const { sectors } = await fateOf(segment);
  return addSpans(
    EmptyAccount,
    sectors.map((fate, sector) => ({ ...fate, start: sector * 1024, end: (sector + 1) * 1024 })),
  );
}
