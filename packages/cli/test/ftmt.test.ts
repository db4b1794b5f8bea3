import { expect, test } from "vitest";
import { testCommands } from "./command-case.js";
import { noise, run, temporaryFolder } from "./run-bin.js";
import { copySmall, formatSmall } from "./small-cartridge.js";

const folder = temporaryFolder();
formatSmall(folder);
const image = copySmall(folder, "tape.img");
for (const blocks of [2, 52])
  run(folder, "floppytape", ["write", image], { stdin: noise(blocks * 10240, blocks) });
run(folder, "ftmt", ["-f", image, "rewind"]);

const volume0 = `file number          = 0
block size           = 10240
physical space used  =   29.0 kilobytes
real size of volume  =   20.0 kilobytes
`;
const sizes = `total bytes on tape  =    2.2 megabytes
total bytes used     =  580.0 kilobytes
total bytes left     =    1.6 megabytes
`;

testCommands(
  () => folder,
  [
    {
      title: "status, at the beginning",
      line: "ftmt -f tape.img status",
      stdout: new RegExp(
        `^This is a raw image floppy tape drive, \\(drive type = 0xffff\\)
drive status         = 0x[0-9a-f]{8}
generic drive status = 0x41000000
\\(In particular: \\* at begin of tape \\* tape online \\* \\)
sense key error      = 0x00000000
residue count        = 0
file number          = 0
block number         = 0

MTIOCVOLINFO result:
${volume0}
MTIOCGETSIZE result:
${sizes}$`,
      ),
    },
    {
      title: "volinfo: four lines and nothing else",
      line: "ftmt -f tape.img volinfo",
      stdout: volume0,
    },
    { title: "getsize", line: "ftmt -f tape.img getsize", stdout: sizes },
    {
      title: "--file= and the tape from the environment",
      line: "ftmt volinfo",
      env: { TAPE: "tape.img" },
      stdout: volume0,
    },
    { title: "-t as in old mt", line: "ftmt -t tape.img volinfo", stdout: volume0 },
    {
      title: "options behind the operation",
      line: "ftmt volinfo --file=tape.img",
      stdout: volume0,
    },
    { title: "a unique beginning of a name", line: "ftmt -f tape.img reten" },
    { title: "a hexadecimal count", line: "ftmt -f tape.img asf 0x1" },
    {
      title: "volinfo of the second volume",
      line: "ftmt -f tape.img volinfo",
      stdout: `file number          = 1
block size           = 10240
physical space used  =  522.0 kilobytes
real size of volume  =  520.0 kilobytes
`,
    },
    { title: "eom", line: "ftmt -f tape.img eom" },
    {
      title: "at the end of data volinfo shows the free space",
      line: "ftmt -f tape.img volinfo",
      stdout: `file number          = 2
block size           = 10240
physical space used  =    1.6 megabytes
real size of volume  =    0.0 kilobytes
`,
    },
    {
      title: "tell counts blocks and file marks",
      line: "ftmt -f tape.img tell",
      stdout: "At block 56.\n",
    },
    { title: "getblk", line: "ftmt -f tape.img getblk", stdout: "10240\n" },
    {
      title: "running into the end of data",
      line: "ftmt -f tape.img fsf 3",
      status: 2,
      stderr: /^ftmt: tape\.img: Invalid argument\n/,
    },
    { title: "an octal count", line: "ftmt -f tape.img seek 010" },
    {
      title: "seek went to block 8",
      line: "ftmt -f tape.img tell --json",
      stdout: '{"block":8}\n',
    },
    {
      title: "asf with JSON",
      line: "ftmt -f tape.img asf 1 --json",
      stdout: '{"operation":"asf","count":1,"fileNumber":1,"blockNumber":3}\n',
    },
    {
      title: "setblk refuses what is no multiple of 1024",
      line: "ftmt -f tape.img setblk 1000",
      status: 2,
      stderr: /^ftmt: tape\.img: Invalid argument\nftmt: hint: .*1000/,
    },
    {
      title: "setdrvbuffer with a number of bytes, as the FAQ has it",
      line: "ftmt -f tape.img setdrvbuffer 196608",
      stderr: /196608 taken as bytes: 6 buffers/,
    },
    {
      title: "setdrvbuffer with too few",
      line: "ftmt -f tape.img setdrvbuffer 2",
      status: 2,
      stderr: /Invalid argument/,
    },
    {
      title: "a tape that is not there",
      line: "ftmt -f none.img status",
      status: 1,
      stderr: /^ftmt: none\.img: No such file or directory\nftmt: hint: /,
    },
    {
      title: "a device without a back end",
      line: "ftmt -f /dev/nqft0 status",
      status: 1,
      stderr: /^ftmt: \/dev\/nqft0: No such device/,
    },
    {
      title: "no lasting effect on a rewinding node",
      line: "ftmt -f qft:tape.img eom",
      stderr: /eom has no lasting effect; use nqft/,
    },
    { title: "setting a variable block size", line: "ftmt -f tape.img setblk 0" },
    { title: "reset goes back to the default", line: "ftmt -f tape.img reset" },
    { title: "a beginning of several names of one operation", line: "ftmt -f tape.img rewo" },
    {
      title: "the unit is off line then",
      line: "ftmt -f tape.img volinfo",
      status: 2,
      stderr: /^ftmt: tape\.img: No such device or address\n/,
    },
    { title: "load puts it on line again", line: "ftmt -f tape.img load" },
    { title: "weof at the end", line: "ftmt -f tape.img eom" },
    { title: "writes an empty volume", line: "ftmt -f tape.img weof 2" },
    { title: "which is counted", line: "ftmt -f tape.img tell", stdout: "At block 58.\n" },
  ],
);

test("getseg writes the contents of a segment, its parity left out", () => {
  const { status, bytes } = run(folder, "ftmt", ["-f", image, "getseg", "3"]);
  expect(status).toBe(0);
  expect(bytes.length).toBe(29696);
  expect(bytes.subarray(0, 20480)).toEqual(Buffer.from(noise(20480, 2)));
});

test("status --json tells everything that the text does", () => {
  run(folder, "ftmt", ["-f", image, "rewind"]);
  expect(JSON.parse(run(folder, "ftmt", ["-f", image, "status", "--json"]).stdout)).toMatchObject({
    driveName: "raw image",
    genericStatus: 0x41000000,
    phrases: ["at begin of tape", "tape online"],
    fileNumber: 0,
    volume: {
      fileNumber: 0,
      blockSize: 10240,
      physicalKilobytes: 29,
      realKilobytes: 20,
      compressed: false,
    },
    sizes: { capacityKilobytes: 2262 },
  });
});
