export type { ByteChannel } from "./byte-channel.js";
export { createChannelPair } from "./channel-pair.js";
export type { RmtClientOptions, Sleep } from "./client/client-options.js";
export { connectRmt, type RmtConnection } from "./client/connect-rmt.js";
export { parseRemoteName, type RemoteName } from "./remote-name.js";
export { allowNames } from "./server/allow-names.js";
export { type RmtExitStatus, serveRmt } from "./server/serve-rmt.js";
export type { RmtLog, RmtOpenRequest, RmtServerOptions } from "./server/server-options.js";
