// What happens in a world, as it happens: newest on top, the last 5,000.

import { words } from "./api.js";
import { button, clockTime, cut, el, fill, plain, shown } from "./dom.js";
import { Grid } from "./grid.js";
import { KEPT } from "./hub.js";
import { isOf, kindId } from "./kinds.js";
import { managers } from "./owners.js";
import { go, link, setQuery } from "./route.js";

const TYPES = ["ADDED", "MODIFIED", "DELETED"];
const FILTERS = [["kind", "Kind"], ["ns", "Namespace"], ["manager", "Manager"]];

/** The view of the changes. */
export function changesView(context, route) {
  const page = new Changes(context, route);
  return { node: page.node, update: (next) => page.update(next), filter: (text) => page.filter(text), close: () => page.close() };
}

class Changes {
  constructor({ hub, world }, route) {
    this.hub = hub;
    this.world = world;
    this.paused = false;
    this.waiting = 0;
    this.grid = new Grid({
      label: "Changes, newest first",
      test: "changes",
      key: (index) => this.#at(index).number,
      version: (index) => this.#at(index).number,
      cells: (index) => this.#cells(this.#at(index)),
      dress: (row, index) => this.#dress(row, this.#at(index)),
      open: (index) => go(this.#href(this.#at(index))),
      empty: "Nothing has happened, or nothing of this kind.",
    });
    this.grid.columns([
      { title: "Revision", width: "5.5rem", class: "number" },
      { title: "Time", width: "5rem" },
      { title: "Change", width: "6rem" },
      { title: "Kind", width: "minmax(6rem, 1fr)", class: "muted" },
      { title: "Object", width: "minmax(10rem, 2fr)" },
      { title: "By", width: "minmax(7rem, 1fr)" },
      { title: "Fields", width: "minmax(8rem, 2fr)", class: "fields" },
    ]);
    this.grid.frame.addEventListener("keydown", (event) => event.key === " " && this.#pause(event));
    this.note = el("p", { class: "note", role: "status", test: "changes-note" });
    this.node = el("section", { class: "view", test: "changes-view" }, this.#bar(), this.note, this.grid.node);
    this.#read(route);
    this.end = hub.listen((news) => this.#news(news));
    this.#state();
  }

  #bar() {
    this.inputs = Object.fromEntries(FILTERS.map(([name, label]) => [name, this.#input(name, label)]));
    this.type = el("select", { "aria-label": "Change", test: "changes-type", on: { change: () => setQuery({ type: this.type.value }) } }, el("option", { value: "" }, "All changes"), TYPES.map((type) => el("option", { value: type }, type)));
    this.button = button("Pause", () => this.#pause(), { test: "pause", "aria-pressed": "false" });
    this.count = el("span", { class: "muted", test: "changes-count" });
    this.names = { kind: el("datalist", { id: "names-kind" }), ns: el("datalist", { id: "names-ns" }), manager: el("datalist", { id: "names-manager" }) };
    return el("div", { class: "bar" }, el("h1", {}, "Changes"), Object.values(this.inputs), this.type, this.button, button("Clear", () => this.#clear(), { test: "clear" }), this.count, Object.values(this.names));
  }

  #input(name, label) {
    const input = el("input", { type: "text", class: "short", placeholder: label, "aria-label": label, list: `names-${name}`, test: `changes-${name}`, autocomplete: "off" });
    input.addEventListener("change", () => setQuery({ [name]: input.value.trim() }));
    input.addEventListener("focus", () => this.#suggest(name));
    return input;
  }

  // What there is to choose from, of what has come.
  #suggest(name) {
    const of = { kind: (change) => [change.resource], ns: (change) => [change.namespace], manager: (change) => (change.by ?? []).map((by) => by.manager) }[name];
    const found = [...new Set(this.hub.changes.flatMap(of))].filter(Boolean).sort().slice(0, 200);
    fill(this.names[name], found.map((value) => el("option", { value: plain(value) })));
  }

  #read({ query }) {
    for (const [name] of FILTERS) {
      if (document.activeElement !== this.inputs[name]) this.inputs[name].value = query.get(name) ?? "";
    }
    this.type.value = query.get("type") ?? "";
    this.asked = { kind: query.get("kind"), ns: query.get("ns"), manager: query.get("manager"), type: query.get("type"), text: (query.get("q") ?? "").toLowerCase() };
    this.#choose();
  }

  update(route) {
    this.#read(route);
    return true;
  }

  filter(text) {
    this.asked.text = text.toLowerCase();
    this.#choose();
  }

  #choose() {
    this.seen = this.hub.changes.filter((change) => this.#wanted(change));
    this.#show();
  }

  #wanted(change) {
    const { kind, ns, manager, type, text } = this.asked;
    if (type && change.type !== type) return false;
    if (kind && change.resource !== kind && `${change.resource}.${change.group}` !== kind) return false;
    if (ns && (change.namespace ?? "") !== ns) return false;
    if (manager && !change.by?.some((by) => by.manager === manager)) return false;
    if (!text) return true;
    return `${change.resource} ${change.namespace ?? ""}/${change.name} ${change.fields?.join(" ") ?? ""} ${change.by?.map((by) => by.manager).join(" ") ?? ""}`.toLowerCase().includes(text);
  }

  #news(news) {
    this.#state();
    if (news.length === 0) return;
    const wanted = news.filter((change) => this.#wanted(change));
    if (this.paused) {
      this.waiting += wanted.length;
      this.#counted();
      return;
    }
    for (const change of wanted) this.seen.push(change);
    if (this.seen.length > KEPT) this.seen.splice(0, this.seen.length - KEPT);
    this.grid.shift(wanted.length);
    this.#show();
  }

  #show() {
    this.grid.show(this.seen.length);
    this.#counted();
  }

  #counted() {
    const count = `${this.seen.length.toLocaleString("en")}${this.waiting > 0 ? `, ${this.waiting.toLocaleString("en")} new` : ""}`;
    if (this.count.textContent !== count) fill(this.count, count);
  }

  #state() {
    const text = this.hub.state === "refused" ? words(this.hub.refusal) : this.hub.state === "lost" ? "The connection was lost; trying again." : "";
    if (this.note.textContent !== text) fill(this.note, shown(text));
  }

  #pause(event) {
    event?.preventDefault();
    this.paused = !this.paused;
    this.button.textContent = this.paused ? "Go on" : "Pause";
    this.button.setAttribute("aria-pressed", String(this.paused));
    if (this.paused) return;
    this.waiting = 0;
    this.#choose();
  }

  #clear() {
    this.hub.changes.length = 0;
    this.waiting = 0;
    this.#choose();
  }

  #at(index) {
    return this.seen[this.seen.length - 1 - index];
  }

