import { type Extract, extract, type Header } from "tar-stream";
import { recordedText } from "../recorded-text.js";

/** What a member's header blocks say, decoded. */
export interface TarMember {
  readonly path: string;
  readonly linkTarget: string;
  readonly mode: number | undefined;
  /** Seconds since 1970. */
  readonly modified: number | undefined;
  /** As stated by a pax record. */
  readonly paxSizeBytes: number | undefined;
  /** All pax records. */
  readonly pax: Readonly<Record<string, string>>;
}

/** What the library takes besides what its types say: old tars, and one character a byte in names. */
const options: Parameters<typeof extract>[0] & Record<string, unknown> = {
  allowUnknownFormat: true,
  filenameEncoding: "latin1",
};

/** Decodes the header blocks of members, one member after the other. */
export interface TarDecoder {
  /**
   * Decodes long names and pax records with their contents, then the header itself, all as
   * `rewrittenHeader` makes them; the last one of type "0" and size 0, so that nothing more is waited
   * for. Undefined when they make no sense. One call at a time.
   */
  decode(blocks: Uint8Array): Promise<TarMember | undefined>;
}

/** A decoder; the stream behind it lives on from member to member, since making one takes longest. */
export function createTarDecoder(): TarDecoder {
  let stream: Extract | undefined;
  let answer: (headers: Header | undefined) => void = () => {};

  const open = (): Extract => {
    const opened = extract(options);
    const give = (headers: Header | undefined) => {
      if (stream === opened) answer(headers);
    };
    opened.on("entry", (headers, contents, next) => {
      contents.resume();
      give(headers);
      next();
    });
    opened.on("error", () => give(undefined));
    opened.on("close", () => give(undefined));
    return opened;
  };

  return {
    async decode(blocks) {
      if (stream?.destroyed) stream = undefined;
      stream ??= open();
      const writing = stream;
      const headers = await new Promise<Header | undefined>((resolve) => {
        answer = resolve;
        writing.write(blocks);
      });
      // A pax record may state a size: then contents are expected that never come.
      if (headers === undefined || headers.size) {
        writing.destroy();
        stream = undefined;
      }
      return headers && memberOf(headers);
    },
  };
}

function memberOf(headers: Header): TarMember {
  const pax = (headers.pax ?? {}) as Record<string, string>;
  return {
    path: pax.path ?? asRecorded(headers.name),
    linkTarget: pax.linkpath ?? asRecorded(headers.linkname ?? ""),
    mode: finite(headers.mode),
    modified: finite(Number(pax.mtime ?? Number.NaN)) ?? secondsOf(headers.mtime),
    paxSizeBytes: finite(Number(pax.size ?? Number.NaN)),
    pax,
  };
}

/** Nearly all names; they mean the same in every encoding. */
const ascii = /^[ -~]*$/;

function asRecorded(text: string): string {
  if (ascii.test(text)) return text;
  return recordedText(Uint8Array.from(text, (character) => character.charCodeAt(0)));
}

function secondsOf(date: Date | undefined): number | undefined {
  return date && finite(date.getTime() / 1000);
}

function finite(value: number | undefined): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}
