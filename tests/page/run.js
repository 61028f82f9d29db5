// Runs the tests of this folder in one browser; those that measure come last, and alone.
//
//   node run.js [FILE…]        all *.test.js where none is named

import { spawn } from "node:child_process";
import { readdir } from "node:fs/promises";
import { basename } from "node:path";
import { chromium } from "playwright-core";

const ALONE = ["load.test.js"];
// Those that take longest begin first, so that none of them is left at the end while nothing else is done.
const FIRST = ["hostile.test.js", "views.test.js"];
const AT_ONCE = 2;

const named = process.argv.slice(2).map((file) => basename(file));
const files = named.length > 0 ? named : (await readdir(import.meta.dirname)).filter((file) => file.endsWith(".test.js"));
const browser = await chromium.launchServer({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
const begun = performance.now();
const failed = [];

// Runs one file. What it says is shown when it has ended, so that it stands together; of a single one, at once.
async function run(file) {
  const options = ["--test", "--test-force-exit", "--test-reporter=spec", file];
  const child = spawn(process.execPath, options, { cwd: import.meta.dirname, stdio: ["ignore", files.length > 1 ? "pipe" : "inherit", "inherit"], env: { ...process.env, BROWSER: browser.wsEndpoint() } });
  let said = "";
  child.stdout?.setEncoding("utf8").on("data", (text) => (said += text));
  const code = await new Promise((done) => child.once("close", done));
  if (said) console.log(`${file}\n${said.trimEnd()}\n`);
  if (code !== 0) failed.push(file);
}

// Runs some, so many at once: node's own runner takes them by their names, and not as they are given.
async function runAll(some, atOnce) {
  const left = [...some];
  const work = async () => {
    while (left.length > 0) await run(left.shift());
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}

const late = (file) => (FIRST.includes(file) ? FIRST.indexOf(file) : FIRST.length);
files.sort((one, other) => late(one) - late(other) || (one < other ? -1 : 1));
await runAll(files.filter((file) => !ALONE.includes(file)), AT_ONCE);
await runAll(files.filter((file) => ALONE.includes(file)), 1);
await browser.close();
console.log(`${files.length} files in ${((performance.now() - begun) / 1_000).toFixed(0)} s: ${failed.length > 0 ? `failed: ${failed.join(", ")}` : "all went well"}`);
process.exitCode = failed.length > 0 ? 1 : 0;
