import { test } from "vitest";
import { fastSeeds, runCampaign } from "../src/campaign.js";
import { recoveryTruth } from "../src/recovery/recovery-truth.js";

test(`${recoveryTruth.name}, ${fastSeeds} seeds`, () => runCampaign(recoveryTruth, fastSeeds));
