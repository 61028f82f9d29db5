// Each line of an object has the owners, the names and the colours that its managedFields say.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { allRows, goTo, newWorld, startBrowser, startServer, withPage } from "./harness.js";
import { keyOf, ownedLines } from "./owned.js";
import { defineWidgets, widget, widgets } from "./widgets.js";

let server;
let browser;

before(async () => {
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

const seen = (row) => ({
  text: row.querySelector(".line-text").textContent,
  names: [...row.querySelectorAll(".line-owner .square")].map((square) => [square.nextSibling.textContent, [...square.classList].find((name) => name !== "square")]),
  owners: row.dataset.owners,
  colour: [...row.classList].find((name) => name.length === 2 && name.startsWith("m")) ?? null,
  nobody: row.classList.contains("nobody"),
  back: getComputedStyle(row).backgroundColor,
});

// Compares every line that the page shows of an object with what its managedFields say.
async function compare(world, path, place, atomic) {
  const object = await world.send("GET", path);
  const expected = ownedLines(object, atomic);
  await withPage(browser, server, world.place(`objects/${place}`), async (page, { by, line }) => {
    await line(`uid: ${object.metadata.uid}`).waitFor();
    // Neither the row that is pointed at nor the active one shows its plain colour.
    await page.mouse.move(0, 0);
    const rows = await allRows(by("yaml"), seen);
    const colours = new Map();
    const backs = new Map();
    let at = 0;
    for (const each of expected) {
      const owners = each.owners.map((owner) => owner.who);
      beginsWith(rows[at].text, each);
      for (const row of rows.slice(at, (at += each.count))) {
        assert.equal(row.owners, owners.join(","), `${each.path} ${row.text}`);
        assert.deepEqual(row.names.map(([name]) => name), owners, row.text);
        for (const [name, colour] of row.names) assert.equal(colours.get(name) ?? colours.set(name, colour).get(name), colour, name);
        assert.equal(row.nobody, owners.length === 0, row.text);
        assert.equal(row.colour, owners.length > 0 ? colours.get(owners[0]) : null, row.text);
        const key = row.colour ?? "nobody";
        assert.equal(backs.get(key) ?? backs.set(key, row.back).get(key), row.back, row.text);
      }
    }
    assert.equal(at, rows.length);
    assert.equal(new Set(colours.values()).size, colours.size, "two managers have one colour");
    assert.equal(new Set(backs.values()).size, backs.size, "two colours look the same");

    const legend = await by("legend-entry").evaluateAll((entries) => entries.map((entry) => [entry.dataset.manager, entry.dataset.operation, Number(/(\d+) lines?$/.exec(entry.textContent)[1]), /status/.test(entry.textContent)]));
    const counted = new Map();
    for (const { owners, count } of expected) for (const owner of owners) counted.set(owner.key, (counted.get(owner.key) ?? 0) + count);
    const named = object.metadata.managedFields.filter((entry) => counted.has(keyOf(entry))).map((entry) => [entry.manager, entry.operation, counted.get(keyOf(entry)), entry.subresource === "status"]);
    assert.deepEqual(legend.sort(), named.sort());
  });
}

function beginsWith(text, { key, value, item, count }) {
  const rest = text.trim().replace(item ? /^(- )+/ : /^/, "");
  const begins = key === null ? "" : [`${key}:`, `${JSON.stringify(key)}:`].find((start) => rest.startsWith(start));
  assert.notEqual(begins, undefined, `${text} is not the line of ${key}`);
  if (count > 1) return;
  const written = rest.slice(begins.length).trim();
  if (value === undefined) assert.equal(written, "");
  else assert.ok([String(value), JSON.stringify(value)].includes(written), `${text} has not the value ${JSON.stringify(value)}`);
}

const config = (more) => ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "web" }, ...more });

