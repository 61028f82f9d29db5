// The page without a mouse: a whole story by keys alone, the focus seen at each step, and nothing that it cannot leave.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { newWorld, startBrowser, startServer, withPage } from "./harness.js";

let server;
let browser;

before(async () => {
  [server, browser] = await Promise.all([startServer("--faults"), startBrowser()]);
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

// What has the focus: its hook, or its text; and whether one sees that.
const focused = (page) =>
  page.evaluate(() => {
    const node = document.activeElement;
    const style = getComputedStyle(node);
    const name = node.dataset.test ?? node.getAttribute("aria-label") ?? node.textContent.trim();
    return { name, tag: node.tagName, outline: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2, seen: node.getBoundingClientRect().width > 0 };
  });

// Presses Tab until something has the focus; each stop on the way must be seen.
async function tabTo(page, name, key = "Tab") {
  for (let step = 0; step < 80; step += 1) {
    await page.keyboard.press(key);
    const now = await focused(page);
    if (now.tag === "BODY") continue;
    assert.ok(now.outline && now.seen, `the focus is not seen on ${now.tag} ${now.name}`);
    if (now.name === name) return;
  }
  assert.fail(`${name} cannot be reached by ${key}`);
}

test("a whole story by keys alone", async () => {
  const world = await newWorld(server);
  for (const name of ["a", "b", "web"]) await world.apply(world.config(name), "maker", { apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data: { key: "1" } });
  await world.apply(world.config("web"), "taker", { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "web" }, data: { key: "2" } }, true);
  await withPage(browser, server, world.place("objects"), async (page, { by, row, line }) => {
    await by("kind-configmaps.v1").waitFor();
    const { keyboard } = page;
    // To a kind, to the third of its objects, and by Enter into it.
    await tabTo(page, "kind-configmaps.v1");
    await keyboard.press("Enter");
    await row("list", "default/web").waitFor();
    await tabTo(page, "list");
    await keyboard.press("End");
    await row("list", "default/web", '[aria-selected="true"]').waitFor();
    await keyboard.press("Home");
    await keyboard.press("ArrowDown");
    await row("list", "default/b", '[aria-selected="true"]').waitFor();
    assert.equal(await by("list").getAttribute("aria-activedescendant"), await row("list", "default/b").getAttribute("id"));
    // By the filter to the one that is meant.
    await keyboard.press("/");
    assert.equal((await focused(page)).name, "filter");
    await keyboard.type("web");
    await row("list", "default/a").waitFor({ state: "detached" });
    await keyboard.press("ArrowDown");
    assert.equal((await focused(page)).name, "list");
    await keyboard.press("Home");
    await keyboard.press("Enter");
    await line('key: "2"').waitFor();
    // Who owns a line is told where one is.
    await tabTo(page, "yaml");
    await keyboard.press("Home");
    for (let down = 0; down < 2; down += 1) await keyboard.press("ArrowDown");
    await by("line-info").filter({ hasText: "owner: taker (Apply)" }).waitFor();
    await tabTo(page, "legend-entry", "Shift+Tab");
    await line('key: "2"').and(page.locator(".pointed")).waitFor();

    // Its history, along the slider.
    await tabTo(page, "tab-history", "Shift+Tab");
    await keyboard.press("Enter");
    await by("history-state", "[data-revision]").waitFor();
    await tabTo(page, "slider");
    await keyboard.press("Home");
    await line('key: "1"').waitFor();

    // A patch tried and applied.
    await tabTo(page, "tab-patch", "Shift+Tab");
    await keyboard.press("Enter");
    await by("patch-body").waitFor();
    await tabTo(page, "patch-type");
    await keyboard.type("Merge");
    await tabTo(page, "patch-body");
    await keyboard.press("Control+A");
    await keyboard.type('{"data": {"mine": "3"}}');
    await tabTo(page, "patch-try");
    await keyboard.press("Enter");
    await by("patch-said").filter({ hasText: "Nothing was changed" }).waitFor();
    await tabTo(page, "patch-apply");
    await keyboard.press("Enter");
    await by("patch-said").filter({ hasText: "Applied" }).waitFor();
    assert.equal((await world.send("GET", world.config("web"))).data.mine, "3");

    // A world made in a dialog, which gives the focus back.
    await tabTo(page, "nav-worlds", "Shift+Tab");
    await keyboard.press("Enter");
    await by("world-create").waitFor();
    await tabTo(page, "world-create");
    await keyboard.press("Enter");
    await by("dialog").waitFor();
    await keyboard.press("Escape");
    await by("dialog").waitFor({ state: "detached" });
    assert.equal((await focused(page)).name, "world-create");
    await keyboard.press("Enter");
    await by("dialog").waitFor();
    await tabTo(page, "world-name", "Shift+Tab");
    await keyboard.type("by-keys");
    await keyboard.press("Enter");
    await row("worlds", "by-keys").waitFor();
    assert.equal((await focused(page)).name, "world-create");
    await tabTo(page, "worlds");
    await keyboard.press("Home");
    while ((await row("worlds", "by-keys").getAttribute("aria-selected")) !== "true") await keyboard.press("ArrowDown");
    await keyboard.press("Enter");
    await page.waitForURL(/#\/w\/by-keys\/objects/);

    // Back, step by step, to where it began.
    for (let step = 0; step < 12 && !/objects\/configmaps\.v1(\?.*)?$/.test(page.url()); step += 1) await page.goBack();
    await row("list", "default/web").waitFor();
  });
});

test("each section has its number, ? shows the keys, and Escape goes up", async () => {
  const world = await newWorld(server);
  await world.send("POST", world.config(), { metadata: { name: "web" } });
  await withPage(browser, server, world.place("objects/configmaps.v1/default/web"), async (page, { by, row }) => {
    await by("yaml", " [role=row]").first().waitFor();
    await page.keyboard.press("Escape");
    await row("list", "default/web").waitFor();
    for (const [index, section] of ["objects", "changes", "worlds", "snapshots", "faults", "requests"].entries()) {
      await page.keyboard.press(String(index + 1));
      await page.waitForURL(new RegExp(`/${section}$`));
      await by(`nav-${section}`, "[aria-current=page]").waitFor();
    }
    await page.keyboard.press("?");
    await by("keys").waitFor();
    assert.ok(await page.evaluate(() => document.activeElement.closest("dialog") !== null));
    await page.keyboard.press("Escape");
    await by("keys").waitFor({ state: "detached" });
  });
});

for (const section of ["objects/configmaps.v1", "objects/configmaps.v1/default/web", "objects/configmaps.v1/default/web/history", "objects/configmaps.v1/default/web/patch", "changes", "worlds", "snapshots", "faults", "requests"]) {
  test(`Tab goes through ${section} and out of it, and the focus is seen everywhere`, async () => {
    const world = await newWorld(server);
    await world.send("POST", world.config(), { metadata: { name: "web" }, data: { a: "1" } });
    await withPage(browser, server, world.place(section), async (page) => {
      await page.locator("main [role=grid], main textarea").first().waitFor();
      await page.evaluate(() => document.body.focus());
      const stops = [];
      // Behind the last stop the browser begins anew: the skip link comes again.
      for (let step = 0; step < 120; step += 1) {
        await page.keyboard.press("Tab");
        const now = await focused(page);
        if (now.tag === "BODY") continue;
        assert.ok(now.outline && now.seen, `the focus is not seen on ${now.tag} ${now.name}`);
        if (stops.length > 1 && now.name === stops[0]) break;
        stops.push(now.name);
      }
      assert.equal(stops[0], "To the content");
      assert.ok(stops.length > 12 && stops.length < 110, stops.join(", "));
    });
  });
}
