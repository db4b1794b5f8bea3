export { feed, feedEnd } from "./feed.js";
export type { MonitorKeyword } from "./fields.js";
export { createMonitorState, LongestLineBytes, type MonitorState } from "./monitor-state.js";
export { type MonitorView, monitorView } from "./monitor-view.js";
export { type RenderOptions, renderMonitor } from "./render-monitor.js";
