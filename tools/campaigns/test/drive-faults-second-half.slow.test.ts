import { test } from "vitest";
import { runCampaign, slowSeeds } from "../src/campaign.js";
import { driveFaults, secondsPerSeed } from "../src/drive/drive-faults.js";

const first = Math.ceil(slowSeeds / 2);
const seeds = slowSeeds - first;

test(
  `${driveFaults.name}, ${seeds} seeds from ${first}`,
  () => runCampaign(driveFaults, seeds, first),
  seeds * secondsPerSeed * 1000,
);
