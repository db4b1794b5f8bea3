import { test } from "vitest";
import { runCampaign, slowSeeds } from "../src/campaign.js";
import { operationsModel } from "../src/model/operations-model.js";

test(`${operationsModel.name}, ${slowSeeds} seeds`, () => runCampaign(operationsModel, slowSeeds));
