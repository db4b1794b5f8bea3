import { manifestOf, recordedNames } from "../recorded-images.js";
import { checkRoundTrips } from "./round-trip.js";

for (const name of recordedNames)
  if (name !== "headers-damaged" /* no header, no export */ && manifestOf(name).segments < 200)
    checkRoundTrips(name);
