// Every view in light and dark: without a serious finding of axe-core, with dialogs open and errors shown; narrow, and at twice the size.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { goTo, hooks, newWorld, openPage, startBrowser, startServer } from "./harness.js";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let server;
let browser;
let world;

before(async () => {
  [server, browser] = await Promise.all([startServer("--faults"), startBrowser()]);
  world = await newWorld(server);
  const web = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "web" } };
  // More managers than there are colours.
  for (let manager = 0; manager < 11; manager += 1) await world.apply(world.config("web"), `manager-${manager}`, { ...web, data: { [`key${manager}`]: "1" } });
  await world.apply(world.config("web"), "manager-0", { ...web, data: { key0: "2", key1: "1" } });
  await server.send("POST", "/coracle/v1/snapshots", { name: "prepared", world: world.name });
  await world.send("POST", "/coracle/v1/faults", { name: "busy", match: { verbs: ["delete"], resources: ["leases"] }, then: { error: { code: 500 } } });
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

// Opens a list's first row, so that what is told of it is there, too.
const first = (list) => async (page, { by }) => {
  await by(list, " .grid-body [role=row]").first().click();
  await by(`${list}-about`, " button").or(by(`${list}-about`, " dl")).first().waitFor();
};
const dialog = (button) => async (page, { by }) => {
  await by(button).click();
  await by("dialog").waitFor();
};
const tried = (body, result) => async (page, { by }) => {
  await by("patch-type").selectOption("apply");
  await by("patch-body").fill(JSON.stringify(body));
  await by("patch-try").click();
  await by(result).first().waitFor();
};
const applied = (data) => ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "web" }, data });

const VIEWS = {
  "the list of a kind": ["objects/configmaps.v1", (page, { by }) => by("list", " [data-name]").first().waitFor()],
  "a list of nothing": ["objects/secrets.v1", (page, { by }) => by("list-count").filter({ hasText: "0" }).waitFor()],
  "a kind that is not there": ["objects/none.v1", (page, { by }) => by("objects", " .problem").waitFor()],
  "an object": ["objects/configmaps.v1/default/web", async (page, { by, line }) => {
    await line("key9").click();
    await by("legend-entry").first().focus();
  }],
  "an object that is not there": ["objects/configmaps.v1/default/none", (page, { by }) => by("object-note", " .problem").waitFor()],
  "the history": ["objects/configmaps.v1/default/web/history", (page, { by }) => by("history-state", "[data-revision]").waitFor()],
  "what differs": ["objects/configmaps.v1/default/web/history?show=diff", (page, { by }) => by("diff", " [data-sign='+']").first().waitFor()],
  "a patch that was tried": ["objects/configmaps.v1/default/web/patch", tried(applied({ mine: "1" }), "patch-said")],
  "a patch with conflicts": ["objects/configmaps.v1/default/web/patch", tried(applied({ key3: "2" }), "patch-conflict")],
  "the changes": ["changes", async (page, { by }) => {
    await by("connection", "[data-state=live]").waitFor();
    for (const method of ["POST", "DELETE"]) await world.send(method, `/api/v1/namespaces${method === "POST" ? "" : "/passing"}`, { metadata: { name: "passing" } });
    await by("changes", " [data-type=DELETED]").first().waitFor();
    await by("pause").click();
  }],
  "the worlds": ["worlds", first("worlds")],
  "a world to be made": ["worlds", dialog("world-create")],
  "a world that cannot be made": ["worlds", async (page, hook) => {
    await dialog("world-create")(page, hook);
    await hook.by("world-name").fill("main");
    await hook.by("dialog-submit").click();
    await hook.by("dialog-problem").filter({ hasText: "main" }).waitFor();
  }],
  "the snapshots": ["snapshots", first("snapshots")],
  "a snapshot to be taken": ["snapshots", dialog("snapshot-take")],
  "the faults": ["faults", first("faults")],
  "a fault to be added": ["faults", dialog("fault-add")],
  "the requests": ["requests", first("requests")],
  "the keys": ["worlds", async (page, { by }) => {
    await page.keyboard.press("?");
    await by("keys").waitFor();
  }],
};

