// The history of an object: its revisions as a list and on a slider, the object as of one of them, and what differs from another.

import { json, objectQuery, own, words } from "./api.js";
import { cut, dayTime, el, fill, later, plain, shown, shownLines } from "./dom.js";
import { DiffView } from "./diff.js";
import { ownersChanged, ownersList } from "./fields.js";
import { Grid } from "./grid.js";
import { Lines, LinesView } from "./lines.js";
import { follow } from "./object.js";
import { Legend, managers } from "./owners.js";
import { setQuery } from "./route.js";

const MARKS = { added: "+", removed: "−", changed: "~" };

export class HistoryTab {
  constructor(subject, route) {
    this.subject = subject;
    this.log = [];
    this.wanted = route;
    this.texts = new Map();
    this.view = new LinesView(`${subject.kind.kind} ${subject.name} as of a revision`);
    this.legend = new Legend((key) => this.view.point(key));
    this.diff = new DiffView("What differs");
    this.grid = this.#list();
    this.note = el("p", { class: "note", role: "status", test: "history-note" });
    this.state = el("div", { class: "history-state", test: "history-state" });
    this.owners = el("div", { class: "history-owners", test: "history-owners" });
    this.node = el("div", { class: "history" }, el("div", { class: "history-side" }, this.grid.node), el("div", { class: "history-main" }, this.#bar(), this.note, this.owners, this.state));
    // A slider that is moved passes many revisions; those where it rests are written into the address.
    this.settle = later((revision) => setQuery({ at: revision }), 150);
    this.reload = later(() => this.#load(), 200);
    this.stream = follow(subject, (version, last) => Number(last) > (this.log.at(-1)?.revision ?? 0) && this.reload(), () => {}, () => this.reload());
    fill(this.note, "Loading…");
    this.#load();
  }

  #list() {
    const grid = new Grid({
      label: "Revisions, newest first",
      test: "log",
      rowHeight: 44,
      key: (index) => this.#entry(index).revision,
      version: (index) => this.#entry(index).revision,
      cells: (index) => this.#cells(this.#entry(index)),
      dress: (row, index) => (row.dataset.revision = this.#entry(index).revision),
      active: (index) => this.#choose(this.#entry(index).revision),
      empty: "No revisions are kept.",
    });
    grid.columns([{ width: "4rem", class: "number" }, { width: "1fr", class: "tall" }]);
    return grid;
  }

  // The log is oldest first; the list begins with the newest.
  #entry(index) {
    return this.log[this.log.length - 1 - index];
  }

  #cells(entry) {
    const fields = entry.fields.map((field) => `${MARKS[field.change] ?? ""}${cut(field.path, 80)}`).join("  ");
    return [
      String(entry.revision),
      [el("div", { class: "cut" }, el("b", {}, entry.verb), entry.by.length > 0 ? " by " : "", managers(entry.by)), el("div", { class: "cut muted", title: plain(fields) }, dayTime(entry.time), "  ", shown(fields), entry.moreFields ? " …" : "")],
    ];
  }

  #bar() {
    this.slider = el("input", { type: "range", min: 0, max: 0, step: 1, value: 0, disabled: true, "aria-label": "Revision", test: "slider" });
    this.slider.addEventListener("input", () => this.#choose(this.log[Number(this.slider.value)]?.revision));
    this.label = el("output", { class: "revision", test: "revision" });
    this.mode = el("select", { "aria-label": "What is shown", test: "history-mode", on: { change: () => setQuery({ show: this.mode.value }) } }, el("option", { value: "" }, "The object"), el("option", { value: "diff" }, "What differs from"));
    this.other = el("select", { "aria-label": "From which revision", test: "history-with", on: { change: () => setQuery({ with: this.other.value }) } });
    return el("div", { class: "bar" }, el("label", { class: "slide" }, "Revision ", this.slider), this.label, this.mode, this.other, this.legend.node);
  }

  update(route) {
    this.wanted = route;
    this.#draw();
  }

  async #load() {
    const { world, kind, namespace, name } = this.subject;
    try {
      const answer = await json(own(world, "log", objectQuery(kind, namespace, name)));
      if (this.closed) return;
      const newest = this.log.at(-1)?.revision;
      this.log = answer.items;
      // Of a world that was reset, all is another history.
      if (this.first !== this.log[0]?.revision) this.texts.clear();
      this.first = this.log[0]?.revision;
      this.grid.show(this.log.length);
      fill(this.note);
      // Who looks at the newest goes on to do so.
      if (this.at === undefined || this.at !== newest || this.wanted.query.get("at")) this.#draw();
      else this.#choose(this.log.at(-1)?.revision, false);
    } catch (error) {
      if (this.closed) return;
      if (error.code === 404) this.#forget();
      fill(this.note, el("span", { class: "problem" }, shownLines(words(error))));
    }
  }

