import { test } from "vitest";
import { runCampaign, slowSeeds } from "../src/campaign.js";
import { driveFaults } from "../src/drive/drive-faults.js";

test(`${driveFaults.name}, ${slowSeeds} seeds`, () => runCampaign(driveFaults, slowSeeds));
