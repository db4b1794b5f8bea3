import { expect, test } from "vitest";
import { renderDfxml } from "../../src/report/index.js";
import { exampleEntry, exampleReport, exampleVolume } from "./example-report.js";
import { checkXml } from "./xml-check.js";

const dfxmlOf = (...entries: Parameters<typeof exampleEntry>[0][]) =>
  [
    ...renderDfxml(
      exampleReport({
        volumes: [exampleVolume({ entries: entries.map((one) => exampleEntry(one)) })],
      }),
    ),
  ].join("");

test("a file stands with its traits in the order of the schema", () => {
  expect(dfxmlOf({ mode: 0o644 })).toContain(
    `<fileobject><filename>letters/anna.txt</filename><partition>1</partition><id>1</id><name_type>r</name_type><filesize>100</filesize><mode>420</mode><mtime>1994-05-03T17:21:00</mtime><hashdigest type="sha256">${"ab".repeat(32)}</hashdigest></fileobject>`,
  );
});

test("the runs of a file with holes cover it, and say what is lost", () => {
  const xml = dfxmlOf({
    grade: "holes",
    holes: [
      [0, 10],
      [50, 60],
    ],
  });
  expect(xml).toContain(
    '<byte_runs><byte_run file_offset="0" len="10" fill="0" type="lost"/><byte_run file_offset="10" len="40"/><byte_run file_offset="50" len="10" fill="0" type="lost"/><byte_run file_offset="60" len="40"/></byte_runs>',
  );
});

test("program, version, image and volume are told", () => {
  const xml = dfxmlOf();
  expect(xml).toContain("<program>floppytape</program><version>1.2.3</version>");
  expect(xml).toContain("<image_filename>attic.img</image_filename>");
  expect(xml).toContain(
    "<sector_size>1024</sector_size><block_size>32768</block_size><ftype_str>tar: Letters</ftype_str><block_count>2</block_count><allocated_only>1</allocated_only>",
  );
});

test("what was found by its signature is an orphan, and not all that is listed was allocated", () => {
  const xml = dfxmlOf({ carved: true });
  expect(xml).toContain("<orphan>1</orphan>");
  expect(xml).toContain("<allocated_only>0</allocated_only>");
});

test("folders and links have no size", () => {
  const xml = dfxmlOf(
    { type: "directory", sha256: undefined, modified: undefined },
    { type: "symlink", linkTarget: "a<b", sha256: undefined, modified: undefined },
  );
  expect(xml).toContain("<id>1</id><name_type>d</name_type></fileobject>");
  expect(xml).toContain("<name_type>l</name_type><link_target>a&lt;b</link_target></fileobject>");
});

test.each([
  ["<script>&amp;", "&lt;script&gt;&amp;amp;"],
  ["tab\tline\nreturn\r", "tab&#9;line&#10;return&#13;"],
  ["\u0000\u001b[m", "\u2400\u241b[m"],
  ["half \ud800 pair", "half \ufffd pair"],
  ["none \uffff \ufffe", "none \ufffd \ufffd"],
  ["whole \u{1f4fc}", "whole \u{1f4fc}"],
  ["]]>", "]]&gt;"],
])("the name %j is well-formed XML", (path, written) => {
  const xml = dfxmlOf({ path });
  expect(xml).toContain(`<filename>${written}</filename>`);
  checkXml(xml);
});