test("a ConfigMap of three managers with fields that they share", async () => {
  const world = await newWorld(server);
  await world.apply(world.config("web"), "alpha", config({ data: { a: "1", b: "2", text: "one\ntwo\n", "a.dotted": "x" }, metadata: { name: "web", labels: { shared: "yes", "example.com/own": "alpha" } } }));
  await world.apply(world.config("web"), "beta", config({ data: { b: "2", c: "3" }, metadata: { name: "web", labels: { shared: "yes" }, finalizers: ["example.com/beta"] } }));
  await world.send("PATCH", `${world.config("web")}?fieldManager=gamma`, { data: { a: "changed", d: "4" }, binaryData: { e: "AAAA" }, metadata: { finalizers: ["example.com/gamma"] } }, "application/strategic-merge-patch+json");
  await compare(world, world.config("web"), "configmaps.v1/default/web");
});

test("Endpoints and an EndpointSlice, whose lists are owned as a whole", async () => {
  const world = await newWorld(server);
  const endpoints = { apiVersion: "v1", kind: "Endpoints", metadata: { name: "web" }, subsets: [{ addresses: [{ ip: "10.1.1.1", hostname: "one" }, { ip: "10.1.1.2" }], ports: [{ name: "http", port: 80 }] }] };
  await world.apply("/api/v1/namespaces/default/endpoints/web", "alpha", endpoints);
  await world.send("PATCH", "/api/v1/namespaces/default/endpoints/web?fieldManager=beta", { metadata: { labels: { tier: "web" } } }, "application/merge-patch+json");
  await compare(world, "/api/v1/namespaces/default/endpoints/web", "endpoints.v1/default/web", [".subsets"]);
  const slices = "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices/web";
  await world.apply(slices, "alpha", { apiVersion: "discovery.k8s.io/v1", kind: "EndpointSlice", metadata: { name: "web" }, addressType: "IPv4", endpoints: [{ addresses: ["10.1.1.1"], conditions: { ready: true } }], ports: [{ name: "http", port: 80 }] });
  await world.send("PATCH", `${slices}?fieldManager=beta`, { ports: [{ name: "https", port: 443 }] }, "application/merge-patch+json");
  await compare(world, slices, "endpointslices.v1.discovery.k8s.io/default/web", [".endpoints", ".ports"]);
});

test("a ServiceAccount, whose lists have keys", async () => {
  const world = await newWorld(server);
  const path = "/api/v1/namespaces/default/serviceaccounts/robot";
  const account = (more, metadata) => ({ apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "robot", ...metadata }, ...more });
  const owner = async (name) => ({ apiVersion: "v1", kind: "ConfigMap", name, uid: (await world.send("POST", world.config(), { metadata: { name } })).metadata.uid });
  await world.apply(path, "alpha", account({ secrets: [{ name: "s1" }, { name: "s2" }] }, { ownerReferences: [await owner("x")] }));
  await world.apply(path, "beta", account({ secrets: [{ name: "s3" }], automountServiceAccountToken: true }, { ownerReferences: [await owner("y")] }));
  await compare(world, path, "serviceaccounts.v1/default/robot", [".secrets[]", ".metadata.ownerReferences[]"]);
});

const list = (kind, more, items) => ({ type: "array", "x-kubernetes-list-type": kind, ...more, items });
const PROPERTIES = {
  spec: {
    type: "object",
    properties: {
      colours: list("set", {}, { type: "string" }),
      ports: list("map", { "x-kubernetes-list-map-keys": ["name", "port"] }, { type: "object", required: ["name", "port"], properties: { name: { type: "string" }, port: { type: "integer" }, about: { type: "string" } } }),
      order: list("atomic", {}, { type: "integer" }),
      free: { type: "object", additionalProperties: { type: "string" } },
    },
  },
  status: { type: "object", properties: { phase: { type: "string" }, seen: { type: "integer" } } },
};

test("a custom resource with a set, a list with two keys, an atomic list, a map, and a status that is another's", async () => {
  const world = await newWorld(server);
  await defineWidgets(world, { subresources: { status: {} } }, PROPERTIES);
  const path = widgets("one");
  await world.apply(path, "alpha", widget("one", { spec: { colours: ["red", "blue"], ports: [{ name: "a", port: 1, about: "first" }, { name: "a", port: 2 }], order: [3, 1, 2], free: { x: "1", y: "2" } } }));
  await world.apply(path, "beta", widget("one", { spec: { colours: ["green", "blue"], ports: [{ name: "a", port: 2, about: "second" }, { name: "b", port: 1 }], free: { y: "2", z: "3" } } }));
  await world.apply(`${path}/status`, "keeper", widget("one", { status: { phase: "Ready", seen: 2 } }));
  await world.send("PATCH", `${path}/status?fieldManager=alpha`, { status: { seen: 3 } }, "application/merge-patch+json");
  await compare(world, path, "widgets.v1.example.com/default/one", [".spec.order"]);
});

