/** The situations of the Ftape-FAQ's second part, by number, with real tar over the network. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { testWith } from "./foreign-programs.js";
import { recordedCartridge } from "./recorded-cartridge.js";
import { run } from "./run-command.js";
import {
  formatSmall,
  mt,
  ours,
  program,
  type ServedTapes,
  serve,
  someFolder,
  tar,
} from "./served-tapes.js";
import { contentsOf, noise, writeLetters } from "./some-files.js";

const faq = testWith("tar", "mt-gnu");
const done = { status: 0, stderr: "" };

interface Room {
  readonly folder: string;
  readonly image: string;
  readonly served: ServedTapes;
  /** What tar and GNU mt are given to name the non-rewinding node. */
  readonly tape: string;
  readonly qft: (...words: string[]) => Promise<void>;
  readonly create: (name: string, ...options: string[]) => ReturnType<typeof tar>;
  readonly list: (device?: string) => Promise<string>;
  readonly volumes: () => Promise<{ readonly [key: string]: unknown }[]>;
}

/** A cartridge that is served under the names of the driver's nodes. */
async function room(path?: string): Promise<Room> {
  const folder = someFolder();
  const image = path ?? join(folder, "tape.img");
  if (path === undefined) await formatSmall(image);
  const served = serve(folder, { nqft0: image, qft0: image, zqft0: image, nzqft0: image });
  writeLetters(folder, 80);
  mkdirSync(join(folder, "out"));
  const tape = served.remote("nqft0");
  return {
    folder,
    image,
    served,
    tape,
    qft: async (...words) => expect(await mt(served, "nqft0", ...words)).toMatchObject(done),
    create: (name, ...options) => tar(served, ["-cf", tape, ...options, name], { cwd: folder }),
    list: async (device = tape) => (await tar(served, ["-tf", device])).stdout.toString(),
    async volumes() {
      const { stdout } = await ours("floppytape", ["ls", image, "--json"]);
      return JSON.parse(stdout.toString()).volumes;
    },
  };
}

const ftmt = ({ image }: Room, ...words: string[]) => ours("ftmt", ["-f", image, ...words]);

faq("3.7: fsf and bsf only move the logical position", async () => {
  const { folder, image, create, qft } = await room();
  for (const name of ["letters/1994/odd", "letters/to-anna.txt"])
    expect(await create(name)).toMatchObject(done);
  await qft("rewind");
  const moved = async (word: string) => {
    const drive = serve(folder, { nqft1: `sim:${image}` });
    const { status, stderr } = await run(
      "mt-gnu",
      [`--rsh-command=${drive.rsh}`, "-f", drive.remote("nqft1"), word],
      { env: { FTAPE_TRACE: "5" } },
    );
    expect(status).toBe(0);
    return stderr;
  };
  expect(await moved("fsf")).not.toMatch(/drive\.command (logical|physical|skip|seek-head)/);
  expect(await moved("bsf")).not.toMatch(/drive\.command (logical|physical|skip|seek-head)/);
  expect(await moved("retension")).toMatch(/physical-forward/);
});

faq(
  "3.8: a program that writes other blocks is refused until setblk is told its size",
  async () => {
    const here = await room();
    const { folder, served, tape, create, qft, list } = here;
    const small = ["-b", "10"];
    expect(await create("letters", ...small)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("Invalid argument"),
    });
    expect(await ftmt(here, "setblk", "5120")).toMatchObject(done);
    expect(await create("letters", ...small)).toMatchObject(done);
    await qft("rewind");
    expect(await tar(served, ["-b", "10", "-xf", tape, "-C", join(folder, "out")])).toMatchObject(
      done,
    );
    expect(contentsOf(join(folder, "out", "letters"))).toEqual(contentsOf(join(folder, "letters")));

    await qft("eom");
    expect(await ftmt(here, "setblk", "0")).toMatchObject(done);
    expect(await create("letters/to-anna.txt", "-b", "3")).toMatchObject(done);
    await qft("asf", "1");
    expect(await list()).toBe("letters/to-anna.txt\n");
  },
);

faq("3.11: a tape that is in use is busy, and the holder is named", async () => {
  const here = await room();
  const { image, create } = here;
  const holder = spawn(process.execPath, [program, "write", image], {
    stdio: ["pipe", "ignore", "ignore"],
  });
  onTestFinished(() => void holder.kill());
  holder.stdin.write(noise(40960));
  while (!(await ftmt(here, "status")).stderr.includes(`${holder.pid}`));
  expect(await create("letters")).toMatchObject({
    status: 2,
    stderr: expect.stringContaining("Device or resource busy"),
  });
  holder.stdin.end();
  await once(holder, "close");
  expect(await create("letters")).toMatchObject(done);
});

