export { createChannelPair } from "./channel-pair.js";
export { connectQtest, type QtestHardware, type QtestOptions } from "./connect-qtest.js";
export { createLineSplitter, type LineChannel, type LineSplitter } from "./line-channel.js";
export { MachineTime, type RealTime } from "./real-time.js";
