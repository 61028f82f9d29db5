// The kinds of a world with their counts, and the objects of one kind as kubectl's columns, live.

import { inWorld, objectPath, own, json, words } from "./api.js";
import { age, cut, el, fill, paced, shown } from "./dom.js";
import { Grid } from "./grid.js";
import { kindId, namespacesOf } from "./kinds.js";
import { go, link, setQuery } from "./route.js";
import { refusalOf, Stream } from "./stream.js";

const TABLE = "application/json;as=Table;g=meta.k8s.io;v=v1";
const FLASH = 1_500;

// The list that was left last, and its active row.
let left = {};

/** Where one came to an object from: the list with its filters, or all of its namespace. */
export function listBefore(world, kind, namespace) {
  if (left.world === world && left.kind === kindId(kind)) return left.hash;
  return link(world, "objects", [kindId(kind)], { ns: namespace });
}

/** The list of kinds beside objects; `here` is the kind that is shown, of one namespace perhaps, which other kinds are then shown of, too. */
export function kindsList(hub, side, here, namespace) {
  let drawn = "";
  const draw = () => {
    const rows = hub.kinds.filter((kind) => kind.preferred);
    const text = JSON.stringify([here, namespace, rows.map((kind) => [kindId(kind), countText(hub, kind)]), hub.problem?.message]);
    if (text === drawn) return;
    drawn = text;
    const focused = side.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    fill(side, hub.problem ? el("p", { class: "problem" }, shown(words(hub.problem))) : null, groups(hub, rows, here, namespace));
    if (focused) [...side.querySelectorAll("a")].find((each) => each.getAttribute("href") === focused)?.focus();
  };
  draw();
  return hub.listen(draw);
}

function groups(hub, kinds, here, namespace) {
  const names = [...new Set(kinds.map((kind) => kind.group))];
  return names.map((group) => [
    el("h2", { class: "group" }, group || "core"),
    el("ul", { class: "kinds", "aria-label": group || "core" }, kinds.filter((kind) => kind.group === group).map((kind) => kindLink(hub, kind, here, namespace))),
  ]);
}

// How many there are; nothing yet, or a dash where one may not know.
function countText(hub, kind) {
  const counted = hub.counts.get(`${kind.group}/${kind.resource}`);
  return counted ? String(counted.count ?? "–") : "";
}

function kindLink(hub, kind, here, namespace) {
  const counted = hub.counts.get(`${kind.group}/${kind.resource}`);
  const current = here && here.group === kind.group && here.resource === kind.resource;
  return el(
    "li",
    {},
    el("a", { href: link(hub.world, "objects", [kindId(kind)], { ns: kind.namespaced ? namespace : "" }), "aria-current": current ? "page" : null, title: counted?.problem ?? kind.kind, test: `kind-${kindId(kind)}` }, el("span", { class: "cut" }, kind.kind), el("span", { class: "count" }, countText(hub, kind))),
  );
}

/** The view of a kind's objects; without a kind, of the first one. */
export function objectsView(context, route) {
  const node = el("section", { class: "view", test: "objects" });
  let list = null;
  let endKinds = null;
  const begin = async (place) => {
    await context.hub.loaded;
    if (!node.isConnected) return;
    const kind = place.parts[0] ? context.hub.kind(place.parts[0]) : context.hub.kinds[0];
    endKinds?.();
    endKinds = kindsList(context.hub, context.side, kind, place.query.get("ns"));
    if (!kind) fill(node, el("p", { class: "problem" }, shown(context.hub.problem ? words(context.hub.problem) : `There is no kind ${place.parts[0] ?? ""} here that can be listed.`)));
    else list = new KindList(context, kind, place, node);
    context.ready();
  };
  fill(node, el("p", { class: "nothing" }, "Loading…"));
  return {
    node,
    shown: () => begin(route),
    update: (next) => list?.update(next) ?? false,
    filter: (text) => list?.filter(text),
    close: () => {
      list?.close();
      endKinds?.();
    },
  };
}

