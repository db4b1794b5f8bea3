export { createChannelPair } from "./channel-pair.js";
export { connectQtest, type QtestHardware, type QtestOptions } from "./connect-qtest.js";
export { createLineSplitter, type LineChannel, type LineSplitter } from "./line-channel.js";
export type { QtestTarget } from "./qtest-target.js";
export { MachineTime, type RealTime } from "./real-time.js";
export { type QtestServerOptions, type QtestService, serveQtest } from "./serve-qtest.js";
