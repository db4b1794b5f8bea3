export { type RemoteShellOptions, remoteShell } from "./remote-shell.js";
export {
  type ChildChannel,
  type ChildExit,
  type SpawnChannelOptions,
  spawnChannel,
} from "./spawn-channel.js";
export { stdioChannel } from "./stdio-channel.js";
export { streamChannel } from "./stream-channel.js";
export {
  connectUnixSocket,
  listenUnixSocket,
  type UnixSocketOptions,
  type UnixSocketServer,
} from "./unix-socket.js";
