import { test } from "vitest";
import { fastSeeds, runCampaign } from "../src/campaign.js";
import { driveFaults } from "../src/drive/drive-faults.js";

test(`${driveFaults.name}, ${fastSeeds} seeds`, () => runCampaign(driveFaults, fastSeeds));
