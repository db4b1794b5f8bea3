import { renderHtmlReport } from "@floppytape/rescue/report";
import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { browserTitle, type Look, launchBrowser, missingBrowser, openPage } from "./browser.js";
import { exampleReports } from "./example-reports.js";

const looks: readonly Look[] = (["light", "dark"] as const).flatMap((colorScheme) => [
  { width: 1280, height: 900, colorScheme },
  { width: 390, height: 844, colorScheme },
]);
const desk: Look = { width: 1280, height: 900, colorScheme: "light" };

describe.skipIf(missingBrowser !== undefined)(browserTitle("the report in a browser"), () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  const open = (name: keyof typeof exampleReports, look = desk) =>
    openPage(browser, renderHtmlReport(exampleReports[name]), look);
  const close = (page: Page) => page.context().close();

  for (const name of Object.keys(exampleReports) as (keyof typeof exampleReports)[])
    for (const look of looks)
      test(`${name}, ${look.width} px wide, ${look.colorScheme}: quiet, accessible, and not wider than the window`, async () => {
        const { page, complaints } = await open(name, look);
        for (const box of await page.locator("#map input, details > summary").all())
          await box.click();
        expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(look.width);
        expect(await violations(page)).toEqual([]);
        expect(complaints).toEqual([]);
        await close(page);
      });

  test("hostile names are text, and nothing that they hold runs", async () => {
    const { page, complaints } = await open("hostile");
    expect(await page.title()).toContain("<script>");
    expect(await page.locator("img, a, iframe").count()).toBe(0);
    expect(await page.locator("td.name").nth(1).textContent()).toBe(
      "invoice\u27e8U+202E\u27e9txt.exe",
    );
    expect(complaints).toEqual([]);
    await close(page);
  });

  test("every control is reached by the tabulator key, and shows that it has the focus", async () => {
    const { page } = await open("damaged");
    const reached = new Set<string>();
    for (let i = 0; i < 70; i++) {
      await page.keyboard.press("Tab");
      reached.add(await page.evaluate(focusedControl));
    }
    expect([...reached]).toEqual(
      expect.arrayContaining([
        "theme-auto",
        "show-bad",
        "show-volumes",
        "plot",
        "next damaged segment",
        "SUMMARY",
        "only-damaged",
        "name-filter",
        "Name",
        "State",
      ]),
    );
    expect([...reached].filter((name) => name.endsWith("without outline"))).toEqual([]);
    await close(page);
  });

  test("arrow keys walk over the map, and page keys over what is damaged", async () => {
    const { page } = await open("damaged");
    const spoken = () => page.locator("#plot").getAttribute("aria-valuetext");
    const panel = page.locator("#panel");
    await page.locator("#plot").focus();
    await page.keyboard.press("Home");
    await page.keyboard.press("ArrowUp");
    const steps: [key: string, text: RegExp][] = [
      ["Home", /^0, read; track 0, forwards; header$/],
      ["ArrowRight", /^1, read; track 0, forwards; header$/],
      ["ArrowRight", /^2, read; track 0, forwards; volume table$/],
      ["ArrowRight", /^3, read; track 0, forwards; volume 0 “Backup of drive C:”$/],
      ["ArrowDown", /^296, read; track 1, backwards; volume 0/],
      ["ArrowRight", /^295, /],
      ["End", /^150, /],
      ["ArrowUp", /^149, /],
      ["ArrowLeft", /^148, /],
    ];
    for (const [key, text] of steps) {
      await page.keyboard.press(key);
      expect(await spoken()).toMatch(text);
    }
    await page.keyboard.press("PageDown");
    expect(await spoken()).toMatch(/^1\d\d, corrected.*; unreadable: [0-9–]+; corrected: [0-9–]+$/);
    const first = await panel.textContent();
    await panel.getByRole("button", { name: "next damaged segment" }).click();
    expect(await panel.textContent()).not.toBe(first);
    await panel.getByRole("button", { name: "previous damaged segment" }).click();
    expect(await panel.textContent()).toBe(first);
    await close(page);
  });

  test("the pointer shows the segment under it, and leaves the chosen one as it was", async () => {
    const { page } = await open("damaged");
    const plot = page.locator("#plot");
    await plot.scrollIntoViewIfNeeded();
    const before = await page.locator("#panel").textContent();
    const { width, height } = (await plot.boundingBox()) ?? { width: 0, height: 0 };
    await plot.hover({ position: { x: (0.5 / 150) * width, y: (1.5 / 28) * height } });
    expect(await page.locator("#panel").textContent()).toMatch(/^Segment 299: /);
    await plot.hover({ position: { x: (149.5 / 150) * width, y: (0.5 / 28) * height } });
    expect(await page.locator("#panel").textContent()).toMatch(/^Segment 149: /);
    await page.locator("#map-title").hover();
    expect(await page.locator("#panel").textContent()).toBe(before);
    await close(page);
  });

  test("of a cartridge with 59,200 segments each one can be reached", async () => {
    const { page } = await open("large");
    const plot = page.locator("#plot");
    await plot.focus();
    for (const key of ["End", ...Array.from({ length: 40 }, () => "ArrowDown"), "ArrowLeft"])
      await page.keyboard.press(key);
    expect(await plot.getAttribute("aria-valuenow")).toBe(String(39 * 1480 + 1));
    await close(page);
  });

  test("marks of bad sectors and volumes are shown when asked for", async () => {
    const { page } = await open("damaged");
    for (const [box, marks] of [
      ["#show-bad", "#plot .bad"],
      ["#show-volumes", "#plot .volume-label"],
    ] as const) {
      const mark = page.locator(marks).first();
      expect(await mark.isVisible()).toBe(false);
      await page.check(box);
      expect(await mark.isVisible()).toBe(true);
    }
    await close(page);
  });

  test("files are filtered and sorted", async () => {
    const { page } = await open("damaged");
    const visible = () => page.locator(".entries tbody tr:visible").count();
    expect(await visible()).toBe(540);
    await page.check("#only-damaged");
    expect(await visible()).toBe(54);
    expect(await page.locator("#filter-state").textContent()).toBe("54 of 540 shown");
    await page.fill("#name-filter", ".TXT");
    const few = await visible();
    expect(few).toBeGreaterThan(0);
    expect(few).toBeLessThan(54);
    await page.fill("#name-filter", "");
    await page.uncheck("#only-damaged");
    const table = page.locator(".entries").first();
    const sizes = async () =>
      (await table.locator("tbody td:nth-child(2)").allInnerTexts()).map((text) =>
        Number(text.replaceAll(",", "")),
      );
    await table.getByRole("button", { name: "Bytes" }).click();
    const ascending = await sizes();
    expect(ascending).toEqual(ascending.toSorted((a, b) => a - b));
    await table.getByRole("button", { name: "Bytes" }).click();
    expect(await sizes()).toEqual(ascending.toReversed());
    expect(await table.locator("th").nth(1).getAttribute("aria-sort")).toBe("descending");
    await close(page);
  });

  test("the theme can be chosen against that of the system", async () => {
    const paper = "getComputedStyle(document.body).backgroundColor";
    const light = await open("healthy", desk);
    const dark = await open("healthy", { ...desk, colorScheme: "dark" });
    const [paperOfLight, paperOfDark] = [
      await light.page.evaluate(paper),
      await dark.page.evaluate(paper),
    ];
    expect(paperOfLight).not.toBe(paperOfDark);
    await light.page.check("#theme-dark");
    expect(await light.page.evaluate(paper)).toBe(paperOfDark);
    await dark.page.check("#theme-light");
    expect(await dark.page.evaluate(paper)).toBe(paperOfLight);
    await close(light.page);
    await close(dark.page);
  });

  test("on paper it is light, whole and without controls, whatever was chosen", async () => {
    const { page, complaints } = await open("damaged", { ...desk, colorScheme: "dark" });
    await page.check("#theme-dark");
    await page.fill("#name-filter", "nothing has this name");
    await page.emulateMedia({ media: "print" });
    expect(await page.evaluate("getComputedStyle(document.body).backgroundColor")).toBe(
      "rgb(255, 255, 255)",
    );
    expect(await page.locator(".entries tbody tr:visible").count()).toBe(540);
    expect(await page.locator(":is(.theme, .controls, #panel):visible").count()).toBe(0);
    const pdf = await page.pdf({ format: "A4" });
    expect(pdf.subarray(0, 5).toString("latin1")).toBe("%PDF-");
    expect(await page.locator("details").first().getAttribute("open")).not.toBeNull();
    expect(complaints).toEqual([]);
    await close(page);
  });

  test("without scripts there are the summary, the map, the files and the filter", async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.setContent(renderHtmlReport(exampleReports.damaged));
    expect(await page.locator("#verdict").textContent()).toMatch(/is lost\.$/);
    expect(await page.locator("#plot svg path.lost").isVisible()).toBe(true);
    expect(await page.locator("#panel").isVisible()).toBe(false);
    await page.check("#only-damaged");
    expect(await page.locator(".entries tbody tr:visible").count()).toBe(54);
    await context.close();
  });

  async function violations(page: Page): Promise<string[]> {
    await page.evaluate(axe.source);
    const found = (await page.evaluate("axe.run().then((r) => r.violations)")) as {
      id: string;
      nodes: { html: string; failureSummary: string }[];
    }[];
    return found.map(
      ({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)} ${nodes[0]?.failureSummary}`,
    );
  }
});

const focusedControl = `(() => {
  const focused = document.activeElement;
  const name = focused.id || focused.getAttribute("aria-label") || (focused.tagName === "BUTTON" ? focused.textContent : focused.tagName);
  const shown = focused.matches(".theme input") ? focused.nextElementSibling : focused;
  const outlined = focused === document.body || getComputedStyle(shown).outlineStyle !== "none";
  return name + (outlined ? "" : " without outline");
})()`;
