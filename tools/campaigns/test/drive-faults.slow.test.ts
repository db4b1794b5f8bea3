import { test } from "vitest";
import { runCampaign, slowSeeds } from "../src/campaign.js";
import { driveFaults, secondsPerSeed } from "../src/drive/drive-faults.js";

// The other half runs beside it.
const seeds = Math.ceil(slowSeeds / 2);

test(
  `${driveFaults.name}, ${seeds} seeds from 0`,
  () => runCampaign(driveFaults, seeds),
  seeds * secondsPerSeed * 1000,
);
