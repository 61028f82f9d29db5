// The history of an object: as of each revision what the server says it was, by keyboard and by mouse, and what differs between two.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { allRows, newWorld, startBrowser, startServer, withPage } from "./harness.js";

let server;
let browser;

before(async () => {
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

const STEPS = 6;

// A ConfigMap that several managers have changed, and its revisions, oldest first.
async function told() {
  const world = await newWorld(server);
  for (let step = 0; step < STEPS; step += 1) {
    const data = { [`key${step % 3}`]: `value ${step}`, text: Array.from({ length: 30 }, (_, line) => (line === step ? `line of step ${step}` : `line ${line}`)).join("\n") };
    await world.apply(world.config("web"), `manager-${step % 2}`, { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "web" }, data }, true);
  }
  const { items } = await world.send("GET", "/coracle/v1/log?resource=configmaps&namespace=default&name=web");
  return { world, revisions: items.map((item) => item.revision) };
}

const QUERY = "resource=configmaps&namespace=default&name=web";
const text = async (by) => `${(await allRows(by("yaml"), (row) => row.querySelector(".line-text").textContent)).join("\n")}\n`;

// What the server says that the object was, as the lines of its YAML without managedFields.
async function was(world, revision) {
  const { items } = await world.send("GET", `/coracle/v1/blame?${QUERY}&revision=${revision}`);
  return items.map((item) => item.text).join("");
}

// That those lines are the object of that revision: each value of its data stands in them.
async function isOf(world, revision, lines) {
  const answer = await world.send("GET", `/coracle/v1/at?${QUERY}&revision=${revision}`);
  const object = answer.object ?? answer;
  assert.equal(object.metadata.resourceVersion, String(revision));
  assert.match(lines, new RegExp(`resourceVersion: "${revision}"`));
  for (const [key, value] of Object.entries(object.data)) {
    for (const line of value.split("\n")) assert.ok(lines.includes(key === "text" ? `    ${line}\n` : `  ${key}: ${line}\n`), `${key}: ${line} is not there`);
  }
}

test("the slider shows the object as of each revision, by the keys of arrows", async () => {
  const { world, revisions } = await told();
  assert.equal(revisions.length, STEPS);
  await withPage(browser, server, world.place("objects/configmaps.v1/default/web/history"), async (page, { by }) => {
    await by("history-state", `[data-revision="${revisions.at(-1)}"]`).waitFor();
    await by("slider").focus();
    assert.equal(await by("slider").inputValue(), String(STEPS - 1));
    for (const revision of revisions.toReversed()) {
      await by("history-state", `[data-revision="${revision}"]`).waitFor();
      assert.match(await by("slider").getAttribute("aria-valuetext"), new RegExp(`^revision ${revision}, .* by manager-[01]`));
      assert.equal(await by("log", ` [data-revision="${revision}"]`).getAttribute("aria-selected"), "true");
      const shown = await text(by);
      assert.equal(shown, await was(world, revision));
      await isOf(world, revision, shown);
      await page.keyboard.press("ArrowLeft");
    }
    await page.keyboard.press("End");
    await by("history-state", `[data-revision="${revisions.at(-1)}"]`).waitFor();
    await page.keyboard.press("Home");
    await page.waitForURL(new RegExp(`at=${revisions[0]}$`));
    // Whoever comes back by the address comes back to the revision.
    await page.reload();
    await by("history-state", `[data-revision="${revisions[0]}"]`).waitFor();
    assert.equal(await by("slider").inputValue(), "0");
  });
});

test("the slider is drawn along by the mouse, and the list of revisions goes with it", async () => {
  const { world, revisions } = await told();
  await withPage(browser, server, world.place("objects/configmaps.v1/default/web/history"), async (page, { by }) => {
    await by("history-state", `[data-revision="${revisions.at(-1)}"]`).waitFor();
    const box = await by("slider").boundingBox();
    const middle = box.y + box.height / 2;
    await page.mouse.move(box.x + box.width - 5, middle);
    await page.mouse.down();
    const passed = new Set();
    for (let at = 20; at >= 0; at -= 1) {
      await page.mouse.move(box.x + 5 + ((box.width - 10) * at) / 20, middle);
      passed.add(await by("slider").inputValue());
    }
    await page.mouse.up();
    assert.equal(passed.size, STEPS, "the slider stops at every revision");
    await by("history-state", `[data-revision="${revisions[0]}"]`).waitFor();
    assert.equal(await text(by), await was(world, revisions[0]));
    await by("log", ` [data-revision="${revisions[3]}"]`).click();
    await by("history-state", `[data-revision="${revisions[3]}"]`).waitFor();
    assert.equal(await by("slider").inputValue(), "3");
    assert.equal(await text(by), await was(world, revisions[3]));
  });
});

// Puts a diff on lines, and gives what comes of it; what is folded is taken from the lines themselves.
function patched(before, rows) {
  const left = before.split("\n");
  const made = [];
  for (const [sign, line] of rows) {
    if (sign === "…") made.push(...left.splice(0, Number(/^\S*?([\d,]+) lines?/.exec(line)[1].replace(",", ""))));
    else if (sign === "+") made.push(line);
    else {
      assert.equal(left.shift(), line);
      if (sign === " ") made.push(line);
    }
  }
  assert.deepEqual(left, []);
  return made.join("\n");
}

const difference = (by) => allRows(by("diff"), (row) => [row.dataset.sign, row.lastElementChild.textContent]);

test("what differs from the one before, and from any other", async () => {
  const { world, revisions } = await told();
  await withPage(browser, server, world.place(`objects/configmaps.v1/default/web/history?at=${revisions[2]}&show=diff`), async (page, { by }) => {
    const compare = async (from, to) => {
      await by("history-note").filter({ hasText: `From revision ${from} to revision ${to}:` }).waitFor();
      const rows = await difference(by);
      const [before, now] = [await was(world, from), await was(world, to)].map((each) => each.replace(/\n$/, ""));
      assert.equal(patched(before, rows), now);
      const [added, removed] = ["+", "-"].map((sign) => rows.filter(([each]) => each === sign).length);
      assert.match(await by("history-note").textContent(), new RegExp(`: ${added} added, ${removed} removed.$`));
      // No shorter diff is there: the lines that only one of them has.
      const count = (one, other) => one.split("\n").filter((line) => !other.split("\n").includes(line)).length;
      assert.deepEqual([added, removed], [count(now, before), count(before, now)]);
    };
    await compare(revisions[1], revisions[2]);
    await by("slider").focus();
    await page.keyboard.press("ArrowRight");
    await compare(revisions[2], revisions[3]);
    await by("history-with").selectOption(String(revisions[0]));
    await compare(revisions[0], revisions[3]);
    await by("history-with").selectOption(String(revisions[5]));
    await compare(revisions[5], revisions[3]);
  });
});

test("a new revision joins the history, and who looks at an older one stays there", async () => {
  const { world, revisions } = await told();
  await withPage(browser, server, world.place("objects/configmaps.v1/default/web/history"), async (page, { by }) => {
    await by("history-state", `[data-revision="${revisions.at(-1)}"]`).waitFor();
    const change = async (value) => (await world.send("PATCH", world.config("web"), { data: { last: value } }, "application/merge-patch+json")).metadata.resourceVersion;
    const next = await change("1");
    await by("history-state", `[data-revision="${next}"]`).waitFor();
    await by("slider").focus();
    await page.keyboard.press("Home");
    await page.waitForURL(/at=/);
    const later = await change("2");
    await by("log", ` [data-revision="${later}"]`).waitFor();
    assert.equal(await by("history-state").getAttribute("data-revision"), String(revisions[0]));
    assert.match(await by("revision").textContent(), new RegExp(`${revisions[0]} 1 of ${STEPS + 2}`));
    // Who goes to the newest is shown those that come.
    await by("slider").focus();
    await page.keyboard.press("End");
    await by("history-state", `[data-revision="${later}"]`).waitFor();
    await page.waitForURL((url) => !/at=/.test(url.hash));
    const last = await change("3");
    await by("history-state", `[data-revision="${last}"]`).waitFor();
    await world.send("DELETE", world.config("web"));
    await by("log", ' [role=row]').filter({ hasText: "deleted" }).click();
    await by("history-note").filter({ hasText: /^Deleted in revision \d+/ }).waitFor();
  });
});
