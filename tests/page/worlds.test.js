// Worlds, snapshots, faults and requests, used by the page and looked at on the server.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { goTo, newWorld, startBrowser, startServer, withPage } from "./harness.js";

let server;
let browser;

before(async () => {
  [server, browser] = await Promise.all([startServer("--faults"), startBrowser()]);
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

const worlds = async () => (await server.send("GET", "/coracle/v1/worlds")).items;

test("a world is made, forked, gone to, reset and deleted", async () => {
  await withPage(browser, server, "#/w/main/worlds", async (page, { by, row, count }) => {
    const act = async (name, action) => {
      await row("worlds", name).click();
      await by(`world-${action}`).click();
    };
    await by("world-create").click();
    await by("world-name").fill("made");
    await by("world-ephemeral").check();
    await by("dialog-submit").click();
    await row("worlds", "made").filter({ hasText: "in memory" }).waitFor();
    await server.send("POST", "/worlds/made/api/v1/namespaces/default/configmaps", { metadata: { name: "web" } });

    await act("made", "fork");
    await by("world-name").fill("main");
    await by("dialog-submit").click();
    await by("dialog-problem").filter({ hasText: "already exists" }).waitFor();
    await by("world-name").fill("fork");
    await by("dialog-submit").click();
    await row("worlds", "fork").filter({ hasText: "world made" }).waitFor();
    assert.deepEqual((await worlds()).find((each) => each.name === "fork").from.world, "made");

    await act("made", "reset");
    await by("dialog-submit").click();
    await by("dialog").waitFor({ state: "detached" });
    assert.equal((await server.send("GET", "/worlds/made/api/v1/configmaps")).items.length, 0);
    assert.equal((await server.send("GET", "/worlds/fork/api/v1/configmaps")).items.length, 1, "a fork keeps what it has");

    await act("fork", "open");
    await page.waitForURL(/#\/w\/fork\/objects/);
    await count("configmaps.v1", 1);
    await by("world-switcher").focus();
    await by("world-switcher", " option[value=made]").waitFor({ state: "attached" });
    await by("world-switcher").selectOption("made");
    await page.waitForURL(/#\/w\/made\/objects/);
    await count("configmaps.v1", 0);

    // The one that is shown is deleted: the page goes to where there is something to see.
    await goTo(page, "#/w/made/worlds");
    await act("made", "delete");
    await by("dialog-cancel").click();
    assert.ok((await worlds()).some((each) => each.name === "made"));
    await act("made", "delete");
    await by("dialog-submit").click();
    await page.waitForURL(/#\/w\/main\/worlds/);
    await row("worlds", "made").waitFor({ state: "detached" });
    await row("worlds", "main").click();
    assert.equal(await by("world-delete").count(), 0, "main cannot be deleted");
    assert.deepEqual((await worlds()).map((each) => each.name).sort(), ["fork", "main"]);
  });
});

test("a world that is deleted elsewhere while it is shown says so, and the page goes on", async () => {
  const world = await newWorld(server);
  await world.send("POST", world.config(), { metadata: { name: "web" } });
  await withPage(browser, server, world.place("objects/configmaps.v1"), async (page, { by, row, count }) => {
    await row("list", "default/web").waitFor();
    await server.send("DELETE", `/coracle/v1/worlds/${world.name}`);
    await by("list-note").filter({ hasText: `"${world.name}" not found` }).waitFor();
    await by("connection", "[data-state=missing]").waitFor();
    // One of the same name is another world, and is shown once it is asked for again.
    await server.send("POST", "/coracle/v1/worlds", { name: world.name, ephemeral: true });
    await world.send("POST", world.config(), { metadata: { name: "anew" } });
    await row("list", "default/anew").waitFor();
    await row("list", "default/web").waitFor({ state: "detached" });
    await count("configmaps.v1", 1);
    await server.send("DELETE", `/coracle/v1/worlds/${world.name}`);
    await by("connection", "[data-state=missing]").waitFor();
    await by("world-switcher").focus();
    await by("world-switcher").selectOption("main");
    await by("connection", "[data-state=live]").waitFor();
    await count("namespaces.v1", 4);
  });
});

test("a dialog that a slow server lets one wait for comes once, and not where one has gone since", async () => {
  await withPage(browser, server, "#/w/main/worlds", async (page, { by }) => {
    await by("world-create").waitFor();
    let held = [];
    await page.route(/\/coracle\/v1\/snapshots$/, (route) => held.push(route));
    const answer = async (count) => {
      while (held.length < count) await page.waitForTimeout(20);
      await Promise.all(held.splice(0).map((route) => route.continue()));
    };
    await by("world-create").click();
    await by("world-create").click();
    await answer(2);
    await by("dialog").waitFor();
    assert.equal(await page.locator("dialog").count(), 1);
    await page.keyboard.press("Escape");
    await by("world-create").click();
    await goTo(page, "#/w/main/changes");
    await answer(1);
    await page.waitForTimeout(200);
    assert.equal(await page.locator("dialog").count(), 0);
    await page.unroute(/\/coracle\/v1\/snapshots$/);
    // And one that is open goes with what it is about.
    await goTo(page, "#/w/main/snapshots");
    await by("snapshot-take").click();
    await by("dialog").waitFor();
    await page.goBack();
    await by("changes-view").waitFor();
    assert.equal(await page.locator("dialog").count(), 0);
  });
});

test("a snapshot is taken, compared, restored and deleted", async () => {
  const world = await newWorld(server);
  await world.send("POST", world.config(), { metadata: { name: "web" }, data: { a: "1" } });
  await withPage(browser, server, world.place("snapshots"), async (page, { by, row }) => {
    await by("snapshot-take").click();
    await by("snapshot-name").fill("before");
    await by("dialog-submit").click();
    await row("snapshots", "before").filter({ hasText: world.name }).click();
    await by("snapshot-diff").click();
    await by("dialog").getByText("No difference.").waitFor();
    await page.keyboard.press("Escape");
    await world.send("PATCH", world.config("web"), { data: { a: "2" } }, "application/merge-patch+json");
    await by("snapshot-diff").click();
    const changed = by("snapshot-differences", " [role=row]");
    await changed.filter({ hasText: /^\+.*a: "2"$/ }).waitFor();
    await changed.filter({ hasText: /^-.*a: "1"$/ }).waitFor();
    await page.keyboard.press("Escape");
    await by("snapshot-restore").click();
    await by("dialog-submit").click();
    await by("dialog").waitFor({ state: "detached" });
    assert.deepEqual((await world.send("GET", world.config("web"))).data, { a: "1" });
    await by("snapshot-take").click();
    await by("snapshot-name").fill("before");
    await by("dialog-submit").click();
    await by("dialog-problem").filter({ hasText: "already exists" }).waitFor();
    await by("dialog-cancel").click();
    await by("snapshot-delete").click();
    await by("dialog-submit").click();
    await row("snapshots", "before").waitFor({ state: "detached" });
    assert.deepEqual((await server.send("GET", "/coracle/v1/snapshots")).items, []);
  });
});

test("a fault is added, counts what it hits, and is removed", async () => {
  const world = await newWorld(server);
  await withPage(browser, server, world.place("faults"), async (page, { by, row }) => {
    await by("fault-add").click();
    await by("fault-body").fill("{ no JSON");
    await by("dialog-submit").click();
    await by("dialog-problem").filter({ hasText: "JSON" }).waitFor();
    await by("fault-body").fill('{"name": "wrong", "then": {"error": {"code": 418}}}');
    await by("dialog-submit").click();
    await by("dialog-problem").filter({ hasText: "418" }).waitFor();
    await by("fault-template").selectOption({ index: 1 });
    const template = JSON.parse(await by("fault-body").inputValue());
    assert.deepEqual(template.match.verbs, ["list"]);
    await by("fault-body").fill(JSON.stringify({ name: "busy", match: { verbs: ["create"], resources: ["configmaps"] }, when: { count: 2 }, then: { error: { code: 409 } } }));
    await by("dialog-submit").click();
    const fault = row("faults", "busy");
    await fault.filter({ hasText: /00$/ }).waitFor();
    for (let time = 0; time < 3; time += 1) await world.send("POST", world.config(), { metadata: { name: "web" } }).catch((error) => assert.match(error.message, /409/));
    assert.equal((await world.send("GET", world.config())).items.length, 1, "the third was not hit");
    await fault.locator("[role=gridcell]").nth(5).filter({ hasText: /^2$/ }).waitFor();
    await by("requests-fault").count();
    await goTo(page, world.place("requests?fault=busy"));
    await by("requests", " .grid-body [role=row]").filter({ hasText: "409" }).nth(1).waitFor();
    assert.equal(await by("requests", " .grid-body [role=row]").count(), 2);
    await goTo(page, world.place("faults"));
    await fault.click();
    await by("fault-remove").click();
    await by("dialog-submit").click();
    await fault.waitFor({ state: "detached" });
    assert.deepEqual((await world.send("GET", "/coracle/v1/faults")).items, []);
  });
});

test("a server without --faults says so", async () => {
  const without = await startServer();
  await withPage(browser, without, "#/w/main/faults", async (page, { by }) => {
    await page.getByText("--faults").first().waitFor();
    if (await by("fault-add").isEnabled()) {
      await by("fault-add").click();
      await by("dialog-submit").click();
      await by("dialog-problem").filter({ hasText: "--faults" }).waitFor();
    }
  });
  await without.stop();
});

test("requests come by themselves, are filtered and forgotten, and the page's own are not among them", async () => {
  const world = await newWorld(server);
  await withPage(browser, server, world.place("requests"), async (page, { by }) => {
    const rows = by("requests", " .grid-body [role=row]");
    await page.getByText("No such requests.").waitFor();
    await world.send("POST", `${world.config()}?fieldManager=tester`, { metadata: { name: "web" } });
    await world.send("GET", world.config("web"));
    await world.send("GET", world.config("none")).catch(() => {});
    await rows.nth(2).waitFor();
    const texts = await rows.allTextContents();
    assert.match(texts[0], /get.*configmaps\/none404/);
    assert.match(texts[1], /get.*configmaps\/web200/);
    assert.match(texts[2], /create.*configmaps.*201tester/);
    assert.equal(texts.length, 3);
    for (const [filter, value, expected] of [["verb", "get", 2], ["code", "404", 1], ["manager", "tester", 1], ["name", "no*", 1], ["resource", "secrets", 0]]) {
      await by(`requests-${filter}`).fill(value);
      await by(`requests-${filter}`).press("Enter");
      await page.waitForURL(new RegExp(`${filter}=`));
      await page.waitForFunction((count) => document.querySelectorAll("[data-test=requests] .grid-body [role=row]").length === count, expected);
      await by(`requests-${filter}`).fill("");
      await by(`requests-${filter}`).press("Enter");
      await rows.nth(2).waitFor();
    }
    await rows.last().click();
    await by("requests-about").filter({ hasText: "tester" }).waitFor();
    // The row that is pressed is the one that is chosen, and what is told of it does not cover it.
    for (let time = 0; time < 40; time += 1) await world.send("GET", world.config("web"));
    await by("filter").fill("a text that no request has");
    await page.getByText("No such requests.").waitFor();
    await by("filter").fill("configmaps");
    await rows.nth(20).waitFor();
    await by("filter").focus();
    const frame = await by("requests").boundingBox();
    const [x, y] = [frame.x + 200, frame.y + frame.height - 40];
    const pressed = await page.evaluate((at) => document.elementFromPoint(...at).closest("[role=row]").dataset.name, [x, y]);
    await page.mouse.click(x, y);
    await by("requests", ` [data-name="${pressed}"][aria-selected="true"]`).waitFor();
    await by("requests-about", " dl").waitFor();
    await page.waitForFunction(() => {
      const list = document.querySelector("[data-test=requests]");
      const row = list.querySelector("[aria-selected]");
      return row && row.getBoundingClientRect().bottom <= list.getBoundingClientRect().bottom + 1;
    });
    await by("filter").fill("");
    await by("requests-forget").click();
    await by("dialog-submit").click();
    await rows.first().waitFor({ state: "detached" });
    assert.deepEqual((await world.send("GET", "/coracle/v1/requests")).items, []);
  });
});
