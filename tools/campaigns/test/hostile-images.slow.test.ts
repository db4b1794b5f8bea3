import { test } from "vitest";
import { runCampaign, slowSeeds } from "../src/campaign.js";
import { hostileImages } from "../src/hostile/hostile-images.js";

test(`${hostileImages.name}, ${slowSeeds} seeds`, () => runCampaign(hostileImages, slowSeeds));
