import type { NodeName } from "@floppytape/zftape";

/** The six nodes of a floppy tape unit, by which a device string may begin. */
const nodeNames: readonly NodeName[] = ["qft", "nqft", "zqft", "nzqft", "rawqft", "nrawqft"];

/** Whether a word is one of the six. */
export function isNodeName(word: string): word is NodeName {
  return (nodeNames as readonly string[]).includes(word);
}

/**
 * The node that the last part of a `/dev` path stands for: zftape's own names, their older spellings
 * (`rft0`, `rawft0`, `ftape`), and of other drives' nodes only whether they rewind. Undefined for a
 * name that doesn't tell, such as `tape`.
 */
export function nodeOfDevName(name: string): NodeName | undefined {
  const [, first = "", view = ""] = /^(n?)(raw|z)?qft[0-3]$/.exec(name) ?? [];
  const modern = `${first}${view}qft`;
  if (name.startsWith(modern) && isNodeName(modern)) return modern;
  if (/^n?rawft[0-3]$/.test(name)) return name.startsWith("n") ? "nrawqft" : "rawqft";
  if (/^n?(rft[0-3]|ftape|st\d+[lma]?)$/.test(name)) return name.startsWith("n") ? "nqft" : "qft";
  return undefined;
}

/** Whether a word is a floppy tape node's name, without its folder. */
export function isNodeOfDevice(name: string): boolean {
  return /\dt?$/.test(name) && !/^n?st/.test(name) && nodeOfDevName(name) !== undefined;
}
