// Each part of the page opens and shows what it is for.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { goTo, newPage, startBrowser, startServer, withPage } from "./harness.js";

let server;
let browser;

before(async () => {
  [server, browser] = await Promise.all([startServer("--faults"), startBrowser()]);
  await server.send("POST", "/api/v1/namespaces/default/configmaps?fieldManager=maker", { metadata: { name: "web" }, data: { a: "1", b: "2" } });
  await apply("taker", { a: "3" }, true);
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

function apply(manager, data, force = false) {
  const body = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "web" }, data };
  return server.send("PATCH", `/api/v1/namespaces/default/configmaps/web?fieldManager=${manager}&force=${force}`, body, "application/apply-patch+yaml");
}

const at = (place, work) => () => withPage(browser, server, place, work);

test("kinds have counts, and objects come live", at("#/w/main/objects/configmaps.v1", async (page) => {
  await page.locator("[data-test='list'] [data-name='default/web']").waitFor();
  await page.locator("[data-test='kind-configmaps.v1'] .count", { hasText: /^1$/ }).waitFor();
  await server.send("POST", "/api/v1/namespaces/default/configmaps", { metadata: { name: "later" } });
  await page.locator("[data-test='list'] [data-name='default/later'].flash").waitFor();
  await page.locator("[data-test='kind-configmaps.v1'] .count", { hasText: /^2$/ }).waitFor();
  await server.send("DELETE", "/api/v1/namespaces/default/configmaps/later");
  await page.locator("[data-test='kind-configmaps.v1'] .count", { hasText: /^1$/ }).waitFor();
  await page.locator("[data-name='default/later']").waitFor({ state: "detached" });
}));

test("each line of an object has its owner, and a change shows", at("#/w/main/objects/configmaps.v1/default/web", async (page) => {
  const line = (text) => page.locator("[data-test=yaml] .grid-body [role=row]", { hasText: text });
  await line('a: "3"').waitFor();
  assert.equal(await line('a: "3"').getAttribute("data-owners"), "taker");
  assert.equal(await line('b: "2"').getAttribute("data-owners"), "maker");
  await apply("third", { b: "4" }, true);
  await line('b: "4"').and(page.locator(".changed")).waitFor();
  assert.equal(await line('b: "4"').getAttribute("data-owners"), "third");
}));

test("the slider goes through the revisions", at("#/w/main/objects/configmaps.v1/default/web/history", async (page) => {
  await page.locator("[data-test=yaml] [role=row]", { hasText: "b:" }).waitFor();
  await page.locator("[data-test=slider]").focus();
  await page.keyboard.press("Home");
  await page.locator("[data-test=yaml] [role=row]", { hasText: 'a: "1"' }).waitFor();
  await page.waitForURL(/at=\d+/);
}));

test("a patch is tried, shows what it would do and conflicts with, and is applied", at("#/w/main/objects/configmaps.v1/default/web/patch", async (page) => {
  await page.locator("[data-test=patch-body]").waitFor();
  await page.selectOption("[data-test=patch-type]", "apply");
  await page.fill("[data-test=patch-body]", JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "web" }, data: { a: "9" } }));
  await page.click("[data-test=patch-try]");
  await page.locator("[data-test=patch-conflict][data-field='.data.a']").waitFor();
  await page.check("[data-test=patch-force]");
  await page.click("[data-test=patch-try]");
  await page.locator("[data-manager=taker] [data-sign='−'][data-field='.data.a']").waitFor();
  await page.locator("[data-manager=coracle-ui] [data-sign='+'][data-field='.data.a']").waitFor();
  assert.equal((await server.send("GET", "/api/v1/namespaces/default/configmaps/web")).data.a, "3");
  await page.click("[data-test=patch-apply]");
  await page.locator("[data-test=patch-said]", { hasText: "Applied" }).waitFor();
  assert.equal((await server.send("GET", "/api/v1/namespaces/default/configmaps/web")).data.a, "9");
}));

test("changes come as they happen", at("#/w/main/changes", async (page) => {
  await page.locator("[data-test=connection][data-state=live]").waitFor();
  await server.send("POST", "/api/v1/namespaces/default/configmaps", { metadata: { name: "seen" } });
  await page.locator("[data-test=changes] [data-name='default/seen'][data-type=ADDED]").waitFor();
}));

test("a world is made, opened and deleted", at("#/w/main/worlds", async (page) => {
  await page.click("[data-test=world-create]");
  await page.fill("[data-test=world-name]", "one");
  await page.click("[data-test=dialog-submit]");
  const row = page.locator("[data-test=worlds] [data-name=one]");
  await row.click();
  await page.click("[data-test=world-delete]");
  await page.click("[data-test=dialog-submit]");
  await row.waitFor({ state: "detached" });
}));

test("snapshots, faults and requests are listed", at("#/w/main/snapshots", async (page) => {
  await page.click("[data-test=snapshot-take]");
  await page.fill("[data-test=snapshot-name]", "prepared");
  await page.click("[data-test=dialog-submit]");
  await page.locator("[data-test=snapshots] [data-name=prepared]").waitFor();
  await goTo(page, "#/w/main/faults");
  await page.click("[data-test=fault-add]");
  await page.fill("[data-test=fault-body]", JSON.stringify({ name: "busy", match: { verbs: ["update"], resources: ["leases"] }, then: { error: { code: 409 } } }));
  await page.click("[data-test=dialog-submit]");
  await page.locator("[data-test=faults] [data-name=busy]").waitFor();
  await goTo(page, "#/w/main/requests?verb=create&resource=configmaps");
  await page.locator("[data-test=requests] .grid-body [role=row]", { hasText: "/configmaps" }).first().waitFor();
}));

test("a link is good once", async () => {
  const link = await server.link();
  const first = await newPage(browser);
  await first.goto(link);
  await first.locator("[data-test=nav]").waitFor();
  assert.doesNotMatch(first.url(), /launch/);
  await first.reload();
  await first.locator("[data-test=nav]").waitFor();
  const second = await newPage(browser);
  await second.goto(link);
  await second.locator("[data-test=session-problem]:not(:empty)").waitFor();
  await second.fill("[data-test=link]", await server.link());
  await second.keyboard.press("Enter");
  await second.locator("[data-test=nav]").waitFor();
  for (const page of [first, second]) await page.context().close();
});
