// A patch of each type: tried without a change, with who gains and who loses which fields, its conflicts, warnings, and then for real.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { allRows, goTo, newWorld, startBrowser, startServer, withPage } from "./harness.js";
import { movedFields } from "./owned.js";
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

const MEDIA = { json: "json-patch+json", merge: "merge-patch+json", strategic: "strategic-merge-patch+json", apply: "apply-patch+yaml" };
const PATCHES = {
  json: [{ op: "replace", path: "/data/a", value: "2" }, { op: "remove", path: "/data/b" }, { op: "add", path: "/data/new", value: "3" }],
  merge: { data: { a: "2", b: null, new: "3" } },
  strategic: { data: { a: "2", b: null, new: "3" }, metadata: { finalizers: ["example.com/two"] } },
  apply: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "web", labels: { x: "y" } }, data: { a: "1", new: "3" } },
};

const PLACE = "objects/configmaps.v1/default/web/patch";

// A ConfigMap of two managers that both own `a`.
async function prepared() {
  const world = await newWorld(server);
  const web = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "web" } };
  await world.apply(world.config("web"), "alpha", { ...web, metadata: { name: "web", finalizers: ["example.com/one"] }, data: { a: "1", b: "1" } });
  await world.apply(world.config("web"), "beta", { ...web, data: { a: "1", c: "1" } });
  return { world, object: () => world.send("GET", world.config("web")) };
}

async function write(by, type, body) {
  await by("patch-type").selectOption(type);
  await by("patch-body").fill(typeof body === "string" ? body : JSON.stringify(body));
}

const changes = async (by) => (await allRows(by("diff"), (row) => [row.dataset.sign, row.lastElementChild.textContent])).filter(([sign]) => "+-".includes(sign)).map(([sign, text]) => `${sign} ${text.trim()}`);

const moved = async (by, sign) => new Set(await by("patch-owners", ` [data-sign="${sign}"]`).evaluateAll((items) => items.map((item) => `${item.closest("[data-manager]").dataset.manager} ${item.dataset.field}`)));

for (const [type, patch] of Object.entries(PATCHES)) {
  test(`${type}: what it would do is told, and is what it does`, async () => {
    const { world, object } = await prepared();
    const before = await object();
    const path = `${world.config("web")}?dryRun=All&fieldManager=me&fieldValidation=Strict`;
    const would = await world.send("PATCH", path, patch, `application/${MEDIA[type]}`);
    await withPage(browser, server, world.place(PLACE), async (page, { by }) => {
      await write(by, type, patch);
      await by("patch-manager").fill("me");
      await by("patch-try").click();
      await by("patch-said").filter({ hasText: `Tried on revision ${before.metadata.resourceVersion}. Nothing was changed.` }).waitFor();
      const { gained, lost } = movedFields(before, would);
      assert.ok(gained.size > 0);
      assert.deepEqual(await moved(by, "+"), gained);
      assert.deepEqual(await moved(by, "−"), lost);
      const lines = (await allRows(by("diff"), (row) => [row.dataset.sign, row.lastElementChild.textContent.trim()])).map((each) => each.join(" "));
      const expected = { a: ['- a: "1"', '+ a: "2"'], b: ['- b: "1"'] };
      for (const [key, said] of Object.entries(expected)) for (const line of said) assert.equal(lines.includes(line), would.data[key] !== before.data[key], line);
      assert.ok(lines.includes('+ new: "3"'));
      assert.deepEqual(await object(), before, "nothing was written");

      await by("patch-apply").click();
      await by("patch-said").filter({ hasText: /^Applied: it is revision \d+ now/ }).waitFor();
      const now = await object();
      assert.deepEqual(now.data, would.data);
      assert.notEqual(now.metadata.resourceVersion, before.metadata.resourceVersion);
      assert.deepEqual(movedFields(before, now), { gained, lost });
      assert.ok(await by("patch-apply").isDisabled(), "what was applied has to be tried anew");
    });
  });
}

