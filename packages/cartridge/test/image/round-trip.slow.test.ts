import { recordedNames } from "../recorded-images.js";
import { checkRoundTrips, tellingCartridges } from "./round-trip.js";

/** No header of it can be read, so that there is nothing to export. */
const headerless = "headers-damaged";

for (const name of recordedNames)
  if (name !== headerless && !tellingCartridges.includes(name)) checkRoundTrips(name);
