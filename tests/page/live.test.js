// Lists show what others do, as it happens: where it belongs, with counts, and over the end of a world's history.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { allRows, goTo, newWorld, startBrowser, startServer, withPage } from "./harness.js";
import { defineWidgets, undefineWidgets, widget, widgets } from "./widgets.js";

let server;
let browser;

before(async () => {
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

const names = (by) => allRows(by("list"), (row) => row.dataset.name);

test("what another client makes, changes and deletes is shown in its place, and counted", async () => {
  const world = await newWorld(server);
  for (const name of ["b", "d"]) await world.send("POST", world.config(), { metadata: { name }, data: { one: "1" } });
  await withPage(browser, server, world.place("objects/configmaps.v1"), async (page, { by, row, count }) => {
    await row("list", "default/d").waitFor();
    await count("configmaps.v1", 2);
    for (const name of ["c", "a", "e"]) await world.send("POST", world.config(), { metadata: { name } });
    for (const name of ["c", "a", "e"]) await row("list", `default/${name}`, ".flash").waitFor();
    assert.deepEqual(await names(by), ["a", "b", "c", "d", "e"].map((name) => `default/${name}`));
    await count("configmaps.v1", 5);
    assert.equal(await by("list-count").textContent(), "5");

    // A change shows in its columns: how many values there are.
    assert.match(await row("list", "default/d").textContent(), /d1/);
    await world.send("PATCH", world.config("d"), { data: { two: "2", three: "3" } }, "application/merge-patch+json");
    await row("list", "default/d", ".flash").filter({ hasText: "d3" }).waitFor();
    await world.send("DELETE", world.config("c"));
    await row("list", "default/c").waitFor({ state: "detached" });
    await count("configmaps.v1", 4);
    assert.deepEqual(await names(by), ["a", "b", "d", "e"].map((name) => `default/${name}`));
  });
});

test("objects of another namespace come in their place, and a chosen one shows its own alone", async () => {
  const world = await newWorld(server);
  await world.send("POST", world.config(), { metadata: { name: "here" } });
  await withPage(browser, server, world.place("objects/configmaps.v1"), async (page, { by, row, count }) => {
    await row("list", "default/here").waitFor();
    await world.send("POST", "/api/v1/namespaces", { metadata: { name: "abc" } });
    await count("namespaces.v1", 5);
    await world.send("POST", "/api/v1/namespaces/abc/configmaps", { metadata: { name: "there" } });
    await row("list", "abc/there").waitFor();
    assert.deepEqual(await names(by), ["abc/there", "default/here"]);
    await by("namespace").focus();
    await by("namespace", " option[value=abc]").waitFor({ state: "attached" });
    await by("namespace").selectOption("abc");
    await row("list", "default/here").waitFor({ state: "detached" });
    await world.send("POST", world.config(), { metadata: { name: "unseen" } });
    await world.send("POST", "/api/v1/namespaces/abc/configmaps", { metadata: { name: "seen" } });
    await row("list", "abc/seen").waitFor();
    assert.deepEqual(await names(by), ["abc/seen", "abc/there"]);
    await count("configmaps.v1", 4);
  });
});

test("an age goes on in the words of the server's, which are kubectl's", async () => {
  const [minute, hour, day] = [60, 3_600, 86_400];
  // As in crates/kinds/src/columns.rs.
  const ages = { "0s": 0, "119s": 119, "2m": 2 * minute, "2m30s": 150, "9m59s": 599, "10m": 10 * minute, "179m": 3 * hour - 1, "3h20m": 3 * hour + 20 * minute, "8h": 8 * hour, "47h": 2 * day - 1, "2d2h": 50 * hour, "8d": 8 * day, "729d": 2 * 365 * day - 1, "2y170d": 900 * day, "9y": 9 * 365 * day };
  await withPage(browser, server, "#/w/main/objects/namespaces.v1", async (page, { row }) => {
    await row("list", "/default").waitFor();
    const told = await page.evaluate(async (seconds) => {
      const { age } = await import("/ui/dom.js");
      return seconds.map((each) => age("2026-01-01T00:00:00Z", Date.parse("2026-01-01T00:00:00Z") + each * 1_000));
    }, Object.values(ages));
    assert.deepEqual(told, Object.keys(ages));
  });
});

test("a filter leaves what has its text, of what comes later too", async () => {
  const world = await newWorld(server);
  await world.send("POST", world.config(), { metadata: { name: "red", labels: { colour: "red" } } });
  await world.send("POST", world.config(), { metadata: { name: "blue" } });
  await withPage(browser, server, world.place("objects/configmaps.v1"), async (page, { by, row }) => {
    await row("list", "default/blue").waitFor();
    await by("filter").fill("colour=RED");
    await row("list", "default/blue").waitFor({ state: "detached" });
    assert.equal(await by("list-count").textContent(), "1 of 2");
    await world.send("POST", world.config(), { metadata: { name: "another", labels: { colour: "red" } } });
    await row("list", "default/another").waitFor();
    assert.deepEqual(await names(by), ["default/another", "default/red"]);
  });
});

test("a definition brings its kind with its columns, and takes it away", async () => {
  const world = await newWorld(server);
  await withPage(browser, server, world.place("objects/configmaps.v1"), async (page, { by, row, count }) => {
    await by("list").waitFor();
    await defineWidgets(world, { additionalPrinterColumns: [{ name: "Size", type: "integer", jsonPath: ".spec.size" }] });
    await by("kind-widgets.v1.example.com").click();
    await by("list-count").filter({ hasText: /^0$/ }).waitFor();
    await world.send("POST", widgets(), widget("one", { spec: { size: 42 } }));
    await row("list", "default/one").filter({ hasText: "42" }).waitFor();
    assert.match(await by("list", " .grid-head").textContent(), /Namespace.*Name.*Size/);
    await count("widgets.v1.example.com", 1);
    await undefineWidgets(world);
    await row("list", "default/one").waitFor({ state: "detached" });
    await by("kind-widgets.v1.example.com").waitFor({ state: "detached" });
    await by("list-note").filter({ hasText: /not find|not found/ }).waitFor();
    // The same kind made anew is shown where it was waited for.
    await defineWidgets(world);
    await world.send("POST", widgets(), widget("two", { spec: { size: 1 } }));
    await row("list", "default/two").waitFor();
    assert.deepEqual(await names(by), ["default/two"]);
    assert.equal(await by("list-note").textContent(), "");
  });
});

test("a kind that comes does not disturb who filters the list of another", async () => {
  const world = await newWorld(server);
  await world.send("POST", world.config(), { metadata: { name: "web" } });
  await withPage(browser, server, world.place("objects/configmaps.v1"), async (page, { by, row }) => {
    await row("list", "default/web").click();
    await by("list").evaluate((list) => (list.isSame = true));
    await defineWidgets(world);
    await by("kind-widgets.v1.example.com").waitFor();
    await by("filter").fill("web");
    await page.waitForURL(/q=web/);
    assert.ok(await by("list").evaluate((list) => list.isSame === true));
    await row("list", "default/web", '[aria-selected="true"]').waitFor();
  });
});

test("an object that is open in a world that is reset is not shown as if it were there, and neither is its history", async () => {
  for (const tab of ["", "/history"]) {
    const world = await newWorld(server);
    await world.apply(world.config("web"), "first", { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "web" }, data: { a: "1" } });
    await withPage(browser, server, world.place(`objects/configmaps.v1/default/web${tab}`), async (page, { by, line }) => {
      const note = by(tab ? "history-note" : "object-note");
      await line('a: "1"').waitFor();
      await by("connection", "[data-state=live]").waitFor();
      await server.send("POST", `/coracle/v1/worlds/${world.name}/reset`, {});
      await note.filter({ hasText: 'configmaps "web" not found' }).waitFor();
      await world.apply(world.config("web"), "second", { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "web" }, data: { a: "2" } });
      await line('a: "2"').and(page.locator("[data-owners=second]")).waitFor();
      assert.equal(await note.textContent(), "");
    });
  }
});

