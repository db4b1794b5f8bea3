import { spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const color = process.stdout.isTTY && !process.env.NO_COLOR;
const paint = (code, text) => (color ? `\u001b[${code}m${text}\u001b[0m` : text);

/** A heading of the session. */
export function heading(text) {
  console.log(`\n${paint("1;36", `== ${text}`)}\n`);
}

/** A sentence of the session. */
export function say(text) {
  console.log(text);
}

/** Shows a command as a user would type it. */
function showCommand(text) {
  console.log(paint("1", `$ ${text}`));
}

function program(name) {
  return [
    process.execPath,
    fileURLToPath(new URL(`../../packages/cli/bin/${name}.js`, import.meta.url)),
  ];
}

/** Starts one of our programs, or `tar`, with the given standard streams. */
function start(words, stdio, cwd) {
  const [name, ...args] = words;
  const [command, ...before] = name === "tar" ? tarProgram() : program(name);
  return spawn(command, [...before, ...args], { cwd, stdio });
}

const finished = (child) =>
  new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve(code ?? `signal ${signal}`));
  });

/**
 * Runs a pipeline of commands (each a list of words), shows it, and lets the last one write to this
 * terminal. Resolves with the exit statuses.
 */
export async function run(folder, ...commands) {
  showCommand(commands.map((words) => words.join(" ")).join(" | "));
  const children = [];
  for (const [i, words] of commands.entries()) {
    const last = i === commands.length - 1;
    const stdio = [i === 0 ? "ignore" : "pipe", last ? "inherit" : "pipe", "inherit"];
    const child = start(words, stdio, folder);
    const before = children.at(-1);
    if (before) {
      child.stdin.on("error", () => {}); // the reader's own exit status says why it stopped reading
      child.on("exit", () => before.stdout.destroy()); // so that the writer does not wait for it
      before.stdout.pipe(child.stdin);
    }
    children.push(child);
  }
  return Promise.all(children.map(finished));
}

/** Runs one of our programs and returns what it prints. */
export function output(folder, ...words) {
  const [command, ...before] = program(words[0]);
  const done = spawnSync(command, [...before, ...words.slice(1)], {
    cwd: folder,
    encoding: "utf8",
  });
  if (done.status !== 0)
    throw new Error(`${words.join(" ")} ended with ${done.status}: ${done.stderr}`);
  return done.stdout;
}

const systemTar = spawnSync("tar", ["--version"], { stdio: "ignore" }).status === 0;

/** The system's tar, or this folder's stand-in with the same options where there is none. */
function tarProgram() {
  return systemTar
    ? ["tar"]
    : [process.execPath, fileURLToPath(new URL("./tar-stand-in.mjs", import.meta.url))];
}

/** Folder of the checkout. */
export { root };