class KindList {
  constructor(context, kind, route, node) {
    this.context = context;
    this.kind = kind;
    this.namespace = (kind.namespaced && route.query.get("ns")) || "";
    this.text = (route.query.get("q") ?? "").toLowerCase();
    this.wide = route.query.get("wide") === "1";
    this.hash = location.hash;
    this.rows = new Map();
    this.order = [];
    this.seen = [];
    this.fresh = new Set();
    this.gone = false;
    this.serial = 0;
    this.draw = paced(() => this.#draw());
    this.grid = new Grid({
      label: `${kind.kind} objects`,
      test: "list",
      key: (index) => this.seen[index].key,
      version: (index) => this.seen[index].serial,
      cells: (index) => this.#cells(this.seen[index]),
      dress: (row, index) => this.#dress(row, this.seen[index]),
      open: (index) => go(this.#href(this.seen[index])),
      empty: "No objects.",
    });
    this.note = el("p", { class: "note", role: "status", test: "list-note" });
    fill(node, this.#head(), this.note, this.grid.node);
    this.#watch();
    this.endKinds = context.hub.listen(() => this.#kindsChanged());
    // What is so long ago changes while one looks.
    this.ages = setInterval(() => this.#age(), 5_000);
    this.real = false;
    json(own(context.world, "clock")).then((clock) => (this.real = !clock.frozen && !clock.stepMilliseconds && !clock.aheadMilliseconds), () => {});
  }

  #head() {
    const { kind, context } = this;
    const versions = context.hub.kinds.filter((each) => each.group === kind.group && each.resource === kind.resource);
    this.total = el("span", { class: "muted", test: "list-count" });
    return el(
      "div",
      { class: "bar" },
      el("h1", {}, kind.kind, " ", el("span", { class: "muted" }, kind.group ? `${kind.group}/${kind.version}` : kind.version)),
      versions.length > 1 ? el("span", {}, versions.map((each) => el("a", { href: link(context.world, "objects", [kindId(each)]), "aria-current": each === kind ? "true" : null, class: "chip" }, each.version))) : null,
      kind.namespaced ? this.#namespaces() : null,
      el("label", { class: "check" }, el("input", { type: "checkbox", checked: this.wide, test: "wide", on: { change: (event) => setQuery({ wide: event.target.checked ? "1" : "" }) } }), "Wide"),
      this.total,
    );
  }

  #namespaces() {
    const select = el("select", { "aria-label": "Namespace", test: "namespace", on: { change: () => setQuery({ ns: select.value }) } });
    const show = (names) => {
      const all = [...new Set([...names, this.namespace].filter(Boolean))].sort();
      fill(select, el("option", { value: "" }, "All namespaces"), all.map((name) => el("option", { value: name }, name)));
      select.value = this.namespace;
    };
    // Who may not list namespaces may still be allowed to look into one.
    const ask = () => select.replaceWith(el("input", { type: "text", class: "short", placeholder: "All namespaces", value: this.namespace, "aria-label": "Namespace", test: "namespace", on: { change: (event) => setQuery({ ns: event.target.value.trim() }) } }));
    const load = () => namespacesOf(this.context.world).then(show, (error) => error.code === 403 && ask());
    show([]);
    load();
    select.addEventListener("focus", load);
    return select;
  }

  update(route) {
    const kind = route.parts[0] ? this.context.hub.kind(route.parts[0]) : this.context.hub.kinds[0];
    // What is known of kinds is asked for anew whenever a definition changes.
    const same = JSON.stringify(kind) === JSON.stringify(this.kind) && ((this.kind.namespaced && route.query.get("ns")) || "") === this.namespace && (route.query.get("wide") === "1") === this.wide;
    if (same) {
      this.hash = location.hash;
      this.filter(route.query.get("q") ?? "");
    }
    return same;
  }

  // The kind may be back: the stream need not wait until it asks by itself.
  #kindsChanged() {
    const { hub } = this.context;
    if (this.known === hub.kinds) return;
    this.known = hub.kinds;
    if (hub.kind(kindId(this.kind))) this.stream.again();
  }

  filter(text) {
    if (this.text === text.toLowerCase()) return;
    this.text = text.toLowerCase();
    this.draw();
  }

  #watch() {
    const parameters = { watch: 1, allowWatchBookmarks: true };
    this.stream = new Stream({
      accept: TABLE,
      path: (position) => {
        if (position === null) this.#begin();
        const from = position === null ? { sendInitialEvents: true, resourceVersionMatch: "NotOlderThan" } : { resourceVersion: position };
        return inWorld(this.context.world, objectPath(this.kind, this.namespace), { ...parameters, ...from });
      },
      line: (event) => this.#event(event),
      changed: (state, error) => {
        if (error?.code === 404) this.#none();
        fill(this.note, state === "refused" ? shown(words(error)) : state === "lost" ? "The connection was lost. What is shown may be old." : null);
      },
    });
  }

  // A list that begins anew: what is not among what comes is gone.
  #begin() {
    this.listing = new Map();
  }

