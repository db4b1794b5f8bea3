export { type ExplainOptions, explainTrace } from "./explain/explain-trace.js";
export type { TraceGroup, TraceGroupKind } from "./explain/trace-group.js";
export { type TraceViewOptions, traceView } from "./explain/trace-view.js";
export { type RecordOptions, recordHardware } from "./record-hardware.js";
export { type ReplayedHardware, replayHardware } from "./replay-hardware.js";
export {
  createTraceReader,
  readTrace,
  type TraceFormat,
  type TraceReader,
  traceLine,
} from "./trace-file.js";
export {
  dataHash,
  type TraceBegin,
  type TraceBuffer,
  type TraceClear,
  type TraceMemory,
  type TraceNow,
  type TracePort,
  type TraceRecord,
  type TraceSink,
  type TraceSleep,
  type TraceWait,
} from "./trace-record.js";
