// What others put into objects, names and requests is shown as text, whatever it is: nothing of it runs, is asked for, or makes the page unusable.

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { goTo, hooks, newPage, newWorld, startBrowser, startServer } from "./harness.js";
import { defineWidgets, widget, widgets } from "./widgets.js";

const SCRIPT = `<script>alert(1)</script><img src=x onerror=alert(2)><a href="javascript:alert(3)">`;
// Turns the direction of what follows, has no width, is no text, and ends a line where none should.
const ODD = "a\u202eb\u200bc\u0007d\u2028e\ufefff\u0085g\u3164h\u115fi\u2800j\u00a0k\u3000l";

let server;
let browser;
let folder;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "coracle-page-"));
  await writeFile(join(folder, "tokens.csv"), `all,${JSON.stringify("<b>boss</b>")},1,"system:masters"\n`);
  [server, browser] = await Promise.all([startServer("--faults", "--token-file", join(folder, "tokens.csv")), startBrowser()]);
});

after(async () => {
  await browser?.close();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

// Opens the page, and looks afterwards that nothing was run, asked for elsewhere, or refused by the page's policy.
async function watched(place, work) {
  const page = await newPage(browser);
  const bad = [];
  page.on("dialog", (dialog) => {
    bad.push(`dialog ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on("request", (request) => request.url().startsWith(server.url) || bad.push(`request ${request.url()}`));
  page.on("popup", () => bad.push("popup"));
  await page.exposeFunction("violated", (what) => bad.push(what));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => window.violated(`policy ${event.violatedDirective} ${event.blockedURI}`));
  });
  await page.goto(await server.link());
  const hook = hooks(page);
  await hook.by("nav").waitFor();
  await goTo(page, place);
  await work(page, hook);
  assert.equal(await page.evaluate(() => document.querySelectorAll("body script, iframe, object, embed, img, [onerror], [onload], a[href^='javascript:']").length), 0);
  assert.deepEqual(bad, []);
  assert.deepEqual(page.problems, []);
  await page.context().close();
}

async function hostile(world) {
  const object = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "web", annotations: { "example.com/script": SCRIPT, "example.com/odd": ODD, "example.com/proto": "__proto__" }, labels: { constructor: "toString" } },
    data: { script: `${SCRIPT}\n${SCRIPT}\n`, odd: ODD, __proto__x: "1", constructor: "2" },
  };
  await world.apply(world.config("web"), encodeURIComponent("<script>alert(4)</script>"), object);
  await world.send("PATCH", `${world.config("web")}?fieldManager=${encodeURIComponent("__proto__")}`, { data: { odd: `${ODD}!` } }, "application/merge-patch+json");
}

test("scripts, and characters that cannot be seen, in values, annotations and names of managers", async () => {
  const world = await newWorld(server);
  await hostile(world);
  await watched(world.place("objects/configmaps.v1/default/web"), async (page, { by, row, line }) => {
    await line(SCRIPT).first().waitFor();
    await by("legend-entry").filter({ hasText: "<script>alert(4)</script> (Apply)" }).waitFor();
    await by("legend-entry").filter({ hasText: "__proto__ (Update)" }).waitFor();
    const odd = line("example.com/odd").locator(".line-text");
    for (const seen of [/U\+202E/, /U\+200B/, /\\L|U\+2028/, /\\uFEFF|U\+FEFF/, /\\a|U\+0007/, /U\+3164/, /U\+115F/, /U\+2800/, /\\_|U\+00A0/, /U\+3000/]) assert.match(await odd.textContent(), seen);
    assert.doesNotMatch(await odd.textContent(), /[\u202e\u200b\u2028\ufeff\u0007\u0085\u3164\u115f\u2800\u00a0\u3000]/);
    await line(SCRIPT).first().hover();
    await by("line-info").filter({ hasText: "<script>alert(4)</script>" }).waitFor();

    await goTo(page, world.place("objects/configmaps.v1/default/web/history?show=diff"));
    await by("diff", " [data-sign='+']").first().waitFor();
    await by("log").filter({ hasText: "__proto__" }).waitFor();
    await goTo(page, world.place("objects/configmaps.v1/default/web/patch"));
    await by("patch-type").selectOption("merge");
    await by("patch-manager").fill("<i>me</i>");
    await by("patch-body").fill(JSON.stringify({ data: { script: null, "<b>": SCRIPT } }));
    await by("patch-try").click();
    await by("patch-problem").filter({ hasText: '"<b>"' }).waitFor();
    await by("patch-body").fill(JSON.stringify({ data: { script: null, bold: SCRIPT }, metadata: { annotations: { x: ODD } } }));
    await by("patch-try").click();
    await by("patch-owners", ' [data-manager="<i>me</i>"]').waitFor();
    await by("diff", " [data-sign='+']").filter({ hasText: SCRIPT.slice(0, 40) }).waitFor();
    await goTo(page, world.place(`changes?manager=${encodeURIComponent("<script>")}`));
    await by("changes").waitFor();
    await goTo(page, world.place("changes"));
    await world.apply(world.config("later"), encodeURIComponent("<script>alert(5)</script>"), { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "later" }, data: { x: "y" } });
    await row("changes", "default/later").filter({ hasText: "<script>alert(5)</script>" }).waitFor();
    await goTo(page, world.place("requests"));
    await by("requests", " .grid-body [role=row]").filter({ hasText: "<b>boss</b>" }).first().waitFor();
  });
});

test("places in the address that nobody would write by hand", async () => {
  const world = await newWorld(server);
  await watched(world.place(`objects/${encodeURIComponent(SCRIPT)}`), async (page, { by }) => {
    await by("objects").filter({ hasText: "There is no kind <script>" }).waitFor();
    for (const place of [`objects/configmaps.v1/default/${encodeURIComponent(SCRIPT)}`, `objects/configmaps.v1/..%2f..%2f/x`, `objects/configmaps.v1/default/%E0%A4%A`, "constructor", "objects/__proto__", `worlds/${encodeURIComponent(SCRIPT)}`]) {
      await goTo(page, world.place(place));
      await page.locator("main > *").first().waitFor();
    }
    await goTo(page, `#/w/${encodeURIComponent(SCRIPT)}/objects`);
    await by("objects", " .problem").waitFor();
    await goTo(page, world.place("objects/configmaps.v1"));
    await by("list-count").waitFor();
  });
});

test("a definition whose names, columns and values hold markup", async () => {
  const world = await newWorld(server);
  const columns = [{ name: "<b>Markup</b>", type: "string", description: SCRIPT, jsonPath: ".spec.text" }, { name: "Age", type: "date", jsonPath: ".metadata.creationTimestamp" }];
  await defineWidgets(world, { additionalPrinterColumns: columns });
  await world.send("POST", widgets(), widget("one", { spec: { text: SCRIPT + ODD, [SCRIPT]: SCRIPT } }));
  await watched(world.place("objects/widgets.v1.example.com"), async (page, { by, row, line }) => {
    await row("list", "default/one").filter({ hasText: "<script>" }).waitFor();
    assert.match(await by("list", " .grid-head").textContent(), /<b>Markup<\/b>/i);
    await row("list", "default/one").locator("a").click();
    await line(SCRIPT).first().waitFor();
  });
});

// An object is opened, looked through from one end to the other, searched, and its history seen: only what is seen is in the page.
async function usable(spec, pieces, work = async () => {}) {
  const world = await newWorld(server);
  await defineWidgets(world);
  await world.send("POST", `${widgets()}?fieldManager=big`, widget("big", { spec }));
  await watched(world.place("objects/widgets.v1.example.com/default/big"), async (page, hook) => {
    const { by, line } = hook;
    // An unoptimized server takes its time for so much.
    page.setDefaultTimeout(90_000);
    const found = async (text) => {
      await by("filter").fill(text);
      await by("filter").press("Enter");
      await line(text).and(page.locator('[aria-selected="true"]')).waitFor();
    };
    await line("apiVersion: example.com/v1").waitFor();
    await by("yaml").focus();
    await page.keyboard.press("End");
    await line("apiVersion: example.com/v1").waitFor({ state: "detached" });
    await page.keyboard.press("Home");
    await line("apiVersion: example.com/v1").waitFor();
    for (const piece of pieces) await found(piece);
    await found("uid: ");
    assert.ok((await page.locator("*").count()) < 3_000, "only what is seen is in the page");
    await work(world, page, hook);
    await goTo(page, world.place("objects/widgets.v1.example.com/default/big/history?show=diff"));
    // So large an object fills what is kept of a history.
    await by("history-note").filter({ hasText: /: \d+ added, \d+ removed/ }).or(by("empty", ":visible").filter({ hasText: "No revisions are kept." })).first().waitFor();
    await goTo(page, world.place("objects/widgets.v1.example.com"));
    await by("list", ' [data-name="default/big"]').waitFor();
  });
}

test("three megabytes, half of them in one line and half in thirty thousand", async () => {
  const lines = Array.from({ length: 30_000 }, (_, line) => `${line} <i>${"z".repeat(33)}</i>`).join("\n");
  await usable({ lines, one: `${"<b>x</b>".repeat(180_000)}<end>` }, ["29999 <i>", "<end>"]);
});

test("hundreds of levels, and a thousand fields", async () => {
  let deep = { end: "bottom" };
  for (let level = 0; level < 400; level += 1) deep = level % 2 ? { x: deep } : [deep];
  const fields = Object.fromEntries(Array.from({ length: 1_000 }, (_, field) => [`field${field}`, field]));
  await usable({ deep: { deep }, ...fields }, ["end: bottom", "field999: 999"], async (world, page, { by, line }) => {
    await world.send("PATCH", `${widgets("big")}?fieldManager=later`, { spec: { field500: "changed" } }, "application/merge-patch+json");
    // An unoptimized server tells of the change after a while; until then no line has it, and Enter goes nowhere.
    const changed = line("field500: changed").and(page.locator('[data-owners="later"]'));
    await by("filter").fill("field500: changed");
    for (const last = Date.now() + 90_000; !(await changed.isVisible()); await page.waitForTimeout(200)) {
      assert.ok(Date.now() < last, "the change does not come");
      await by("filter").press("Enter");
    }
  });
});