test("an apply tells each conflict, and with force who loses what", async () => {
  const { world, object } = await prepared();
  const before = await object();
  await withPage(browser, server, world.place(PLACE), async (page, { by }) => {
    await write(by, "apply", 'apiVersion: v1\nkind: ConfigMap\nmetadata: # the page writes below\n  name: web\ndata:\n  a: "9"\n  b: "9"\n  mine: "9"\n');
    await by("patch-try").click();
    await by("patch-problem").filter({ hasText: /^409 Conflict: / }).waitFor();
    const conflicts = await by("patch-conflict").evaluateAll((items) => items.map((item) => `${item.dataset.field} ${/conflict with "([^"]+)"/.exec(item.textContent)[1]}`));
    assert.deepEqual(conflicts.sort(), [".data.a alpha", ".data.a beta", ".data.b alpha"]);
    assert.ok(await by("patch-apply").isDisabled());
    await by("patch-force").check();
    await by("patch-try").click();
    await by("patch-said").waitFor();
    assert.deepEqual(await moved(by, "−"), new Set(["alpha .data.a", "alpha .data.b", "beta .data.a"]));
    assert.deepEqual(await moved(by, "+"), new Set(["coracle-ui .data.a", "coracle-ui .data.b", "coracle-ui .data.mine"]));
    assert.deepEqual(await object(), before);
    await by("patch-apply").click();
    await by("patch-said").filter({ hasText: "Applied" }).waitFor();
    assert.deepEqual((await object()).data, { a: "9", b: "9", c: "1", mine: "9" });
  });
});

for (const type of Object.keys(PATCHES)) {
  test(`${type}: what was tried is not applied to what has changed since`, async () => {
    const { world, object } = await prepared();
    await withPage(browser, server, world.place(PLACE), async (page, { by }) => {
      await write(by, type, PATCHES[type]);
      await by("patch-try").click();
      await by("patch-said").waitFor();
      await world.send("PATCH", world.config("web"), { data: { other: "1" } }, "application/merge-patch+json");
      const changed = await object();
      await by("patch-apply").click();
      await by("patch-problem").filter({ hasText: type === "json" ? /^4\d\d / : /^409 / }).waitFor();
      assert.deepEqual(await object(), changed);
      assert.ok(await by("patch-apply").isDisabled());
      await by("patch-try").click();
      await by("patch-said").filter({ hasText: "Tried on" }).waitFor();
    });
  });
}

