// The pictures of the README: made by a server that makes the same objects each time, so that they change when the page does.
//
// IMAGES   the folder that they are written into (results/ beside this file where it is not said)

import assert from "node:assert/strict";
import { mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { hooks, inWorld, openPage, startBrowser, startServer } from "./harness.js";

const folder = process.env.IMAGES ?? fileURLToPath(new URL("results", import.meta.url));
const LARGEST = 200_000;
const CHECKOUT = "/api/v1/namespaces/shop/configmaps/checkout";

let server;
let browser;

before(async () => {
  await mkdir(folder, { recursive: true });
  [server, browser] = await Promise.all([startServer("--deterministic", "--faults"), startBrowser()]);
  const { send, apply } = inWorld(server, "main");
  const checkout = (metadata, data) => ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "checkout", ...metadata }, data });
  await send("POST", "/api/v1/namespaces?fieldManager=kubectl-create", { metadata: { name: "shop", labels: { team: "payments" } } });
  await apply(CHECKOUT, "helm", checkout({ labels: { app: "checkout", release: "2.4" } }, { currency: "EUR", "log.level": "info", "payment.timeout": "30s", "payment.retries": "3", "features.yaml": "express: true\nvouchers: false\nsplit-payment: false\n" }));
  await apply(CHECKOUT, "payments-operator", checkout({ annotations: { "example.com/checked": "yes" }, labels: { tier: "gold" } }, { "payment.timeout": "10s", "payment.provider": "https://pay.example.com" }), true);
  await send("PATCH", `${CHECKOUT}?fieldManager=kubectl-edit`, { data: { "log.level": "debug" }, metadata: { labels: { release: "2.5" } } }, "application/merge-patch+json");
  await apply(CHECKOUT, "rollout", checkout({ labels: { app: "checkout" } }, { currency: "EUR", "features.yaml": "express: true\nvouchers: true\nsplit-payment: false\n" }), true);
  for (const [name, size] of Object.entries({ basket: 2, catalogue: 4, search: 3, shipping: 1 })) {
    const data = Object.fromEntries(Array.from({ length: size }, (_, at) => [`setting-${at}`, "on"]));
    await apply(`/api/v1/namespaces/shop/configmaps/${name}`, "helm", { apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data });
  }
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

const APPLY = `apiVersion: v1
kind: ConfigMap
metadata:
  name: checkout
data:
  currency: USD
  log.level: warn
  payment.timeout: 5s
  payment.limit: "500"
`;

// Opens a place, does something there, and takes the picture once nothing moves.
function picture(name, colorScheme, place, work) {
  test(`${name}, ${colorScheme}`, async () => {
    const page = await openPage(browser, server, place, { colorScheme, timezoneId: "UTC", reducedMotion: "reduce" });
    const hook = hooks(page);
    await work(page, hook);
    await hook.by("kind-configmaps.v1", " .count").filter({ hasText: "5" }).waitFor();
    await page.mouse.move(0, 0);
    const file = join(folder, `${name}-${colorScheme}.png`);
    await page.screenshot({ path: file, animations: "disabled", caret: "hide" });
    assert.ok((await stat(file)).size < LARGEST, "the picture is too large");
    assert.deepEqual(page.problems, []);
    await page.context().close();
  });
}

for (const colorScheme of ["light", "dark"]) {
  picture("object", colorScheme, "#/w/main/objects/configmaps.v1/shop/checkout", async (page, { by, line }) => {
    await line("payment.timeout").click();
    await by("line-info").filter({ hasText: "payments-operator" }).waitFor();
  });
}

picture("history", "light", "#/w/main/objects/configmaps.v1/shop/checkout/history?show=diff", async (page, { by }) => {
  await by("diff", " [data-sign='+']").first().waitFor();
  await by("slider").focus();
});

picture("patch", "dark", "#/w/main/objects/configmaps.v1/shop/checkout/patch", async (page, { by }) => {
  await by("patch-type").selectOption("apply");
  await by("patch-manager").fill("me");
  await by("patch-force").check();
  await by("patch-body").fill(APPLY);
  await by("patch-try").click();
  await by("patch-owners", " [data-manager=me]").waitFor();
});