test("an object whose kind is taken away says so, and is live again with its kind", async () => {
  const world = await newWorld(server);
  await defineWidgets(world);
  await world.send("POST", widgets(), widget("one", { spec: { size: 1 } }));
  await withPage(browser, server, world.place("objects/widgets.v1.example.com/default/one"), async (page, { by, line }) => {
    await line("size: 1").waitFor();
    await undefineWidgets(world);
    await by("object-note").filter({ hasText: /Deleted in revision|there is no kind|Not live/ }).waitFor();
    await by("kind-widgets.v1.example.com").waitFor({ state: "detached" });
    await defineWidgets(world);
    await world.send("POST", widgets(), widget("one", { spec: { size: 2 } }));
    await line("size: 2").waitFor();
    assert.equal(await by("object-note").textContent(), "");
  });
});

test("a world that is reset shows what it has then, and goes on live", async () => {
  const world = await newWorld(server);
  await world.send("POST", world.config(), { metadata: { name: "before" } });
  await withPage(browser, server, world.place("objects/configmaps.v1"), async (page, { by, row, count }) => {
    await row("list", "default/before").waitFor();
    await server.send("POST", `/coracle/v1/worlds/${world.name}/reset`, {});
    await row("list", "default/before").waitFor({ state: "detached" });
    await count("configmaps.v1", 0);
    await world.send("POST", world.config(), { metadata: { name: "after" } });
    await row("list", "default/after").waitFor();
    await count("configmaps.v1", 1);
    assert.deepEqual(await names(by), ["default/after"]);
    // The page's other stream goes on as well.
    await goTo(page, world.place("changes"));
    await row("changes", "default/after", "[data-type=ADDED]").waitFor();
  });
});

