import type { Finding } from "@floppytape/qic-format";
import { htmlText } from "./html-text.js";

/** Findings as a list; nothing where there are none. */
export function findingsHtml(findings: readonly Finding[]): string {
  if (findings.length === 0) return "";
  const items = findings.map(
    ({ code, message, severity }) =>
      `<li class="${severity}"><b>${severity}</b> <span>${htmlText(message)} <code>${htmlText(code)}</code></span></li>`,
  );
  return `<ul class="findings">${items.join("")}</ul>`;
}