test("the YAML is copied as the server wrote it, and where a browser does not let one, that is said", async () => {
  const world = await newWorld(server);
  await world.apply(world.config("web"), "alpha", config({ data: { long: "x".repeat(2_500), text: "one\n  two\n" } }));
  await withPage(browser, server, world.place("objects/configmaps.v1/default/web"), async (page, { by, line }) => {
    await line("text: |").waitFor();
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await by("copy").click();
    await by("copy").filter({ hasText: "Copied" }).waitFor();
    const { items } = await world.send("GET", "/coracle/v1/blame?resource=configmaps&namespace=default&name=web");
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), items.map((item) => item.text).join(""));
    await page.evaluate(() => Object.defineProperty(navigator, "clipboard", { configurable: true, value: undefined }));
    await by("copy").filter({ hasText: /^Copy$/ }).click();
    await page.getByText("copy over HTTPS alone").waitFor();
    await page.evaluate(() => delete navigator.clipboard);
  });
});

test("an owner that is pointed at has its lines before all others, by mouse and by keyboard", async () => {
  const world = await newWorld(server);
  await world.apply(world.config("web"), "alpha", config({ data: { a: "1" } }));
  await world.apply(world.config("web"), "beta", config({ data: { b: "2" } }));
  await withPage(browser, server, world.place("objects/configmaps.v1/default/web"), async (page, { by, line }) => {
    await line('a: "1"').waitFor();
    const entry = by("legend", ' [data-manager="beta"]');
    for (const [on, off] of [[() => entry.hover(), () => page.mouse.move(0, 0)], [() => entry.focus(), () => by("yaml").focus()]]) {
      await on();
      await line('b: "2"').and(page.locator(".pointed")).waitFor();
      await line('a: "1"').and(page.locator(".dim")).waitFor();
      await off();
      await line('a: "1"').and(page.locator(":not(.dim)")).waitFor();
    }
    // Whoever is on an owner stays there while the object changes, and while others come.
    await entry.focus();
    await world.apply(world.config("web"), "another", config({ data: { c: "3" } }));
    await world.apply(world.config("web"), "beta", config({ data: { b: "2", d: "4" } }));
    await line('d: "4"').and(page.locator(".pointed")).waitFor();
    await entry.and(page.locator(":focus")).filter({ hasText: /beta \(Apply\) \d+ lines$/ }).waitFor();
    await by("yaml").focus();
    await line('b: "2"').click();
    await by("line-info").filter({ hasText: /^Line \d+ · owner: beta \(Apply\) · last changed in revision \d+/ }).waitFor();
    await by("names").uncheck();
    await by("yaml", " .line-owner").first().waitFor({ state: "detached" });
    assert.equal(await line('b: "2"').getAttribute("data-owners"), "beta");
  });
});

test("a manager keeps its colour when the page is loaded again, whoever is seen first", async () => {
  const world = await newWorld(server);
  const names = ["alpha", "beta", "gamma", "delta"];
  for (const name of names) await world.apply(world.config(name), name, { ...config({ data: { a: "1" } }), metadata: { name } });
  await withPage(browser, server, world.place("objects"), async (page, { by, line }) => {
    const colours = async (order) => {
      const found = {};
      for (const name of order) {
        await goTo(page, world.place(`objects/configmaps.v1/default/${name}`));
        await page.reload();
        await line('a: "1"').waitFor();
        await by("legend-entry", `[data-manager="${name}"]`).waitFor();
        found[name] = await by("legend-entry", " .square").first().evaluate((square) => square.className);
      }
      return found;
    };
    const first = await colours(names);
    assert.equal(new Set(Object.values(first)).size, names.length);
    assert.deepEqual(await colours(names.toReversed()), first);
  });
});
