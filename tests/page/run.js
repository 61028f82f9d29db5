// Runs the tests of this folder in one browser; those that measure come last, and alone.
//
//   node run.js [FILE…]        all *.test.js where none is named

import { spawn } from "node:child_process";
import { readdir } from "node:fs/promises";
import { basename } from "node:path";
import { chromium } from "playwright-core";

const ALONE = ["load.test.js", "screenshots.test.js"];

const named = process.argv.slice(2).map((file) => basename(file));
const files = named.length > 0 ? named : (await readdir(import.meta.dirname)).filter((file) => file.endsWith(".test.js"));
const browser = await chromium.launchServer({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });

/** Runs some files, so many at once; true where all went well. */
function run(some, atOnce) {
  if (some.length === 0) return true;
  const options = ["--test", "--test-force-exit", `--test-concurrency=${atOnce}`, "--test-reporter=spec", ...some];
  const child = spawn(process.execPath, options, { cwd: import.meta.dirname, stdio: "inherit", env: { ...process.env, BROWSER: browser.wsEndpoint() } });
  return new Promise((done) => child.once("exit", (code) => done(code === 0)));
}

const together = await run(files.filter((file) => !ALONE.includes(file)), 2);
const alone = await run(files.filter((file) => ALONE.includes(file)), 1);
await browser.close();
process.exitCode = together && alone ? 0 : 1;
