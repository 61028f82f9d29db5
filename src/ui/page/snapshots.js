// The snapshots of the server: taken, restored, deleted, and compared with what is now.

import { json, own, request, sendJson } from "./api.js";
import { button, el, say, shown } from "./dom.js";
import { confirm, dialog, field, form } from "./dialogs.js";
import { Grid } from "./grid.js";
import { asView, TableView } from "./tables.js";

/** The view of the snapshots. */
export function snapshotsView(context) {
  let table = null;
  const changed = (text) => {
    say(text);
    table.reload();
  };
  const actions = { world: context.world, changed };
  table = new TableView({
    title: "Snapshots",
    test: "snapshots",
    tools: [button("Take…", () => take(actions), { class: "main", test: "snapshot-take" })],
    columns: [
      { title: "Name", width: "minmax(8rem, 1fr)" },
      { title: "Taken", width: "12rem" },
      { title: "Of", width: "minmax(10rem, 2fr)" },
    ],
    load: async () => (await json(own("main", "snapshots"))).items,
    key: (snapshot) => snapshot.name,
    cells: (snapshot) => [shown(snapshot.name), snapshot.created ?? "", shown(of(snapshot))],
    about: (snapshot) => about(snapshot, actions),
    every: 3_000,
    empty: "No snapshots.",
  });
  return asView(table);
}

const of = ({ worlds = [] }) => worlds.map((world) => `${world.world} at ${world.revision}`).join(", ");

function about(snapshot, actions) {
  return el("div", { class: "buttons" }, button("Compare with now", () => compare(snapshot.name, actions.world), { test: "snapshot-diff" }), button("Restore…", () => restore(snapshot, actions), { class: "danger", test: "snapshot-restore" }), button("Delete…", () => remove(snapshot.name, actions), { class: "danger", test: "snapshot-delete" }));
}

function take({ world, changed }) {
  const fields = [
    field("Name", el("input", { name: "name", type: "text", maxlength: 63, autocomplete: "off", test: "snapshot-name" }), "Without one, it gets a name."),
    field("Of", el("select", { name: "of" }, el("option", { value: "" }, `the world ${world}`), el("option", { value: "all" }, "all worlds at one moment"))),
  ];
  form("Take a snapshot", fields, "Take", async ({ name, of: which }) => {
    const snapshot = await sendJson("POST", own("main", "snapshots"), { ...(name.trim() ? { name: name.trim() } : {}), ...(which ? { all: true } : { world }) });
    changed(`Snapshot ${snapshot.name} was taken.`);
  });
}

function restore({ name, worlds = [] }, { world, changed }) {
  const one = worlds.some((each) => each.world === world) || worlds.length === 1;
  const select = el("select", { name: "to", test: "snapshot-to" }, one ? el("option", { value: world }, `the world ${world} alone`) : null, el("option", { value: "" }, `all that it is of: ${worlds.map((each) => each.world).join(", ")}`));
  const fields = [el("p", {}, "What the snapshot has takes the place of all that is there now, and history is gone. This cannot be undone."), field("In", select)];
  form(`Restore ${name}?`, fields, "Restore", async ({ to }) => {
    await sendJson("POST", own("main", `snapshots/${encodeURIComponent(name)}/restore`), to ? { world: to } : {});
    changed(`Snapshot ${name} was restored.`);
  }, "danger");
}

function remove(name, { changed }) {
  confirm(`Delete ${name}?`, "What was made of it stays. This cannot be undone.", "Delete", async () => {
    await sendJson("DELETE", own("main", `snapshots/${encodeURIComponent(name)}`));
    changed(`Snapshot ${name} was deleted.`);
  });
}

// What differs, as a unified diff in a dialog.
async function compare(name, world) {
  const answer = await request(own(world, "diff", { from: `snapshot:${name}`, output: "unified" }), { accept: "*/*" });
  const text = await answer.text();
  const rows = text === "" ? [] : text.replace(/\n$/, "").split("\n");
  const grid = new Grid({
    label: `What differs between ${name} and now`,
    test: "snapshot-differences",
    rowHeight: 20,
    key: (index) => index,
    version: () => 1,
    cells: (index) => [shown(rows[index].slice(0, 1_000))],
    dress: (row, index) => (row.dataset.sign = /^(---|\+\+\+|@@)/.test(rows[index]) ? "…" : rows[index][0]),
    empty: "No difference.",
  });
  grid.frame.classList.add("code", "diff");
  grid.columns([{ width: "1fr", class: "line-text" }]);
  const place = el("div", { class: "large" }, grid.node);
  const node = dialog(`${name} and now, world ${world}`, [place, el("div", { class: "buttons" }, button("Close", () => node.close(), { test: "dialog-close" }))], "dialog");
  node.addEventListener("close", () => grid.close());
  grid.show(rows.length);
}