// What axe-core finds that is serious or critical, each with where it is; only what these rules find, where some are named.
async function findings(page, rules) {
  // The page's policy lets no script in but its own; axe-core comes by the browser's debugger, which is not asked.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe);
  return page.evaluate(async (runOnly) => {
    const { violations } = await window.axe.run(document, { resultTypes: ["violations"], ...(runOnly ? { runOnly } : {}) });
    return violations.filter(({ impact }) => impact === "serious" || impact === "critical").flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} ${target.join(" ")}: ${failureSummary}`));
  }, rules);
}

// The same in light and in dark, where all is the same but for its colours.
async function findingsOfBoth(page, name) {
  const found = [];
  for (const [colorScheme, rules] of [["light"], ["dark", ["color-contrast", "link-in-text-block"]]]) {
    await page.emulateMedia({ colorScheme });
    await settled(page);
    found.push(...(await findings(page, rules)).map((finding) => `${name}, ${colorScheme}: ${finding}`));
  }
  return found;
}

// What lies beside the window, or under something else's edge.
const beside = (page) =>
  page.evaluate(() => {
    const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    const controls = [...document.querySelectorAll("header *, nav a, main .bar *, main button, main select, main input, main textarea, dialog button, dialog input")];
    const out = controls.filter((node) => {
      const box = node.getBoundingClientRect();
      return box.width > 0 && (box.right > innerWidth + 1 || box.left < -1) && !node.closest(".grid, .skip, .legend");
    });
    return [...(wide > 0 ? [`the page is ${wide}px too wide`] : []), ...out.map((node) => node.dataset.test || node.outerHTML.slice(0, 100))];
  });

async function settled(page) {
  await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => {}))));
}

test("no view has a serious finding of axe-core, in light and in dark", async () => {
  const page = await openPage(browser, server, world.place("objects"));
  const { by } = hooks(page);
  const found = [];
  for (const [name, [place, work]] of Object.entries(VIEWS)) {
    await goTo(page, world.place("changes"));
    await goTo(page, world.place(place));
    await work(page, hooks(page));
    found.push(...(await findingsOfBoth(page, name)));
    if (await page.locator("dialog").count()) await page.keyboard.press("Escape");
  }
  assert.deepEqual(page.problems, []);
  // What has no session any more, as another tab has none from the beginning.
  await page.evaluate(() => sessionStorage.clear());
  await page.reload();
  await by("session-problem").filter({ hasText: "no session" }).waitFor();
  found.push(...(await findingsOfBoth(page, "without a session")));
  assert.deepEqual(found, []);
  await page.context().close();
});

test("the theme is the system's until another is chosen, and is kept", async () => {
  const page = await openPage(browser, server, world.place("worlds"), { colorScheme: "dark" });
  const { by } = hooks(page);
  const back = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const dark = await back();
  await by("theme").selectOption("light");
  const light = await back();
  assert.notEqual(light, dark);
  await page.reload();
  await by("nav").waitFor();
  assert.equal(await back(), light);
  await by("theme").selectOption("");
  assert.equal(await back(), dark);
  await page.emulateMedia({ colorScheme: "light" });
  assert.equal(await back(), light);
  await page.context().close();
});

for (const [size, options] of Object.entries({ "800 pixels wide": { viewport: { width: 800, height: 600 } }, "320 pixels wide": { viewport: { width: 320, height: 640 } }, "at twice the size": { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 } })) {
  test(`all is within reach ${size}`, async () => {
    const page = await openPage(browser, server, world.place("objects"), options);
    const found = [];
    for (const [name, [place, work]] of Object.entries(VIEWS)) {
      await goTo(page, world.place("changes"));
      await goTo(page, world.place(place));
      await work(page, hooks(page));
      found.push(...(await beside(page)).map((finding) => `${name}: ${finding}`));
      if (await page.locator("dialog").count()) await page.keyboard.press("Escape");
    }
    assert.deepEqual(found, []);
    // A list has room for some of its rows.
    await goTo(page, world.place("objects/configmaps.v1/default/web"));
    await hooks(page).line("key9").first().waitFor();
    assert.ok((await hooks(page).by("yaml").boundingBox()).height >= 80);
    assert.deepEqual(page.problems, []);
    await page.context().close();
  });
}
