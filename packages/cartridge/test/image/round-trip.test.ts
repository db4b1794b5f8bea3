import { checkRoundTrips, tellingCartridges } from "./round-trip.js";

for (const name of tellingCartridges) checkRoundTrips(name);
