import { openDrive } from "../../src/index.js";
import { connectQtest, createChannelPair, serveQtest } from "../../src/qtest/index.js";
import { createSimulator } from "../../src/sim/index.js";
import { smallMedium } from "../driver/drive-bench.js";
import { eagerTime } from "./eager-time.js";

/** A drive that is reached by the protocol only, as a foreign one would be. */
export async function remoteDrive(clock: "virtual time" | "real time") {
  const medium = smallMedium();
  const simulator = createSimulator({ cartridge: medium });
  const [client, server] = createChannelPair();
  const time = eagerTime();
  const real = clock === "real time";
  serveQtest(simulator, server, real ? { speed: 1, time } : {});
  const hardware = await connectQtest(client, { time, stepTime: !real });
  const store = await openDrive(hardware);
  return { medium, simulator, hardware, store };
}