test("what was not tried as it stands, or cannot be sent for one version, is not applied", async () => {
  const { world, object } = await prepared();
  await withPage(browser, server, world.place(PLACE), async (page, { by }) => {
    const hindered = async (body, hindrance) => {
      await write(by, "apply", body);
      await by("patch-try").click();
      await by("patch-hindrance").filter({ hasText: hindrance }).waitFor();
      await by("patch-said").filter({ hasText: "Tried on" }).waitFor();
      assert.ok(await by("patch-apply").isDisabled());
    };
    // YAML that is good for the server, and into which the page puts nothing.
    await hindered('{apiVersion: v1, kind: ConfigMap, metadata: {name: web}, data: {mine: "1"}}', "It cannot be applied from here: the body is not JSON");
    await hindered('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata: {mine: "1"}\n', "It cannot be applied from here: the page puts the resourceVersion");
    // A body with a version of its own is for that one.
    const own = (version) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n  annotations:\n    resourceVersion: odd\n  resourceVersion: "${version}"\ndata:\n  mine: "1"\n`;
    await write(by, "apply", own((await object()).metadata.resourceVersion));
    await by("patch-try").click();
    await by("patch-said").filter({ hasText: "Tried on" }).waitFor();
    await by("patch-apply").click();
    await by("patch-said").filter({ hasText: "Applied" }).waitFor();
    assert.equal((await object()).data.mine, "1");

    // The form is changed while the server has not answered yet.
    let answer;
    const asked = new Promise((done) => page.route(/dryRun=All/, (route) => done((answer = () => route.continue()))));
    await write(by, "merge", { data: { mine: "2" } });
    await by("patch-try").click();
    await asked;
    await by("patch-body").fill('{"data": {"mine": "3"}}');
    answer();
    await by("patch-hindrance").filter({ hasText: "The form has changed since" }).waitFor();
    assert.ok(await by("patch-apply").isDisabled());
    await page.unroute(/dryRun=All/);
  });
});

test("what cannot be read or is invalid is told, and unknown fields as one wishes", async () => {
  const { world, object } = await prepared();
  const before = await object();
  await withPage(browser, server, world.place(PLACE), async (page, { by }) => {
    const refused = async (type, body, problem) => {
      await write(by, type, body);
      await by("patch-try").click();
      await by("patch-problem").filter({ hasText: problem }).waitFor();
      assert.ok(await by("patch-apply").isDisabled());
    };
    await refused("json", "{", /^400 BadRequest: /);
    await refused("json", "{}", /^400 BadRequest: /);
    await refused("merge", '{"data": {"a": "1", "a": "2"}}', /duplicate field "data.a"/);
    await refused("apply", "kind: [", /^400 BadRequest: /);
    await refused("json", [{ op: "test", path: "/data/a", value: "other" }], /^4\d\d /);
    await refused("merge", { data: { "not a key": "1" } }, /^422 Invalid: .*not a key/);
    await refused("merge", { metadata: { name: "other" } }, /^4\d\d /);
    await refused("strategic", { dta: { a: "1" } }, /unknown field "dta"/);
    await by("patch-validation").selectOption("Warn");
    await by("patch-try").click();
    await by("patch-warning").filter({ hasText: 'unknown field "dta"' }).waitFor();
    await by("patch-validation").selectOption("Ignore");
    await by("patch-try").click();
    await by("patch-said").waitFor();
    assert.equal(await by("patch-warning").count(), 0);
    assert.deepEqual(await object(), before);
  });
});

test("a custom resource has no strategic merge, and its status is patched by itself", async () => {
  const world = await newWorld(server);
  await defineWidgets(world, { subresources: { status: {} } });
  await world.apply(widgets("one"), "alpha", widget("one", { spec: { size: 1 } }));
  await withPage(browser, server, world.place("objects/widgets.v1.example.com/default/one/patch"), async (page, { by }) => {
    await write(by, "strategic", { spec: { size: 2 } });
    await by("patch-about").filter({ hasText: "Custom resources have no strategic merge" }).waitFor();
    await by("patch-try").click();
    await by("patch-problem").filter({ hasText: /^415 / }).waitFor();
    await write(by, "merge", { status: { phase: "Ready" } });
    await by("patch-part").selectOption("status");
    await by("patch-try").click();
    await by("patch-said").waitFor();
    await by("patch-apply").click();
    await by("patch-said").filter({ hasText: "Applied" }).waitFor();
    assert.equal((await world.send("GET", widgets("one"))).status.phase, "Ready");
  });
});

test("numbers are compared as they are written, however large", async () => {
  const world = await newWorld(server);
  await defineWidgets(world, { additionalPrinterColumns: [{ name: "Count", type: "integer", jsonPath: ".spec.count" }] });
  const large = (n) => `{"apiVersion": "example.com/v1", "kind": "Widget", "metadata": {"name": "one"}, "spec": {"count": ${n}, "same": 9007199254740993, "part": 0.5}}`;
  const path = `${widgets("one")}?fieldManager=alpha`;
  await world.send("PATCH", path, large("9007199254740992"), "application/apply-patch+yaml");
  await withPage(browser, server, world.place("objects/widgets.v1.example.com/default/one/patch"), async (page, { by, line, row }) => {
    await write(by, "merge", '{"spec": {"count": 9007199254740993}}');
    await by("patch-try").click();
    await by("patch-said").waitFor();
    assert.deepEqual(await changes(by), ["- generation: 1", "+ generation: 2", "- count: 9007199254740992", "+ count: 9007199254740993"]);
    await by("patch-apply").click();
    await by("patch-said").filter({ hasText: "Applied" }).waitFor();
    assert.deepEqual(await changes(by), ["- generation: 1", "+ generation: 2", "- count: 9007199254740992", "+ count: 9007199254740993"]);
    await by("tab-yaml").click();
    await line("count: 9007199254740993").waitFor();
    await goTo(page, world.place("objects/widgets.v1.example.com"));
    await row("list", "default/one").filter({ hasText: "9007199254740993" }).waitFor();
  });
});

test("a scale is compared with the scale that was", async () => {
  const world = await newWorld(server);
  await defineWidgets(world, { subresources: { status: {}, scale: { specReplicasPath: ".spec.size", statusReplicasPath: ".status.size" } } });
  await world.apply(widgets("one"), "alpha", widget("one", { spec: { size: 1 } }));
  await withPage(browser, server, world.place("objects/widgets.v1.example.com/default/one/patch"), async (page, { by }) => {
    await write(by, "merge", { spec: { replicas: 3 } });
    await by("patch-part").selectOption("scale");
    await by("patch-try").click();
    await by("patch-said").waitFor();
    assert.deepEqual((await changes(by)).filter((text) => /replicas/.test(text)), ["- replicas: 1", "+ replicas: 3"]);
    await by("patch-owners").filter({ hasText: "The answer is a Scale, which does not tell who owns what." }).waitFor();
    await by("patch-apply").click();
    await by("patch-said").filter({ hasText: "Applied" }).waitFor();
    assert.deepEqual((await changes(by)).filter((text) => /replicas/.test(text)), ["- replicas: 1", "+ replicas: 3"]);
    assert.equal((await world.send("GET", widgets("one"))).spec.size, 3);
  });
});

// Texts that YAML reads as something else without quotes, or only with them, and some that need none.
const TEXTS = ["", "1", "1.5", "1e3", "-2", "0x1f", "1_000", "1:30", "10.0.0.1", "1.2.3", "v1", "yes", "Off", "y", "null", "~", "true", ".inf", "2026-12-01", "2026-12-01T00:00:00Z", "2026-12", "a: b", "a:b", "a #b", "a#b", "#a", "- a", "-a", "? a", "*a", "&a", "!a", "%a", "@a", "`a", "[a]", "{a}", "a, b", "it's", "'a", '"a"', "a ", " a", "a=b", "=", "<<", "http://example.com/a?b=c", "---", "ä", "a\tb", "two\nlines\n", "two\n\nlines", "\nlines", " two\nlines\n\n", "a\\b"];

test("a text has the quotes in a difference that it has in the object", async () => {
  const world = await newWorld(server);
  const data = Object.fromEntries(TEXTS.map((text, at) => [`k${String(at).padStart(2, "0")}`, text]));
  await world.send("POST", world.config(), { metadata: { name: "web" } });
  await withPage(browser, server, world.place(PLACE), async (page, { by, line }) => {
    await write(by, "merge", { data });
    await by("patch-try").click();
    await by("patch-said").waitFor();
    const told = (await changes(by)).filter((text) => /^\+ (k\d\d:|two|lines)/.test(text)).map((text) => text.slice(2));
    await by("patch-apply").click();
    await by("patch-said").filter({ hasText: "Applied" }).waitFor();
    await by("tab-yaml").click();
    await line("k00:").waitFor();
    const lines = (await allRows(by("yaml"), (row) => row.querySelector(".line-text").textContent.trim())).filter((text) => /^(k\d\d:|two|lines)/.test(text));
    assert.ok(lines.length > TEXTS.length + 2);
    assert.deepEqual(told, lines);
  });
});

test("a change of a line of a text with empty lines is the change of that line", async () => {
  const world = await newWorld(server);
  const text = (b) => `[one]\na = 1\nb = ${b}\n\n[two]\nc = 3\n`;
  await world.send("POST", world.config(), { metadata: { name: "web" }, data: { "app.conf": text(1) } });
  await withPage(browser, server, world.place(PLACE), async (page, { by }) => {
    await write(by, "merge", { data: { "app.conf": text(2) } });
    await by("patch-try").click();
    await by("patch-said").waitFor();
    assert.deepEqual(await changes(by), ["- b = 1", "+ b = 2"]);
  });
});