  #href(change) {
    const kind = this.hub.kinds.find((each) => isOf(each, change) && each.preferred);
    const id = kind ? kindId(kind) : [change.resource, change.version, change.group].filter(Boolean).join(".");
    const parts = [id, change.namespace || "-", change.name];
    return change.type === "DELETED" ? link(this.world, "objects", [...parts, "history"]) : link(this.world, "objects", [...parts, "history"], { at: String(change.revision) });
  }

  #cells(change) {
    const object = `${change.namespace ? `${change.namespace}/` : ""}${change.name}`;
    const fields = (change.fields ?? []).map((field) => cut(field, 80)).join("  ");
    return [
      String(change.revision),
      el("span", { title: change.time }, clockTime(change.time)),
      change.type,
      change.group ? `${change.resource}.${change.group}` : change.resource,
      el("a", { href: this.#href(change), tabindex: "-1" }, shown(cut(object))),
      managers(change.by ?? []),
      [shown(fields), change.more > 0 ? el("span", { class: "muted" }, ` +${change.more}`) : null],
    ];
  }

  #dress(row, change) {
    row.dataset.type = change.type;
    row.dataset.name = `${change.namespace ?? ""}/${change.name}`;
    row.dataset.revision = change.revision;
  }

  close() {
    this.end();
    this.grid.close();
  }
}
