// The worlds of the server: made, forked, reset, deleted, and gone to.

import { json, own, sendJson } from "./api.js";
import { button, dayTime, el, say, shown } from "./dom.js";
import { confirm, field, form } from "./dialogs.js";
import { go, link } from "./route.js";
import { asView, TableView } from "./tables.js";

const nameField = (about) => field("Name", el("input", { name: "name", type: "text", pattern: "[a-z0-9]([a-z0-9\\-]*[a-z0-9])?", maxlength: 63, autocomplete: "off", test: "world-name" }), about);

/** The view of the worlds. */
export function worldsView(context) {
  let table = null;
  const changed = (text) => {
    say(text);
    context.refreshWorlds();
    table.reload();
  };
  const actions = { context, changed, view: () => table.node };
  table = new TableView({
    title: "Worlds",
    test: "worlds",
    tools: [button("Create…", () => create(actions), { class: "main", test: "world-create" })],
    columns: [
      { title: "Name", width: "minmax(8rem, 2fr)" },
      { title: "Where", width: "6rem" },
      { title: "Objects", width: "5rem", class: "number" },
      { title: "Revision", width: "6rem", class: "number" },
      { title: "From", width: "minmax(7rem, 1fr)" },
      { title: "Time to live", width: "7rem" },
      { title: "Created", width: "6rem" },
    ],
    load: async () => (await json(own("main", "worlds"))).items,
    key: (world) => world.name,
    cells: (world) => [
      [el("a", { href: link(world.name, "objects"), tabindex: "-1" }, shown(world.name)), world.name === context.world ? el("span", { class: "muted" }, " · shown here") : null],
      world.ephemeral ? "in memory" : "kept",
      number(world.objects),
      number(world.revision),
      from(world),
      world.ttl ? el("span", { title: `until ${world.expires} unless it is asked for something` }, world.ttl) : "",
      el("span", { title: world.created }, dayTime(world.created)),
    ],
    open: (world) => go(link(world.name, "objects")),
    about: (world) => about(world, actions),
    empty: "No worlds.",
  });
  return asView(table);
}

const number = (value) => (value === undefined || value === null ? "" : value.toLocaleString("en"));

function from({ from: origin }) {
  if (!origin) return "";
  return origin.snapshot ? [el("span", { class: "muted" }, "snapshot "), shown(origin.snapshot)] : [el("span", { class: "muted" }, "world "), shown(origin.world ?? "")];
}

function about(world, actions) {
  const { name } = world;
  const first = name === "main";
  return el(
    "div",
    {},
    el("div", { class: "buttons" }, el("a", { class: "button main", href: link(name, "objects"), test: "world-open" }, "Open"), button("Fork…", () => fork(name, actions), { test: "world-fork" }), world.from?.world ? button("Merge…", () => merge(world, actions), { test: "world-merge" }) : null, button("Reset…", () => reset(name, actions), { class: "danger", test: "world-reset" }), first ? null : button("Delete…", () => remove(name, actions), { class: "danger", test: "world-delete" })),
    el("p", {}, el("b", {}, shown(name)), " is served at ", el("code", {}, shown(world.server ?? ""))),
  );
}

async function origins() {
  const names = async (path) => (await json(own("main", path))).items.map((item) => item.name);
  const [worlds, snapshots] = await Promise.all(["worlds", "snapshots"].map((path) => names(path).catch(() => [])));
  return [...worlds.map((name) => ["world", name]), ...snapshots.map((name) => ["snapshot", name])];
}

// A server may be slow: meanwhile one may have gone elsewhere, or asked twice.
const mayAsk = ({ view }) => view().isConnected && !document.querySelector("dialog[open]");

async function create(actions, origin = "") {
  const all = await origins();
  if (!mayAsk(actions)) return;
  const select = el("select", { name: "from", test: "world-from" }, el("option", { value: "" }, "nothing: what exists from the start"), all.map(([what, name]) => el("option", { value: `${what} ${name}` }, `${what} ${name}`)));
  select.value = origin;
  const fields = [
    nameField("Without one, it gets a name."),
    field("Begins with", select),
    field("Time to live", el("input", { name: "ttl", type: "text", placeholder: "10m", autocomplete: "off" }), "Deleted once nobody has asked it for anything for so long. Without one, it stays."),
    el("label", { class: "check" }, el("input", { name: "ephemeral", type: "checkbox", test: "world-ephemeral" }), "In memory alone"),
  ];
  form(origin ? `Fork ${origin.split(" ")[1]}` : "Create a world", fields, origin ? "Fork" : "Create", async (values) => {
    const [what, name] = values.from.split(" ");
    const world = await sendJson("POST", own("main", "worlds"), {
      ...(values.name ? { name: values.name } : {}),
      ...(what ? { from: { [what]: name } } : {}),
      ...(values.ttl.trim() ? { ttl: values.ttl.trim() } : {}),
      ...(values.ephemeral ? { ephemeral: true } : {}),
    });
    actions.changed(`World ${world.name} was made.`);
  });
}

const fork = (name, actions) => create(actions, `world ${name}`);

function merge({ name, from: { world } }, actions) {
  confirm(`Merge ${name} into ${world}?`, `What changed in ${name} since it was made is written into ${world}, all of it or nothing: where the same object changed in both, it is refused.`, "Merge", async () => {
    await sendJson("POST", own("main", `worlds/${encodeURIComponent(name)}/merge`));
    actions.changed(`World ${name} was merged into ${world}.`);
  });
}

async function reset(name, actions) {
  const all = await origins();
  if (!mayAsk(actions)) return;
  const select = el("select", { name: "to", test: "world-to" }, el("option", { value: "" }, "what it began with"), all.filter(([what, other]) => what !== "world" || other !== name).map(([what, other]) => el("option", { value: `${what} ${other}` }, `${what} ${other}`)));
  const fields = [el("p", {}, "All that ", el("b", {}, shown(name)), " has is replaced, and its history is gone. This cannot be undone."), field("To", select)];
  form(`Reset ${name}?`, fields, "Reset", async ({ to }) => {
    const [what, other] = to.split(" ");
    await sendJson("POST", own("main", `worlds/${encodeURIComponent(name)}/reset`), what ? { to: { [what]: other } } : {});
    actions.changed(`World ${name} was reset.`);
  }, "danger");
}

function remove(name, actions) {
  confirm(`Delete ${name}?`, "The world and all in it are deleted. This cannot be undone.", "Delete", async () => {
    await sendJson("DELETE", own("main", `worlds/${encodeURIComponent(name)}`));
    actions.changed(`World ${name} was deleted.`);
    if (actions.context.world === name) go(link("main", "worlds"));
  });
}
