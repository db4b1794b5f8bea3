import { test } from "vitest";
import { fastSeeds, runCampaign } from "../src/campaign.js";
import { operationsModel } from "../src/model/operations-model.js";

test(`${operationsModel.name}, ${fastSeeds} seeds`, () => runCampaign(operationsModel, fastSeeds));
