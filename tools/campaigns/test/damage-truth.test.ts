import { test } from "vitest";
import { fastSeeds, runCampaign } from "../src/campaign.js";
import { damageTruth } from "../src/damage/damage-truth.js";

test(`${damageTruth.name}, ${fastSeeds} seeds`, () => runCampaign(damageTruth, fastSeeds));
