import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type CartridgeReport, renderHtmlReport } from "../../src/report/index.js";
import { exampleEntry, exampleReport, exampleVolume } from "./example-report.js";

const text = (html: string) =>
  html
    .replace(/<style>.*?<\/style>|<script.*?<\/script>/gs, "")
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ");
const page = (more: Partial<CartridgeReport> = {}) => renderHtmlReport(exampleReport(more));

test("the policy of the page allows its own script, and nothing else", () => {
  const html = page();
  const script = /<script>(.*?)<\/script>/s.exec(html)?.[1] ?? "";
  const hash = createHash("sha256").update(script).digest("base64");
  expect(html).toContain(
    `content="default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'"`,
  );
});

test("nothing in the page leads out of it", () => {
  expect(page()).not.toMatch(/\b(?:src|href|url|srcset|action)\s*[=(]|@import|https?:/i);
});

describe("the summary in words", () => {
  const account = { read: 1000, corrected: 0, lost: 0, unverified: 0 };
  test.each([
    [{ account }, "Everything was read."],
    [{ account: { ...account, corrected: 1 } }, "Nothing is lost. 1 byte had to be corrected."],
    [{ account: { ...account, lost: 1000 } }, "50.0 % of what was recorded is lost."],
    [
      { account: { ...account, read: 19_999, lost: 1 } },
      "Under 0.01 % of what was recorded is lost.",
    ],
    [{ account: { ...account, read: 0, lost: 9 } }, "All that was recorded is lost."],
    [{ volumes: [] }, "No volume was found on this cartridge"],
    [{ volumes: [], cartridge: undefined, segments: "" }, "Nothing was found in this file."],
    [
      { account: { ...account, unverified: 3 } },
      "Nothing vouches for 3 bytes of these: to correct them took all the parity there is.",
    ],
    [
      { source: { ...exampleReport().source, parityStored: false } },
      "This kind of image holds no parity: nothing vouches for the bytes that were read.",
    ],
    [{}, "1 file in 1 volume: it is whole."],
    [
      { volumes: [exampleVolume({ entries: [exampleEntry({ grade: "unreadable-at-backup" })] })] },
      "1 file could not be read when the backup was made, so that its contents never were on the tape.",
    ],
  ] as const)("%j: %s", (more, sentence) => {
    expect(text(page(more as Partial<CartridgeReport>))).toContain(sentence);
  });
});

test("part of nothing and part of all are told apart from nothing and all", () => {
  const html = text(page({ account: { read: 1e9, corrected: 1, lost: 0, unverified: 0 } }));
  expect(html).toContain("over 99.99 %");
  expect(html).toContain("under 0.01 %");
  expect(html).toContain("lost 0 %");
});

test("segments lie as on the tape: odd tracks run backwards", () => {
  const html = page();
  const path = (css: string) => new RegExp(`<path class="${css}" d="([^"]*)"`).exec(html)?.[1];
  expect(path("corrected")).toBe("M4 9h1v10H4z");
  expect(path("lost")).toBe("M4 24h1v15H4z"); // segment 5, the first of track 1, is at its right end
  expect(path("bad")).toBe("M2 20.6h1v2.4H2z"); // segment 7
});

test("of many segments the worst in a cell is shown", () => {
  const { cartridge } = exampleReport();
  const html = page({
    cartridge: cartridge && { ...cartridge, tracks: 1, segmentsPerTrack: 1480 },
    segments: `${".".repeat(402)}L${".".repeat(1077)}`,
  });
  expect(html).toContain('viewBox="0 0 370 20"');
  expect(html).toContain('<path class="lost" d="M100 4h1v15H100z"/>');
  expect(text(html)).toContain("Each cell stands for 4 segments");
});

test("a file with holes lists them; the number shown is limited", () => {
  const holes = Array.from({ length: 25 }, (_, i) => [i * 4, i * 4 + 2] as const);
  const entry = exampleEntry({
    grade: "holes",
    holes,
    account: { read: 50, corrected: 0, lost: 50, unverified: 0 },
  });
  const html = text(page({ volumes: [exampleVolume({ entries: [entry] })] }));
  expect(html).toContain("50 bytes lost");
  expect(html).toContain("lost: bytes 76 to 77");
  expect(html).not.toContain("lost: bytes 80 to 81");
  expect(html).toContain("and 5 more holes");
});

test("of very many files those with holes are listed first", () => {
  const whole = Array.from({ length: 20_000 }, (_, i) => exampleEntry({ path: `whole-${i}` }));
  const holed = exampleEntry({ path: "holed", grade: "holes", holes: [[0, 1]] });
  const html = page({ volumes: [exampleVolume({ entries: [...whole, holed] })] });
  expect(html).toContain("holed");
  expect(html).not.toContain("whole-19999");
  expect(text(html)).toContain("1 more file is only in the JSON form");
});

test("a page is made of what is no cartridge, too", () => {
  const html = page({ cartridge: undefined, segments: "", segmentDetails: [] });
  expect(html).not.toContain('id="map"');
  expect(html).toContain("<h1><bdi>attic.img</bdi></h1>");
});

test("whatever names hold, the page has the same elements", () => {
  const tags = (html: string) => html.match(/<[a-z]+/g)?.join("");
  const named = (name: string) =>
    page({
      source: { ...exampleReport().source, name },
      volumes: [
        exampleVolume({
          label: name,
          entries: [exampleEntry({ path: name.replaceAll("/", "|"), linkTarget: name })],
        }),
      ],
      findings: [{ code: "X", severity: "note", message: name }],
    });
  const expected = tags(named("x"));
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: "binary", minLength: 1 }),
        fc
          .array(
            fc.constantFrom(
              "<",
              ">",
              '"',
              "'",
              "&",
              "--",
              "]]",
              "/script",
              "script",
              " onerror=",
              "\0",
            ),
          )
          .map((parts) => `x${parts.join("")}`),
      ),
      (name) => {
        expect(tags(named(name))).toBe(expected);
      },
    ),
    { numRuns: 200 },
  );
});

test("a page of the worst cartridge there can be is made in a moment, and has bounds", () => {
  const count = 261_120;
  const { cartridge } = exampleReport();
  const html = page({
    cartridge: cartridge && { ...cartridge, tracks: 255, segmentsPerTrack: 1024 },
    segments: ".L".repeat(count / 2),
    segmentDetails: Array.from({ length: count / 2 }, (_, i) => ({
      segment: 2 * i + 1,
      state: "L",
      corrected: 0,
      unreadable: 0xffffffff,
      silent: 0,
      lost: 0xffffffff,
    })),
    volumes: Array.from({ length: 2000 }, (_, index) =>
      exampleVolume({ index, firstSegment: 2 * index, lastSegment: 2 * index + 1 }),
    ),
  });
  expect(html).toContain("129,560 more are in the map");
  expect(html).toContain("1,000 more volumes are only in the JSON form");
  expect(html.length).toBeLessThan(12e6);
});
