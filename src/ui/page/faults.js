// What is to go wrong in a world because a test asked for it, and how often each rule has hit.

import { json, own, sendJson, words } from "./api.js";
import { button, cut, el, say, shown } from "./dom.js";
import { confirm, field, form } from "./dialogs.js";
import { asView, TableView } from "./tables.js";

const TEMPLATES = {
  "An answer of 409 to the next three updates": { match: { verbs: ["update"], resources: ["configmaps"] }, when: { count: 3 }, then: { error: { code: 409 } } },
  "Lists that take two seconds": { match: { verbs: ["list"] }, then: { delay: "2s" } },
  "A watch that ends after five events": { match: { verbs: ["watch"] }, then: { watch: { how: "drop", afterEvents: 5 } } },
  "A watch that is told 410": { match: { verbs: ["watch"] }, when: { count: 1 }, then: { watch: { how: "gone" } } },
  "A create that is done, and answered with 504": { match: { verbs: ["create"] }, when: { nth: 1 }, then: { after: true, error: { code: 504 } } },
  "One request of ten is answered with 503": { when: { probability: 0.1, seed: 1 }, then: { error: { code: 503, retryAfterSeconds: 1 } } },
};

/** The view of the faults. */
export function faultsView({ world }) {
  let table = null;
  const changed = (text) => {
    say(text);
    table.reload();
  };
  let refused = null;
  refusal(world).then((found) => (refused = found));
  table = new TableView({
    title: "Faults",
    test: "faults",
    tools: [button("Add…", () => addFault(world, changed), { class: "main", test: "fault-add" }), button("Remove all…", () => removeAll(world, changed), { class: "danger", test: "fault-remove-all" })],
    columns: [
      { title: "Name", width: "minmax(7rem, 1fr)" },
      { title: "Which requests", width: "minmax(9rem, 2fr)" },
      { title: "Which of those", width: "minmax(6rem, 1fr)" },
      { title: "What happens", width: "minmax(9rem, 2fr)" },
      { title: "Matched", width: "5.5rem", class: "number" },
      { title: "Fired", width: "5rem", class: "number" },
    ],
    load: async () => (await json(own(world, "faults"))).items,
    key: (fault) => fault.name,
    cells: (fault) => [shown(fault.name), brief(fault.match) || "all of resources", brief(fault.when) || "all", brief(fault.then), String(fault.matched), String(fault.fired)],
    note: () => refused && el("span", { class: "problem" }, shown(words(refused))),
    about: (fault) => about(fault, world, changed),
    every: 1_500,
    empty: "Nothing is to go wrong.",
  });
  return asView(table);
}

// Whether faults can be added at all: a rule by which nothing happens is refused in any case, but first whoever may add none.
async function refusal(world) {
  try {
    await sendJson("POST", own(world, "faults"), { then: {} });
  } catch (error) {
    return error.code === 403 ? error : null;
  }
  return null;
}

// A rule's part in a few words: `verbs update, list · resources configmaps`.
function brief(part) {
  const said = Object.entries(part ?? {}).filter(([, value]) => value !== null && value !== false && value !== 0 && value !== "" && !(Array.isArray(value) && value.length === 0));
  const value = (given) => (Array.isArray(given) ? given.map((each) => each || '""').join(", ") : typeof given === "object" ? brief(given) : given === true ? "" : String(given));
  return said.map(([name, given]) => cut(`${name} ${value(given)}`.trim(), 120)).join(" · ");
}

function about({ name, shownAs, ...rule }, world, changed) {
  return el("div", {}, el("div", { class: "buttons" }, button("Remove…", () => remove(name, world, changed), { class: "danger", test: "fault-remove" })), el("pre", { class: "code", tabindex: "0", "aria-label": "The rule" }, JSON.stringify({ name, ...rule }, null, 2)));
}

function addFault(world, changed) {
  const body = el("textarea", { name: "rule", class: "code", rows: 14, cols: 60, spellcheck: "false", test: "fault-body" });
  const choice = el("select", { test: "fault-template", on: { change: () => put() } }, Object.keys(TEMPLATES).map((name) => el("option", { value: name }, name)));
  const put = () => (body.value = JSON.stringify(TEMPLATES[choice.value], null, 2));
  put();
  form("Add a fault", [field("Begin with", choice), field("Rule", body, "match: which requests; when: which of those; then: what happens to them.")], "Add", async ({ rule }) => {
    const fault = await sendJson("POST", own(world, "faults"), ruleOf(rule));
    changed(`Fault ${fault.name} was added.`);
  });
}

function ruleOf(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`the rule is not JSON: ${error.message}`);
  }
}

function remove(name, world, changed) {
  confirm(`Remove ${name}?`, "What it has hit already goes on.", "Remove", async () => {
    await sendJson("DELETE", own(world, `faults/${encodeURIComponent(name)}`));
    changed(`Fault ${name} was removed.`);
  });
}

function removeAll(world, changed) {
  confirm("Remove all faults?", `Nothing goes wrong any more in the world ${world}.`, "Remove all", async () => {
    await sendJson("DELETE", own(world, "faults"));
    changed("All faults were removed.");
  });
}
