// Stands in for tar(1) on systems without one: `-cf - FOLDER` and `-xf - -C FOLDER`.
import { create, extract } from "tar";

const words = process.argv.slice(2);
if (words[0] === "-cf" && words[1] === "-") {
  create({ portable: true }, words.slice(2)).pipe(process.stdout);
} else if (words[0] === "-xf" && words[1] === "-" && words[2] === "-C") {
  process.stdin.pipe(extract({ cwd: words[3], strict: true }));
} else {
  console.error(
    `tar stand-in: only -cf - FOLDER and -xf - -C FOLDER are known, not: ${words.join(" ")}`,
  );
  process.exit(1);
}
