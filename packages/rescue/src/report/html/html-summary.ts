import { addAccounts, type ByteAccount, EmptyAccount } from "../../byte-state.js";
import type { CartridgeReport } from "../cartridge-report.js";
import { countText, htmlText, percentText, plural, sizeText } from "./html-text.js";

/** Numbers of files by what became of them. */
interface FileCounts {
  readonly files: number;
  readonly withHoles: number;
  readonly unreadableAtBackup: number;
  readonly account: ByteAccount;
}

/** Counts the files of all volumes; folders and links are none. */
function countFiles({ volumes }: CartridgeReport): FileCounts {
  const files = volumes.flatMap(({ entries }) => entries.filter(({ type }) => type === "file"));
  return {
    files: files.length,
    withHoles: files.filter(({ grade }) => grade === "holes").length,
    unreadableAtBackup: files.filter(({ grade }) => grade === "unreadable-at-backup").length,
    account: files.map(({ account }) => account).reduce(addAccounts, EmptyAccount),
  };
}

/** What came of it, in words and in numbers. */
export function summaryHtml(report: CartridgeReport): string {
  const { account } = report;
  const total = account.read + account.corrected + account.lost;
  const figures = (["read", "corrected", "lost"] as const).map(
    (state) =>
      `<div class="figure ${account[state] === 0 ? "none" : state}"><dt>${state}</dt><dd><strong>${percentText(account[state], total)}</strong><span>${bytesHtml(account[state])}</span></dd></div>`,
  );
  const notes = [unverifiedText(report), ...fileTexts(report)].filter((text) => text !== "");
  return `<section id="summary" aria-labelledby="verdict">
<h2 id="verdict" class="verdict">${verdict(report)}</h2>
${total > 0 ? barHtml(account, total) : ""}
<dl class="figures">${figures.join("")}</dl>
${notes.map((text) => `<p class="note">${text}</p>`).join("\n")}
</section>
`;
}

/** One sentence. Says what is certain, and nothing that is not. */
function verdict({ account, volumes, cartridge }: CartridgeReport): string {
  const total = account.read + account.corrected + account.lost;
  if (total === 0 || volumes.length === 0)
    return cartridge === undefined
      ? "Nothing was found in this file."
      : `No volume was found on this cartridge${account.lost > 0 ? `; ${sizeText(account.lost)} of its header and volume table are lost` : ""}.`;
  if (account.lost > 0)
    return account.lost === total
      ? "All that was recorded is lost."
      : `${capital(percentText(account.lost, total))} of what was recorded is lost.`;
  if (account.corrected > 0)
    return `Nothing is lost. ${plural(account.corrected, "byte")} had to be corrected.`;
  return "Everything was read.";
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function unverifiedText({ account, source }: CartridgeReport): string {
  if (!source.parityStored)
    return "This kind of image holds no parity: nothing vouches for the bytes that were read.";
  if (account.unverified === 0) return "";
  return `Nothing vouches for ${plural(account.unverified, "byte")} of these: to correct them took all the parity there is.`;
}

function fileTexts(report: CartridgeReport): string[] {
  const { files, withHoles, unreadableAtBackup } = countFiles(report);
  if (files === 0) return [];
  const where = `${plural(files, "file")} in ${plural(report.volumes.length, "volume")}`;
  const texts = [
    withHoles === 0
      ? `${where}: ${unreadableAtBackup === 0 ? `${files === 1 ? "it is" : "all are"} whole` : "none has holes"}.`
      : `${where}: ${files === 1 ? "it has holes" : `${countText(withHoles)} with holes`}, which are filled with zeros and listed below.`,
  ];
  if (unreadableAtBackup > 0)
    texts.push(
      `${plural(unreadableAtBackup, "file")} could not be read when the backup was made, so that ${unreadableAtBackup === 1 ? "its" : "their"} contents never were on the tape.`,
    );
  return texts;
}

function bytesHtml(bytes: number): string {
  return bytes < 1024 ? plural(bytes, "byte") : `${plural(bytes, "byte")} (${sizeText(bytes)})`;
}

/** What is there in any amount is at least so wide, in percent. */
const LeastWidth = 0.4;

function barHtml(account: ByteAccount, total: number): string {
  const parts = (["read", "corrected", "lost"] as const)
    .filter((state) => account[state] > 0)
    .map((state) => {
      const width = Math.max(LeastWidth, (100 * account[state]) / total);
      return `<span class="${state}" style="flex-grow:${width.toFixed(3)}"></span>`;
    });
  return `<div class="bar" aria-hidden="true">${parts.join("")}</div>`;
}

/** The beginning of the page: whose cartridge it is. */
export function headingHtml({ cartridge, source, created }: CartridgeReport): string {
  const label = cartridge?.label ?? "";
  const facts = [
    ...(label === "" ? [] : [`<bdi>${htmlText(source.name)}</bdi>`]),
    htmlText(source.kind),
    ...(cartridge
      ? [
          htmlText(cartridge.standard ?? `format code ${cartridge.formatCode}`),
          `${countText(cartridge.tracks)} tracks of ${plural(cartridge.segmentsPerTrack, "segment")}`,
        ]
      : []),
    `looked at on <time datetime="${htmlText(created)}">${htmlText(created.slice(0, 10))}</time>`,
  ];
  return `<p class="eyebrow">Floppy tape recovery report</p>
<h1><bdi>${htmlText(label === "" ? source.name : label)}</bdi></h1>
<p class="facts">${facts.join(' <span aria-hidden="true">\u00b7</span> ')}</p>`;
}
