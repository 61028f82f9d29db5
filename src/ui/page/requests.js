// The last requests of a world: who asked for what, and how it ended.

import { json, own, sendJson } from "./api.js";
import { button, cut, el, say, shown } from "./dom.js";
import { confirm } from "./dialogs.js";
import { setQuery } from "./route.js";
import { asView, TableView } from "./tables.js";

const MOST = 1_000;
const FILTERS = [["verb", "Verb"], ["resource", "Resource"], ["namespace", "Namespace"], ["name", "Name"], ["user", "User"], ["manager", "Manager"], ["code", "Code"], ["fault", "Fault"]];

/** The view of the requests. */
export function requestsView({ world }, route) {
  const asked = Object.fromEntries(FILTERS.map(([name]) => [name, route.query.get(name)]));
  let known = [];
  let since;
  let forgotten = 0;
  let table = null;
  // What is known already is not asked for again.
  const load = async () => {
    const before = forgotten;
    const answer = await json(own(world, "requests", { ...asked, since }));
    // It may have what was forgotten meanwhile.
    if (before !== forgotten) return load();
    if (since !== undefined && answer.last < since) known = [];
    since = answer.last;
    for (const item of answer.items) known.unshift(item);
    known = known.slice(0, MOST);
    return known;
  };
  const forget = () => confirm("Forget the requests until now?", "Numbers go on.", "Forget", async () => {
    await sendJson("DELETE", own(world, "requests"));
    known = [];
    forgotten += 1;
    say("The requests were forgotten.");
    table.reload();
  });
  table = new TableView({
    title: "Requests",
    test: "requests",
    tools: [FILTERS.map(([name, label]) => input(name, label, asked[name])), button("Forget…", forget, { class: "danger", test: "requests-forget" })],
    columns: [
      { title: "Number", width: "5rem", class: "number" },
      { title: "Time", width: "7.5rem" },
      { title: "User", width: "minmax(4rem, 1fr)" },
      { title: "Verb", width: "5rem" },
      { title: "Path", width: "minmax(12rem, 4fr)" },
      { title: "Code", width: "4rem", class: "number" },
      { title: "Manager", width: "minmax(5rem, 1fr)" },
      { title: "ms", width: "4.5rem", class: "number" },
      { title: "Fault", width: "minmax(4rem, 1fr)" },
    ],
    load,
    key: (item) => item.number,
    cells: (item) => [String(item.number), item.time.slice(11, 23), shown(cut(item.user, 60)), item.verb, [shown(cut(item.path, 200)), item.dryRun ? el("span", { class: "muted" }, " dry run") : null], code(item.code), shown(cut(item.manager ?? "", 60)), item.milliseconds?.toFixed(1) ?? "", shown(cut(item.fault ?? "", 60))],
    about: (item) => details(item),
    every: 1_000,
    empty: "No such requests.",
  });
  const view = asView(table);
  view.update = (next) => FILTERS.every(([name]) => (next.query.get(name) ?? null) === asked[name]);
  return view;
}

const code = (value) => el("span", { class: value >= 400 ? "problem" : "" }, value ? String(value) : "…");

function input(name, label, value) {
  const node = el("input", { type: "text", class: "short", placeholder: label, "aria-label": label, value: value ?? "", autocomplete: "off", test: `requests-${name}` });
  node.addEventListener("change", () => setQuery({ [name]: node.value.trim() }));
  return node;
}

function details({ shownAs, ...item }) {
  return el("dl", { class: "details" }, Object.entries(item).filter(([, value]) => value !== "" && value !== undefined).map(([name, value]) => [el("dt", {}, name), el("dd", {}, shown(cut(typeof value === "object" ? JSON.stringify(value) : value)))]));
}
