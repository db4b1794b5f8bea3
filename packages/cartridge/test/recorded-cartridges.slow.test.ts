import { checkRecorded } from "./recorded-cartridges.js";
import { manifestOf, recordedNames } from "./recorded-images.js";

for (const name of recordedNames) if (manifestOf(name).segments >= 2000) checkRecorded(name);
