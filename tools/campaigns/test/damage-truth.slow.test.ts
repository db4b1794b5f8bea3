import { test } from "vitest";
import { runCampaign, slowSeeds } from "../src/campaign.js";
import { damageTruth } from "../src/damage/damage-truth.js";

test(`${damageTruth.name}, ${slowSeeds} seeds`, () => runCampaign(damageTruth, slowSeeds));
