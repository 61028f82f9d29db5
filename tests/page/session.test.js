// How a page is opened, how long its session lasts, what a user with few rights sees, and what it asks for while nobody looks.

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { goTo, hooks, inWorld, newPage, startBrowser, startServer } from "./harness.js";

const RULES = `
- users: [few]
  rules:
  - {verbs: [post], nonResourceURLs: [/coracle/v1/ui]}
- users: [few]
  namespaces: [default]
  rules:
  - {verbs: [get, list, watch], apiGroups: [""], resources: [configmaps]}
`;

let server;
let browser;
let folder;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "coracle-page-"));
  await writeFile(join(folder, "tokens.csv"), 'all-of-it,boss,1,"system:masters"\na-little,few,2\n');
  await writeFile(join(folder, "rules.yaml"), RULES);
  [server, browser] = await Promise.all([startServer("--token-file", join(folder, "tokens.csv"), "--rules", join(folder, "rules.yaml")), startBrowser()]);
});

after(async () => {
  await browser?.close();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

test("a link of coracle ui opens the page once; a reload goes on, another tab does not", async () => {
  const own = await startServer();
  const link = await own.command("ui", "--world", "main");
  const page = await newPage(browser);
  const { by } = hooks(page);
  await page.goto(link);
  await by("nav").waitFor();
  assert.equal(new URL(page.url()).hash, "#/w/main/objects");
  assert.equal(await page.evaluate(() => history.length <= 2 && document.cookie), "", "the code is nowhere, and there is no cookie");
  await page.reload();
  await by("nav").waitFor();
  const other = await page.context().newPage();
  await other.goto(`${own.url}/ui/`);
  await hooks(other).by("session-problem").filter({ hasText: "There is no session here." }).waitFor();
  // Within a page that is open, a link is another place of it, and no new page.
  await other.goto(link);
  await hooks(other).by("session-problem").filter({ hasText: "This link is not, or no longer, good" }).waitFor();
  await other.goto(await own.link());
  await hooks(other).by("nav").waitFor();
  // It takes nothing from who is here already.
  await goTo(other, "#/w/main/objects/namespaces.v1");
  await hooks(other).row("list", "/default").waitFor();
  await other.goto(link);
  await hooks(other).by("said-problem").filter({ hasText: "This link is not, or no longer, good" }).waitFor();
  assert.match(other.url(), /#\/w\/main\/objects\/namespaces\.v1$/);
  await hooks(other).row("list", "/default").waitFor();
  await other.close();

  // A server that ended is told; the one after it does not know the session, and a pasted link goes on at the same place.
  await goTo(page, "#/w/main/objects/namespaces.v1");
  await hooks(page).row("list", "/default").waitFor();
  const port = new URL(own.url).port;
  await own.stop();
  await by("connection", "[data-state=lost]").waitFor();
  await by("list-note").filter({ hasText: "The connection was lost" }).waitFor();
  const again = await startServer("--listen", `127.0.0.1:${port}`);
  await by("session-problem").filter({ hasText: "This session has ended." }).waitFor();
  await by("link").fill("not a link");
  await page.keyboard.press("Enter");
  await by("session-problem").filter({ hasText: "This link is not, or no longer, good" }).waitFor();
  await by("link").fill(await again.link());
  await page.keyboard.press("Enter");
  await hooks(page).row("list", "/default").waitFor();
  assert.match(page.url(), /#\/w\/main\/objects\/namespaces\.v1$/);
  assert.deepEqual(page.problems, []);
  await page.context().close();
  await again.stop();
});

test("who has few rights sees what they may, and where they may not", async () => {
  const boss = inWorld(server, "main");
  await boss.send("POST", boss.config(), { metadata: { name: "web" }, data: { a: "1" } });
  const page = await newPage(browser);
  const { by, row, line, count } = hooks(page);
  await page.goto(await server.link("a-little"));
  await by("nav").waitFor();
  await goTo(page, "#/w/main/objects/configmaps.v1?ns=default");
  await row("list", "default/web").waitFor();
  await boss.send("POST", boss.config(), { metadata: { name: "later" } });
  await row("list", "default/later").waitFor();
  await count("secrets.v1", "–");
  await goTo(page, "#/w/main/objects/secrets.v1");
  await by("list-note").filter({ hasText: /^Not allowed: .*secrets is forbidden/ }).waitFor();
  await goTo(page, "#/w/main/objects/configmaps.v1/default/web");
  await line('a: "1"').waitFor();
  await by("object-note").filter({ hasText: /^Who owns which line cannot be shown. Not allowed: / }).waitFor();
  await goTo(page, "#/w/main/objects/configmaps.v1/default/web/patch");
  await by("patch-body").waitFor();
  await by("patch-type").selectOption("merge");
  await by("patch-body").fill('{"data": {"a": "2"}}');
  await by("patch-try").click();
  await by("patch-problem").filter({ hasText: /^403 Forbidden: Not allowed: .*cannot patch/ }).waitFor();
  for (const [place, note] of [["objects/configmaps.v1/default/web/history", "history-note"], ["changes", "changes-note"], ["worlds", "worlds-note"], ["snapshots", "snapshots-note"], ["faults", "faults-note"], ["requests", "requests-note"]]) {
    await goTo(page, `#/w/main/${place}`);
    await by(note).filter({ hasText: /^Not allowed: / }).waitFor();
  }
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test("a page that nobody sees closes its streams after a while, and goes on where it was", async () => {
  const boss = inWorld(server, "main");
  const page = await newPage(browser);
  const { by, row } = hooks(page);
  await page.clock.install();
  await page.goto(await server.link());
  await by("nav").waitFor();
  await goTo(page, "#/w/main/objects/configmaps.v1");
  await by("connection", "[data-state=live]").waitFor();
  await boss.send("POST", boss.config(), { metadata: { name: "seen-at-once" } });
  await row("list", "default/seen-at-once").waitFor();
  const streams = async () => Number(/^coracle_open_watches (\d+)/m.exec(await (await fetch(`${server.url}/metrics`, { headers: { Authorization: `Bearer ${server.token}` } })).text())[1]);
  const until = async (count) => {
    const last = Date.now() + 30_000;
    while ((await streams()) !== count) {
      assert.ok(Date.now() < last, `there are ${await streams()} streams and not ${count}`);
      await new Promise((done) => setTimeout(done, 50));
    }
  };
  await until(2);
  const see = (hidden) =>
    page.evaluate((value) => {
      Object.defineProperty(document, "hidden", { configurable: true, get: () => value });
      document.dispatchEvent(new Event("visibilitychange"));
    }, hidden);
  await see(true);
  await page.clock.fastForward(6_000);
  await until(0);
  await boss.send("POST", boss.config(), { metadata: { name: "made-unseen" } });
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  await see(false);
  await row("list", "default/made-unseen").waitFor();
  await until(2);
  assert.ok(asked.some((url) => /\/configmaps\?.*resourceVersion=[1-9]/.test(url)), "the list goes on where it was");
  assert.ok(asked.some((url) => /\/changes\?since=[1-9]/.test(url)), "the changes go on where they were");
  await page.context().close();
});

test("a server that says nothing any more is not shown as live", async () => {
  const own = await startServer();
  const page = await newPage(browser);
  const { by, row } = hooks(page);
  await page.clock.install();
  await page.goto(await own.link());
  await row("list", "/default").or(by("list-count")).first().waitFor();
  await by("connection", "[data-state=live]").waitFor();
  own.signal("SIGSTOP");
  await page.clock.runFor(45_000);
  await by("connection", "[data-state=lost]").waitFor();
  own.signal("SIGCONT");
  await page.clock.runFor(20_000);
  await by("connection", "[data-state=live]").waitFor();
  assert.deepEqual(page.problems, []);
  await page.context().close();
  await own.stop();
});

test("what is not the page's own is refused, and answers have no more than they should", async () => {
  const link = new URL(await server.link());
  const answer = await fetch(`${server.url}/ui/`);
  const policy = answer.headers.get("content-security-policy");
  for (const part of ["default-src 'none'", "script-src 'self'", "connect-src 'self'", "frame-ancestors 'none'", "require-trusted-types-for 'script'"]) assert.ok(policy.includes(part), part);
  const post = (headers) => fetch(`${server.url}/ui/session`, { method: "POST", headers: { "Content-Type": "application/json", ...headers }, body: JSON.stringify({ launch: /launch=([^&]+)/.exec(link.hash)[1] }) });
  assert.equal((await post({ Origin: "http://evil.example" })).status, 403);
  const session = await (await post({ Origin: server.url })).json();
  const list = (headers) => fetch(`${server.url}/api/v1/namespaces`, { headers: { Authorization: `Bearer ${session.token}`, ...headers } });
  assert.equal((await list({})).status, 200);
  assert.equal((await list({ Origin: "http://evil.example" })).status, 401);
});

test("the page asks nobody but its server, and keeps nothing but its session, its theme and who has which colour", async () => {
  const page = await newPage(browser);
  const elsewhere = [];
  page.on("request", (request) => request.url().startsWith(server.url) || elsewhere.push(request.url()));
  await page.goto(await server.link());
  const { by } = hooks(page);
  await by("nav").waitFor();
  await inWorld(server, "main").send("POST", `${inWorld(server, "main").config()}?fieldManager=me`, { metadata: { name: "coloured" }, data: { a: "1" } });
  for (const section of ["changes", "worlds", "snapshots", "faults", "requests", "objects"]) {
    await by(`nav-${section}`).click();
    await page.locator("h1").first().waitFor();
  }
  await by("theme").selectOption("dark");
  const kept = await page.evaluate(() => [Object.keys(localStorage), Object.keys(sessionStorage).sort(), document.cookie]);
  assert.deepEqual(kept, [["coracle-theme"], ["coracle-colours", "coracle-session"], ""]);
  assert.deepEqual(elsewhere, []);
  assert.deepEqual(page.problems, []);
  await page.context().close();
});
