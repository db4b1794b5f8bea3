import { existsSync } from "node:fs";
import { type Browser, chromium, type Page } from "playwright-core";

const executablePath = process.env.FLOPPYTAPE_CHROMIUM ?? "/usr/bin/chromium";

/** Why there is no browser to look with; undefined when there is one. */
export const missingBrowser = existsSync(executablePath)
  ? undefined
  : `no browser at ${executablePath}, see FLOPPYTAPE_CHROMIUM`;

/** The title of a test, with the reason where it is skipped. */
export function browserTitle(title: string): string {
  return missingBrowser === undefined ? title : `${title} (skipped: ${missingBrowser})`;
}

/** A browser that never calls home. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** How a page is looked at. */
export interface Look {
  readonly width: number;
  readonly height: number;
  readonly colorScheme: "light" | "dark";
}

/** A page and all that it complained about or asked of others. */
export interface WatchedPage {
  readonly page: Page;
  readonly complaints: readonly string[];
}

/** Opens a page from its text; requests are refused, and counted as complaints. */
export async function openPage(browser: Browser, html: string, look: Look): Promise<WatchedPage> {
  const { width, height, colorScheme } = look;
  const context = await browser.newContext({ viewport: { width, height }, colorScheme });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    dialog.dismiss().catch(() => {}); // the complaint is what counts
  });
  await page.route("**/*", (route) => {
    complaints.push(`request: ${route.request().url()}`);
    return route.abort();
  });
  await page.setContent(html);
  return { page, complaints };
}