  #event(event) {
    const table = event.object;
    if (event.type === "ERROR") throw refusalOf(table);
    const version = table.rows[0]?.object?.metadata?.resourceVersion;
    // Of a kind without objects, the bookmark that ends the list names the columns.
    if (table.columnDefinitions && !this.definitions) this.#columns(table.columnDefinitions);
    if (event.type === "BOOKMARK") {
      if (this.listing && table.rows[0]?.object?.metadata?.annotations?.["k8s.io/initial-events-end"]) this.#listed();
      return this.listing ? undefined : version;
    }
    for (const row of table.rows) this.#row(event.type, row);
    this.draw();
    return this.listing ? undefined : version;
  }

  #listed() {
    for (const key of this.rows.keys()) if (!this.listing.has(key)) this.#remove(key);
    this.listing = null;
    this.ready = true;
    this.#draw();
    // Who comes back from an object is where they left.
    if (this.grid.index < 0 && left.hash === location.hash) this.grid.activate(this.seen.findIndex((row) => row.key === left.row));
  }


  #row(type, { cells, object }) {
    const { name, namespace = "", creationTimestamp, labels = {} } = object.metadata;
    const key = `${namespace}/${name}`;
    this.listing?.set(key, true);
    if (type === "DELETED") return this.#remove(key);
    const before = this.rows.get(key);
    if (before && this.listing && before.version === object.metadata.resourceVersion) return undefined;
    const row = before ?? { key, name, namespace };
    const found = `${key} ${cells.join(" ")} ${Object.entries(labels).map(([label, value]) => `${label}=${value}`).join(" ")}`;
    Object.assign(row, { cells, created: creationTimestamp, version: object.metadata.resourceVersion, text: found.toLowerCase(), serial: ++this.serial, changed: this.ready ? performance.now() : 0 });
    if (!before) {
      this.rows.set(key, row);
      this.fresh.add(row);
    }
    return undefined;
  }

  #remove(key) {
    const row = this.rows.get(key);
    if (!row) return;
    row.removed = true;
    this.fresh.delete(row);
    this.rows.delete(key);
    this.gone = true;
  }

  // A kind that is not there has no objects, whether or not the watch told of the end of each before its own.
  #none() {
    for (const key of [...this.rows.keys()]) this.#remove(key);
    this.draw();
  }

  #columns(definitions) {
    this.definitions = definitions;
    this.shown = definitions.map((definition, index) => ({ ...definition, index })).filter((definition) => definition.priority === 0 || this.wide);
    const columns = this.shown.map((definition) => ({ title: definition.name, about: definition.description, width: definition.name === "Name" ? "minmax(12rem, 3fr)" : "minmax(4.5rem, 1fr)", }));
    if (this.kind.namespaced && !this.namespace) columns.unshift({ title: "Namespace", width: "minmax(8rem, 1fr)" });
    this.grid.columns(columns);
  }

  // Puts what is new among what is there, both in order, and shows what has the text.
  #draw() {
    if (this.fresh.size > 0 || this.gone) {
      const added = [...this.fresh].sort(byName);
      this.order = merged(this.order.filter((row) => !row.removed), added);
      this.fresh.clear();
      this.gone = false;
    }
    this.seen = this.text ? this.order.filter((row) => row.text.includes(this.text)) : this.order;
    const count = this.text ? `${this.seen.length.toLocaleString("en")} of ${this.order.length.toLocaleString("en")}` : this.order.length.toLocaleString("en");
    if (this.total.textContent !== count) fill(this.total, count);
    if (this.grid.shape || this.ready) this.grid.show(this.seen.length);
  }

  #href(row) {
    return link(this.context.world, "objects", [kindId(this.kind), row.namespace || "-", row.name]);
  }

  #cells(row) {
    const cells = this.shown.map((definition) => {
      const cell = row.cells[definition.index];
      if (definition.name === "Name") return el("a", { href: this.#href(row), tabindex: "-1" }, shown(cut(row.name)));
      if (definition.name === "Age" && this.real && row.created) return age(row.created);
      return shown(cut(typeof cell === "object" && cell !== null ? JSON.stringify(cell) : String(cell ?? ""), 120));
    });
    return this.kind.namespaced && !this.namespace ? [shown(row.namespace), ...cells] : cells;
  }

  #dress(element, row) {
    element.dataset.name = row.key;
    const since = performance.now() - row.changed;
    if (row.changed && since < FLASH) element.classList.add("flash");
  }

  #age() {
    if (!this.real || !this.definitions?.some((definition) => definition.name === "Age")) return;
    for (const row of this.rows.values()) row.serial = ++this.serial;
    this.draw();
  }

  close() {
    left = { world: this.context.world, kind: kindId(this.kind), hash: this.hash, row: this.seen[this.grid.index]?.key };
    clearInterval(this.ages);
    this.endKinds();
    this.stream.stop();
    this.draw.stop();
    this.grid.close();
  }
}

function byName(a, b) {
  if (a.namespace !== b.namespace) return a.namespace < b.namespace ? -1 : 1;
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

function merged(before, added) {
  if (added.length === 0) return before;
  const all = [];
  let index = 0;
  for (const row of before) {
    while (index < added.length && byName(added[index], row) < 0) all.push(added[index++]);
    all.push(row);
  }
  return all.concat(added.slice(index));
}