  // There is no such object, and nothing is known of one any more.
  #forget() {
    this.log = [];
    this.at = this.wish = undefined;
    this.grid.show(0);
    this.slider.disabled = true;
    for (const place of [this.label, this.owners, this.state]) fill(place);
    delete this.state.dataset.revision;
    this.legend.node.hidden = true;
  }

  #draw() {
    if (this.log.length === 0) return;
    const { query } = this.wanted;
    const asked = Number(query.get("at"));
    // Between two changes an object is what the one before made of it.
    const entry = query.get("at") ? this.log.findLast((each) => each.revision <= asked) ?? this.log[0] : this.log.at(-1);
    this.mode.value = query.get("show") ?? "";
    this.with = query.get("with") ?? "";
    this.#choose(entry.revision, false);
  }

  #choose(revision, write = true) {
    const position = this.log.findIndex((entry) => entry.revision === revision);
    if (position < 0) return;
    const changed = this.at !== revision;
    this.at = revision;
    const entry = this.log[position];
    this.slider.max = this.log.length - 1;
    this.slider.disabled = this.log.length < 2;
    this.slider.value = position;
    this.slider.setAttribute("aria-valuetext", plain(`revision ${revision}, ${entry.verb}${entry.by.length > 0 ? ` by ${entry.by.map((by) => by.manager).join(", ")}` : ""}`));
    fill(this.label, String(revision), el("span", { class: "muted" }, ` ${position + 1} of ${this.log.length}`));
    this.#others(position);
    const row = this.log.length - 1 - position;
    if (this.grid.index !== row) {
      this.grid.index = row;
      this.grid.activate(row);
    }
    // Who goes to the newest goes on with those that come.
    if (write && changed) this.settle(row === 0 ? "" : String(revision));
    this.#show(entry, position);
  }

  #others(position) {
    const before = this.log[position - 1]?.revision;
    this.other.hidden = this.mode.value !== "diff";
    const state = `${this.log.length} ${this.log.at(-1).revision} ${before}`;
    if (this.others !== state) {
      this.others = state;
      fill(this.other, el("option", { value: "" }, before ? `the one before (${before})` : "nothing"), this.log.toReversed().map((entry) => el("option", { value: entry.revision }, `revision ${entry.revision}`)));
    }
    this.other.value = this.with ?? "";
  }

  async #text(revision) {
    if (this.texts.has(revision)) return this.texts.get(revision);
    const entry = this.log.find((each) => each.revision === revision);
    const lines = entry?.verb === "deleted" ? new Lines({ items: [], revision }) : await this.#ask(revision);
    this.texts.set(revision, lines);
    // Few are kept: an object may have three megabytes.
    if (this.texts.size > 12) this.texts.delete(this.texts.keys().next().value);
    return lines;
  }

  async #ask(revision) {
    const { world, kind, namespace, name } = this.subject;
    return new Lines(await json(own(world, "blame", { ...objectQuery(kind, namespace, name), revision })));
  }

  // The last that is asked for is shown, whatever answers come when.
  async #show(entry, position) {
    this.wish = { entry, position };
    if (this.showing) return;
    this.showing = true;
    try {
      while (this.wish && !this.closed) {
        const wanted = this.wish;
        this.wish = null;
        await this.#put(wanted);
      }
    } catch (error) {
      if (!this.closed) fill(this.note, el("span", { class: "problem" }, shownLines(words(error))));
    }
    this.showing = false;
  }

  async #put({ entry, position }) {
    const lines = await this.#text(entry.revision);
    if (this.mode.value === "diff") await this.#putDiff(lines, entry, position);
    else this.#putLines(lines, entry);
    this.state.dataset.revision = entry.revision;
  }

  #putLines(lines, entry) {
    const deleted = entry.verb === "deleted";
    fill(this.note, deleted ? `Deleted in revision ${entry.revision}.` : null);
    this.legend.show(lines);
    this.legend.node.hidden = false;
    fill(this.owners);
    this.view.show(lines);
    if (this.state.firstChild !== this.view.node) fill(this.state, this.view.node);
  }

  async #putDiff(lines, { revision }, position) {
    const from = this.with ? Number(this.with) : this.log[position - 1]?.revision;
    const before = from === undefined ? new Lines({ items: [] }) : await this.#text(from);
    const text = (each) => each.items.map((item) => item.text).join("").replace(/\n$/, "");
    if (this.state.firstChild !== this.diff.node) fill(this.state, this.diff.node);
    const { added, removed } = this.diff.show(text(before), text(lines));
    fill(this.note, `From ${from === undefined ? "nothing" : `revision ${from}`} to revision ${revision}: ${added} added, ${removed} removed.`);
    this.legend.node.hidden = true;
    const [old, now] = await Promise.all([this.#object(from), this.#object(revision)]);
    fill(this.owners, ownersList(ownersChanged(old, now)));
  }

  // The object with its managedFields; nothing where it was not there.
  async #object(revision) {
    const entry = this.log.find((each) => each.revision === revision);
    if (!entry || entry.verb === "deleted") return null;
    const { world, kind, namespace, name } = this.subject;
    return json(own(world, "at", { ...objectQuery(kind, namespace, name), revision }));
  }

  filter(text) {
    this.view.filter(text);
  }

  next(step) {
    this.view.next(step);
  }

  close() {
    this.closed = true;
    this.settle.stop();
    this.reload.stop();
    this.stream.stop();
    this.view.close();
    this.diff.close();
    this.grid.close();
  }
}