for (const [factor, bytes] of [
  [58, 29696],
  [20, 10240],
] as const)
  faq(`3.13: tar -b${factor} goes to tape and back`, async () => {
    const here = await room();
    const { folder, served, tape, create, qft } = here;
    expect(await ftmt(here, "setblk", `${bytes}`)).toMatchObject(done);
    expect(await create("letters", `-b${factor}`)).toMatchObject(done);
    await qft("rewind");
    expect((await ftmt(here, "volinfo")).stdout.toString()).toContain(`= ${bytes}\n`);
    const out = join(folder, "out");
    expect(await tar(served, [`-b${factor}`, "-xf", tape, "-C", out])).toMatchObject(done);
    expect(contentsOf(join(out, "letters"))).toEqual(contentsOf(join(folder, "letters")));
  });

faq(
  "3.15, 3.16: a dead segment costs tar -z the rest, a compressed volume its blocks",
  async () => {
    const here = await room();
    const { folder, image, served, create, qft, volumes } = here;
    const text = Buffer.from("to be or not to be, that is the question\n".repeat(30_000));
    const varied = text.map((byte, i) =>
      i % 7 === 0 ? 97 + ((Math.imul(i, 2654435761) >>> 27) % 26) : byte,
    );
    writeFileSync(join(folder, "varied"), varied);
    expect(await create("varied", "-z")).toMatchObject(done);
    expect(
      await tar(served, ["-cf", served.remote("nzqft0"), "varied"], { cwd: folder }),
    ).toMatchObject(done);
    const [stream, compressed] = (await volumes()) as { firstSegment: number }[];
    killSegments(image, [stream!.firstSegment + 1, compressed!.firstSegment + 1]);

    await qft("rewind");
    const broken = await tar(served, ["-xzOf", served.remote("nqft0")]);
    expect(broken.status).toBe(2);
    const ofStream = broken.stdout.length;

    const read = await ours("floppytape", ["read", image, "1"]);
    expect(read.status).toBe(3);
    const lost = Number(/(\d+) of \d+ bytes are lost/.exec(read.stderr)?.[1]);
    const unpacked = await run("tar", ["-xOf", "-"], { input: read.stdout });
    expect(unpacked.status).toBe(0);
    const wrong = varied.filter((byte, i) => unpacked.stdout[i] !== byte).length;
    expect(lost).toBeGreaterThan(0);
    expect(wrong).toBeLessThanOrEqual(lost);
    expect(varied.length - wrong).toBeGreaterThan(2 * ofStream);
  },
);

/** Makes every sector of some segments unreadable. */
function killSegments(image: string, segments: readonly number[]): void {
  const file = openSync(image, "r+");
  for (const segment of segments) writeSync(file, noise(32768, 99), 0, 32768, segment * 32768);
  closeSync(file);
  const size = readFileSync(image).length;
  const rows: string[] = [];
  let end = 0;
  const row = (from: number, to: number, state: string) =>
    to > from && rows.push(`0x${from.toString(16)} 0x${(to - from).toString(16)} ${state}`);
  for (const segment of segments) {
    row(end, segment * 32768, "+");
    end = (segment + 1) * 32768;
    row(segment * 32768, end, "-");
  }
  row(end, size, "+");
  writeFileSync(`${image}.map`, ["0x0 + 1", ...rows, ""].join("\n"));
}

faq("3.17: the plain node never compresses, and reads what the other wrote", async () => {
  const { folder, served, create, qft, volumes, list } = await room();
  expect(await create("letters")).toMatchObject(done);
  expect(
    await tar(served, ["-cf", served.remote("nzqft0"), "letters"], { cwd: folder }),
  ).toMatchObject(done);
  expect((await volumes()).map(({ compressed }) => compressed)).toEqual([false, true]);
  await qft("asf", "1");
  expect(await list(served.remote("nzqft0"))).toContain("letters/1994/photo\n");
});

faq("3.18: a freshly formatted tape needs no erase", async () => {
  const { create, qft, list } = await room();
  expect(await create("letters/empty")).toMatchObject(done);
  await qft("rewind");
  expect(await list()).toBe("letters/empty\n");
});

faq("3.20: writing in the middle is refused", async () => {
  const { create, qft, list } = await room();
  for (const name of ["letters/to-anna.txt", "letters/empty"])
    expect(await create(name)).toMatchObject(done);
  await qft("asf", "1");
  expect(await create("letters")).toMatchObject({
    status: 2,
    stderr: expect.stringContaining("Permission denied"),
  });
  await qft("asf", "1");
  expect(await list()).toBe("letters/empty\n");
});

