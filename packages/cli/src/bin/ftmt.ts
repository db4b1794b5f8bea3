import { ftmt } from "../ftmt/program.js";
import { main } from "../main.js";
import { personalityOfName } from "../mt/personality.js";

/** Runs `ftmt` with the command line of this process; called by the name of another mt it is that one. */
export const run = (): Promise<void> => {
  const name = process.argv[1]?.replace(/^.*[/\\]/, "") ?? "";
  const personality = personalityOfName(name);
  return personality === undefined ? main(ftmt) : main(ftmt, name, [`--as=${personality}`]);
};
