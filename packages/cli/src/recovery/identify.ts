import type { Handler } from "../command-table.js";
import { type Context, say } from "../context.js";
import { ExitStatus } from "../exit-status.js";
import { systemMessage } from "../system-message.js";
import { printable } from "../tape-text.js";
import { type Identified, identifyFile } from "./identify-file.js";
import { nameMaskOf } from "./recording-operands.js";

/** Runs `floppytape identify IMAGE...`. */
export const runIdentify: Handler = async (context, args) => {
  const mask = await nameMaskOf(args);
  const all: object[] = [];
  let failed = false;
  for (const path of args.operands) {
    context.signal.throwIfAborted();
    const shown = mask?.source(path) ?? path;
    const found = await identified(context, path, shown);
    if (found?.what === undefined) failed = true;
    if (found === undefined) continue;
    const label = found.label && (mask?.label(found.label) ?? found.label);
    const findings = found.findings.map((finding) => mask?.finding(finding) ?? finding);
    const told = { ...found, label, findings };
    if (args.has("json")) all.push({ file: shown, ...jsonOf(told) });
    else await context.stdout.write(textOf(shown, told));
  }
  if (args.has("json")) await context.stdout.write(`${JSON.stringify(all)}\n`);
  return failed ? ExitStatus.Failed : ExitStatus.Done;
};

/** One file that cannot be read does not keep the others from being looked at. */
async function identified(
  context: Context,
  path: string,
  shown: string,
): Promise<Identified | undefined> {
  try {
    return await identifyFile(path, context.signal);
  } catch (error) {
    if (context.signal.aborted) throw error;
    const message = systemMessage(error)
      .replaceAll(path, shown)
      .replace(/: E[A-Z]+: /, ": ");
    await say(context, message.includes(shown) ? message : `${shown}: ${message}`);
    return undefined;
  }
}

function jsonOf({ what, wrappings, recognition, label, geometry, findings }: Identified) {
  return {
    what: what ?? null,
    kind: recognition.kind ?? null,
    score: recognition.score,
    compression: wrappings,
    label: label ?? null,
    geometry: geometry ?? null,
    reasons: recognition.reasons,
    alternatives: recognition.alternatives,
    findings,
  };
}

function textOf(file: string, found: Identified): string {
  const { what, wrappings, recognition, label, geometry, findings } = found;
  const { kind, score, reasons, alternatives } = recognition;
  const wrapped = wrappings.length > 0 ? `, compressed (${wrappings.join(", then ")})` : "";
  const sure = kind === undefined ? "" : `, ${score.toFixed(2)} sure`;
  const lines = [
    `${file}: ${what ?? "nothing that is known"}${wrapped}${sure}`,
    ...(geometry === undefined
      ? []
      : [
          `  cartridge "${printable(label ?? "")}": ${geometry.tracks} tracks of ${geometry.segmentsPerTrack} segments, format code ${geometry.formatCode}`,
        ]),
    ...reasons.map((reason) => `  because ${reason}`),
    ...alternatives
      .filter(({ score: its }) => kind !== undefined || its > 0)
      .map((other) => `  not ${other.kind} (${other.score.toFixed(2)}): ${other.reason}`),
    ...findings.map(({ severity, message }) => `  ${severity}: ${message}`),
  ];
  return `${lines.join("\n")}\n`;
}
