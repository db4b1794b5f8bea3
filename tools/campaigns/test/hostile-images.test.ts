import { test } from "vitest";
import { fastSeeds, runCampaign } from "../src/campaign.js";
import { hostileImages } from "../src/hostile/hostile-images.js";

test(`${hostileImages.name}, ${fastSeeds} seeds`, () => runCampaign(hostileImages, fastSeeds));
