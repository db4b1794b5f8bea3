import { test } from "vitest";
import { runCampaign } from "../src/campaign.js";
import { driveFaults } from "../src/drive/drive-faults.js";

// of 20 machines each: as much work as ten seeds of the others
const seeds = 3;

test(`${driveFaults.name}, ${seeds} seeds`, () => runCampaign(driveFaults, seeds), seeds * 60_000);
