import { expect } from "vitest";

/**
 * Checks that a document without comments, sections and DOCTYPE is well-formed XML 1.0: tags are paired,
 * attributes quoted and given once, references known, and all characters allowed.
 */
export function checkXml(xml: string): void {
  expect(xml).not.toMatch(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u);
  const body = xml.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, "");
  const open: string[] = [];
  let roots = 0;
  for (const [piece] of body.matchAll(/<[^>]*>|[^<]+/g)) {
    if (!piece.startsWith("<")) {
      expect(piece).not.toMatch(/&(?!(?:amp|lt|gt|#[0-9]+);)|\]\]>/);
      if (open.length === 0) expect(piece.trim()).toBe("");
      continue;
    }
    if (piece.startsWith("</")) {
      expect(piece).toBe(`</${open.pop()}>`);
      continue;
    }
    const tag = /^<([A-Za-z_][\w.:-]*)((?: [A-Za-z_][\w.:-]*="[^"<&]*")*)(\/?)>$/.exec(piece);
    expect(tag, piece).not.toBeNull();
    const names = [...(tag?.[2] ?? "").matchAll(/ ([\w.:-]+)=/g)].map(([, name]) => name);
    expect(new Set(names).size).toBe(names.length);
    if (open.length === 0) roots++;
    if (tag?.[3] === "") open.push(tag[1] ?? "");
  }
  expect(open).toEqual([]);
  expect(roots).toBe(1);
}