test("an object that is open shows its change and its deletion", async () => {
  const world = await newWorld(server);
  await world.apply(world.config("web"), "first", { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "web" }, data: { a: "1", b: "1" } });
  await withPage(browser, server, world.place("objects/configmaps.v1/default/web"), async (page, { by, line }) => {
    await line('a: "1"').waitFor();
    await world.apply(world.config("web"), "second", { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "web" }, data: { a: "2" } }, true);
    await line('a: "2"').and(page.locator(".changed[data-owners=second]")).waitFor();
    assert.doesNotMatch(await line('b: "1"').getAttribute("class"), /changed/);
    await line('a: "2"').and(page.locator(":not(.changed)")).waitFor();
    await world.send("DELETE", world.config("web"));
    await by("object-note").filter({ hasText: /Deleted in revision \d+/ }).waitFor();
    assert.equal(await line('a: "2"').count(), 1);
  });
});

test("changes are told with who made them and what they changed", async () => {
  const world = await newWorld(server);
  await withPage(browser, server, world.place("changes"), async (page, { by, row }) => {
    await by("connection", "[data-state=live]").waitFor();
    await world.apply(world.config("web"), "first", { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "web" }, data: { a: "1" } });
    await world.apply(world.config("web"), "second", { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "web" }, data: { b: "2" } });
    await world.send("DELETE", world.config("web"));
    await row("changes", "default/web", "[data-type=DELETED]").waitFor();
    const rows = (await allRows(by("changes"), (each) => [each.dataset.type, each.textContent])).slice(0, 3);
    assert.deepEqual(rows.map(([type]) => type), ["DELETED", "MODIFIED", "ADDED"]);
    assert.match(rows[1][1], /configmaps ?default\/web.*second.*\.data\.b/);
    assert.match(rows[2][1], /configmaps ?default\/web.*first/);

    // Each filter alone, and what comes while one is set.
    await by("changes-type").selectOption("MODIFIED");
    await by("changes-count").filter({ hasText: /^1$/ }).waitFor();
    await by("changes-type").selectOption("");
    for (const [filter, value, expected] of [["manager", "second", 1], ["ns", "kube-system", 0], ["kind", "configmaps", 3], ["kind", "secrets", 0]]) {
      await by(`changes-${filter}`).fill(value);
      await by(`changes-${filter}`).press("Enter");
      await by("changes-count").filter({ hasText: new RegExp(`^${expected}$`) }).waitFor();
      if (value === "secrets") {
        await world.send("POST", world.config(), { metadata: { name: "not-shown" } });
        await world.send("POST", "/api/v1/namespaces/default/secrets", { metadata: { name: "shown" } });
        await row("changes", "default/shown").waitFor();
        assert.equal(await row("changes", "default/not-shown").count(), 0);
      }
      await by(`changes-${filter}`).fill("");
      await by(`changes-${filter}`).press("Enter");
    }

    await by("pause").click();
    await world.send("POST", world.config(), { metadata: { name: "waits" } });
    await by("changes-count").filter({ hasText: /, 1 new$/ }).waitFor();
    assert.equal(await row("changes", "default/waits").count(), 0);
    await by("pause").click();
    await row("changes", "default/waits").waitFor();
  });
});
