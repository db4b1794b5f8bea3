export { connectQtestSocket } from "./connect-qtest-socket.js";
export { listenQtest, type QtestListener, type QtestListenOptions } from "./listen-qtest.js";
