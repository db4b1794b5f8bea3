import { test } from "vitest";
import { runCampaign, slowSeeds } from "../src/campaign.js";
import { recoveryTruth } from "../src/recovery/recovery-truth.js";

test(`${recoveryTruth.name}, ${slowSeeds} seeds`, () => runCampaign(recoveryTruth, slowSeeds));
