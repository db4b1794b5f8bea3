import { posix, win32 } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createSafePaths } from "../../src/recovery/safe-paths.js";

const part = fc.oneof(
  fc.constantFrom("", ".", "..", "...", "CON", "nul.txt", "Com1", "a", "A", "b.txt", "B.TXT", " "),
  fc.constantFrom("caf\u00e9", "cafe\u0301", "a~1", "LONGNA~1.TXT", "Long name.txt", "C:", "\\\\h"),
  fc.string({ unit: "binary", maxLength: 6 }),
  fc.string({ unit: fc.constantFrom(".", " ", "~", "1", "x", "\ud800", "\u202e"), maxLength: 300 }),
);
const path = fc.array(part, { maxLength: 6 }).map((parts) => parts.join("/"));
const request = fc.record({ path, isFolder: fc.boolean() });

test("every path stays inside, may stand on every system, and is nobody else's", () => {
  fc.assert(
    fc.property(fc.array(request, { maxLength: 40 }), (requests) => {
      const safe = createSafePaths();
      const seen = new Map<string, string>();
      const claim = (written: string, owner: string) => {
        const key = written.normalize("NFD").toLowerCase();
        expect(seen.get(key) ?? owner).toBe(owner);
        seen.set(key, owner);
      };
      for (const [at, { path: asked, isFolder }] of requests.entries()) {
        const written = isFolder ? safe.folder(asked) : safe.file(asked);
        if (isFolder && written === "") continue;
        for (const { isAbsolute, normalize } of [posix, win32]) {
          expect(isAbsolute(written)).toBe(false);
          expect(normalize(written).replaceAll("\\", "/")).toBe(written);
        }
        expect(Buffer.byteLength(written)).toBeLessThan(1024);
        const parts = written.split("/");
        for (const [depth, one] of parts.entries()) {
          const here = parts.slice(0, depth + 1).join("/");
          expect(one).not.toMatch(/^$|^\.\.?$|[\\:*?"<>|\p{Cc}\p{Cs}]|[. ]$/u);
          expect(one).not.toMatch(/^(con|prn|aux|nul|com[0-9]|lpt[0-9]) *(\.|$)/i);
          expect(Buffer.byteLength(one)).toBeLessThanOrEqual(255);
          const isLast = depth === parts.length - 1;
          claim(here, isLast && !isFolder ? `file ${at}` : `folder ${here}`);
        }
      }
    }),
    { numRuns: 500 },
  );
});

test("the same requests give the same paths", () => {
  fc.assert(
    fc.property(fc.array(path, { maxLength: 20 }), (paths) => {
      const [one, two] = [createSafePaths(), createSafePaths()];
      expect(paths.map(one.file)).toEqual(paths.map(two.file));
    }),
  );
});
