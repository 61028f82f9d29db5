// A server, a browser and the page, for the tests of this folder.
//
// CORACLE     the program (target/debug/coracle of this repository where it is not said)
// CHROMIUM    the browser (/usr/bin/chromium)
// BROWSER     where a browser is that was started already; each file of tests starts one of its own without it
// PAGE_FILES  a folder: the page's files are taken from there in place of those in the program, so that nothing needs to be built anew

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { chromium } from "playwright-core";

const run = promisify(execFile);
const program = process.env.CORACLE ?? fileURLToPath(new URL("../../target/debug/coracle", import.meta.url));

/**
 * Starts a server in memory, with these further options of `coracle serve`. Asked is by the token that it makes, or by the first one of
 * `--token-file`.
 * @returns {Promise<{url: string, token: string, kubeconfig: string, link: () => Promise<string>, send: Function, stop: () => Promise<void>}>}
 */
export async function startServer(...options) {
  const listen = options.includes("--listen") ? [] : ["--listen", "127.0.0.1:0"];
  const child = spawn(program, ["serve", "--http", "--ephemeral", "--exit-with-parent", ...listen, ...options], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text) => (said = (said + text).slice(-4_000)));
  const ended = new Promise((done) => child.once("exit", done));
  const ready = new Promise((done, failed) => {
    createInterface({ input: child.stdout }).once("line", done);
    child.once("error", failed);
    child.once("exit", (code) => failed(new Error(`the server ended with ${code}: ${said}`)));
  });
  const [, url, kubeconfig] = /^ready (\S+) kubeconfig=(.+)$/.exec(await ready);
  const tokens = options[options.indexOf("--token-file") + 1];
  const token = options.includes("--token-file") ? (await readFile(tokens, "utf8")).split(",")[0] : (await readFile(kubeconfig.replace(/\.kubeconfig$/, ".token"), "utf8")).trim();
  return {
    url,
    token,
    kubeconfig,
    command: async (...words) => (await run(program, [...words, "--kubeconfig", kubeconfig])).stdout.trim(),
    link: async (as = token) => (await send(url, as, "POST", "/coracle/v1/ui")).url,
    send: (method, path, body, type) => send(url, token, method, path, body, type),
    signal: (name) => child.kill(name),
    stop: async () => {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

let worlds = 0;

/**
 * A new world of a server: its name, `send` and `apply` for requests in it, `place` for what the page calls a part of it, and `config` for
 * the path of a ConfigMap.
 */
export async function newWorld(server, more = {}) {
  const name = `world-${++worlds}`;
  await server.send("POST", "/coracle/v1/worlds", { name, ephemeral: true, ...more });
  return inWorld(server, name);
}

/** A world that is there already. */
export function inWorld(server, name) {
  const prefix = name === "main" ? "" : `/worlds/${name}`;
  const ask = (method, path, body, type) => server.send(method, prefix + path, body, type);
  return {
    name,
    send: ask,
    apply: (path, manager, object, force = false) => ask("PATCH", `${path}?fieldManager=${manager}&force=${force}`, object, "application/apply-patch+yaml"),
    place: (rest) => `#/w/${name}/${rest}`,
    config: (object) => `/api/v1/namespaces/default/configmaps${object ? `/${object}` : ""}`,
  };
}

/** Asks the server for something, and gives the answer as a value; throws where it is refused. */
async function send(url, token, method, path, body, type = "application/json") {
  const answer = await fetch(url + path, { method, headers: { Authorization: `Bearer ${token}`, "Content-Type": type }, body: typeof body === "string" || body === undefined ? body : JSON.stringify(body) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return text === "" ? null : JSON.parse(text);
}

/** Starts a browser without a window, or comes to one that was. */
export function startBrowser() {
  if (process.env.BROWSER) return chromium.connect(process.env.BROWSER);
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
}

/** An empty page. `page.problems` has what goes wrong in it: errors of scripts, and what its policy refuses. */
export async function newPage(browser, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  page.problems = [];
  page.on("pageerror", (error) => page.problems.push(String(error.stack ?? error)));
  page.on("console", (message) => /Content Security Policy|TrustedType/.test(message.text()) && page.problems.push(message.text()));
  if (process.env.PAGE_FILES) await takeFilesFrom(context, process.env.PAGE_FILES);
  return page;
}

/** Opens the page by a new link, at a place such as `#/w/main/objects`. */
export async function openPage(browser, server, place = "#/w/main/objects", options = {}) {
  const page = await newPage(browser, options);
  await page.goto(await server.link());
  await page.locator("[data-test=nav]").waitFor();
  await goTo(page, place);
  return page;
}

// The page that tests of a file share, and the server that it is of.
let shared = null;

/**
 * A test of the page at a place; nothing may have gone wrong in it afterwards. To open the page takes a browser longer than most tests do, so those
 * of a file share one: each has a world of its own in it, and so nothing that another has left. One that fails takes the page with it.
 */
export async function withPage(browser, server, place, work) {
  const page = shared?.server === server ? await again(shared.page, place) : await openPage(browser, server, place);
  const kept = shared === null || shared.page === page;
  if (kept) shared = { server, page };
  try {
    await work(page, hooks(page));
    assert.deepEqual(page.problems, []);
  } catch (error) {
    if (kept) shared = null;
    await page.context().close();
    throw error;
  }
  if (!kept) await page.context().close();
}

// The page as if it had just been opened: nothing has the focus or is pointed at, and it is made anew even where it is at the place already.
async function again(page, place) {
  await page.mouse.move(0, 0);
  await page.evaluate(() => {
    document.activeElement?.blur();
    // The next Tab begins at the beginning.
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute("tabindex");
  });
  await goTo(page, "#/w/main/faults");
  await goTo(page, place);
  return page;
}

/** Short ways to the elements of a page: by their hook, and to rows of a list. */
export function hooks(page) {
  const by = (name, more = "") => page.locator(`[data-test="${name}"]${more}`);
  return {
    by,
    row: (list, name, more = "") => by(list, ` .grid-body [role=row][data-name="${name}"]${more}`),
    line: (text) => by("yaml", " .grid-body [role=row]").filter({ hasText: text }),
    count: (kind, count) => by(`kind-${kind}`, " .count").filter({ hasText: new RegExp(`^${count}$`) }).waitFor(),
  };
}

/** All rows of a list, from the first to the last, whether they are seen or not: what `read` makes of each. */
export async function allRows(list, read) {
  const found = new Map();
  await list.evaluate((frame) => (frame.scrollTop = 0));
  for (let last = false; !last; ) {
    await list.page().evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    for (const [index, value] of await list.locator(".grid-body [role=row]").evaluateAll((rows, body) => rows.map((row) => [row.index, new Function("row", `return (${body})(row)`)(row)]), String(read))) found.set(index, value);
    last = await list.evaluate((frame) => {
      const end = frame.scrollTop + frame.clientHeight >= frame.scrollHeight - 1;
      frame.scrollTop += frame.clientHeight / 2;
      return end;
    });
  }
  return [...found].sort(([a], [b]) => a - b).map(([, value]) => value);
}

/** Goes to another place of the page, and waits until it is shown as far as that needs no answer: what was there before is gone. */
export async function goTo(page, place) {
  await page.evaluate((hash) => {
    if (location.hash === hash) return undefined;
    // Listeners are called in their order: the page's own has been, when this one is.
    const arrived = new Promise((done) => addEventListener("hashchange", () => done(), { once: true }));
    location.hash = hash;
    return arrived;
  }, place);
}

async function takeFilesFrom(context, folder) {
  await context.route(/\/ui\/([a-z]+\.(js|css|svg|html))?(#.*)?$/, async (route) => {
    const name = basename(new URL(route.request().url()).pathname);
    // What is not answered any more belongs to a page that was closed meanwhile.
    const response = await route.fetch().catch(() => null);
    if (!response) return;
    const types = { js: "text/javascript", css: "text/css", svg: "image/svg+xml", html: "text/html" };
    const file = name === "ui" ? "index.html" : name;
    const headers = { ...response.headers(), "content-type": types[file.split(".").pop()] };
    await route.fulfill({ status: 200, headers, body: await readFile(join(folder, file)) }).catch(() => {});
  });
}

/**
 * The longest task of a page's main thread while `work` is done, in milliseconds of its own time: what a busy machine does beside it does
 * not count, as it would in the `longtask` entries of a page.
 */
export async function longestTask(page, work) {
  const session = await page.context().newCDPSession(page);
  const events = [];
  session.on("Tracing.dataCollected", ({ value }) => events.push(...value));
  const complete = new Promise((done) => session.once("Tracing.tracingComplete", done));
  await session.send("Tracing.start", { transferMode: "ReportEvents", traceConfig: { includedCategories: ["toplevel", "__metadata"], excludedCategories: ["*"] } });
  await work();
  await session.send("Tracing.end");
  await complete;
  await session.detach();
  const thread = (event) => `${event.pid} ${event.tid}`;
  const main = new Set(events.filter((event) => event.name === "thread_name" && event.args.name === "CrRendererMain").map(thread));
  const tasks = events.filter((event) => main.has(thread(event)) && event.name.endsWith("RunTask") && event.tdur > 0);
  if (tasks.length === 0) throw new Error("the browser told of no tasks");
  return Math.max(...tasks.map((event) => event.tdur / 1000));
}