faq("3.21: two archives on the tape; rewind and fsf, and tar gets the second", async () => {
  const { folder, served, tape, create, qft } = await room();
  expect(await create("letters/1994")).toMatchObject(done);
  expect(await create("letters/to-anna.txt")).toMatchObject(done);
  await qft("rewind");
  await qft("fsf");
  expect(await tar(served, ["-xf", tape, "-C", join(folder, "out")])).toMatchObject(done);
  expect(Object.keys(contentsOf(join(folder, "out")))).toEqual(["letters/to-anna.txt"]);
});

faq("3.19, 3.22: a DOS volume survives when tar appends, and is listed", async () => {
  const image = recordedCartridge(someFolder(), "dos-volumes");
  const { create, qft, volumes, list } = await room(image);
  const before = await volumes();
  await qft("eom");
  expect(await create("letters/to-anna.txt")).toMatchObject(done);
  const after = await volumes();
  expect(after.slice(0, -1)).toEqual(before);
  expect(after[0]).toMatchObject({ kind: "foreign", label: "WINDOWS 95 FULL BACKUP" });
  await qft("asf", `${before.length}`);
  expect(await list()).toBe("letters/to-anna.txt\n");
});

faq("3.23, 3.25: a rewinding node rewinds at close, and only then", async () => {
  const { folder, served, create, qft, list } = await room();
  for (const name of ["letters/to-anna.txt", "letters/empty"])
    expect(await create(name)).toMatchObject(done);
  await qft("asf", "1");
  expect(await list(served.remote("qft0"))).toBe("letters/empty\n");
  expect(await list(served.remote("qft0"))).toBe("letters/to-anna.txt\n");
  // each of these opens and closes the tape
  expect(await mt(served, "qft0", "fsf")).toMatchObject({ status: 0 });
  expect(await list(served.remote("qft0"))).toBe("letters/to-anna.txt\n");
  // a motion within one open lasts as long as that
  expect(await mt(served, "qft0", "asf", "1")).toMatchObject({ status: 0 });
  expect(await tar(served, ["-df", served.remote("qft0")], { cwd: folder })).toMatchObject(done);
});

faq("3.24: inside a volume bsf 1 goes to its start, behind its mark bsf 2 does", async () => {
  const { create, qft, list } = await room();
  for (const name of ["letters/1994", "letters/to-anna.txt"])
    expect(await create(name)).toMatchObject(done);
  await qft("rewind");
  expect(await list()).toContain("letters/1994/photo");
  await qft("bsf", "1");
  expect(await list()).toContain("letters/1994/photo");
  await qft("fsf", "1");
  await qft("bsf", "2");
  expect(await list()).toContain("letters/1994/photo");
});

faq("3.26: fsr and bsr count blocks, fsf and bsf files", async () => {
  const here = await room();
  const { create, qft } = here;
  for (const name of ["letters/1994", "letters/to-anna.txt"])
    expect(await create(name)).toMatchObject(done);
  const block = async () =>
    /At block (\d+)/.exec((await ftmt(here, "tell")).stdout.toString())?.[1];
  await qft("rewind");
  await qft("fsr", "3");
  expect(await block()).toBe("3");
  await qft("bsr", "2");
  expect(await block()).toBe("1");
  await qft("fsf", "1");
  const second = Number(await block());
  await qft("fsr", "1");
  expect(await block()).toBe(`${second + 1}`);
});

faq(
  "3.27: erase empties the volume table, and writing from the beginning replaces all",
  async () => {
    const { served, create, qft, list, volumes } = await room();
    for (const name of ["letters/1994", "letters/to-anna.txt"])
      expect(await create(name)).toMatchObject(done);
    await qft("rewind");
    expect(await create("letters/empty")).toMatchObject(done);
    expect(await volumes()).toHaveLength(1);
    expect(await list(served.remote("qft0"))).toBe("");
    expect(await list(served.remote("qft0"))).toBe("letters/empty\n");
    await qft("erase");
    expect(await volumes()).toEqual([]);
  },
);

faq("3.28: what listtape tells of archives that tar wrote", async () => {
  const here = await room();
  for (const name of ["letters/1994", "letters/to-anna.txt"])
    expect(await here.create(name)).toMatchObject(done);
  const { stdout, status } = await ours("listtape", ["-f", here.image]);
  expect(status).toBe(0);
  const rows = stdout.toString().split("\n").slice(1, 3);
  expect(rows[0]).toMatch(/^ +0 +10240 +90\.0 kilobytes +/);
  expect(rows[1]).toMatch(/^ +1 +10240 +10\.0 kilobytes +/);
});
