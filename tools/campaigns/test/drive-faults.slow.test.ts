import { test } from "vitest";
import { runCampaign, slowSeeds } from "../src/campaign.js";
import { driveFaults } from "../src/drive/drive-faults.js";

// 20 machines a seed: more than any other campaign
const secondsPerSeed = 10;

test(
  `${driveFaults.name}, ${slowSeeds} seeds`,
  () => runCampaign(driveFaults, slowSeeds),
  slowSeeds * secondsPerSeed * 1000,
);
