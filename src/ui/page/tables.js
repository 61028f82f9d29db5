// What worlds, snapshots, faults and requests have in common: a list that is asked for again and again, and a row's buttons.

import { words } from "./api.js";
import { el, fill, shown, shownLines } from "./dom.js";
import { Grid } from "./grid.js";

/** A list of what the server has. */
export class TableView {
  /**
   * @param {object} options
   * @param {string} options.title what it is
   * @param {string} options.test the hook of tests
   * @param {Array<Node>} options.tools what stands beside the title
   * @param {Array<{title: string, width: string}>} options.columns its columns
   * @param {() => Promise<Array<object>>} options.load asks for all items
   * @param {(item: object) => string|number} options.key what tells an item from all others
   * @param {(item: object) => Array} options.cells its cells
   * @param {(item: object) => void} [options.open] Enter
   * @param {(item: object) => Node|null} [options.about] what is shown below of the active one
   * @param {number} [options.every] milliseconds between two looks
   * @param {string} options.empty what to say where there is nothing
   */
  constructor(options) {
    this.options = options;
    this.items = [];
    this.seen = [];
    this.text = "";
    this.serial = 0;
    this.grid = new Grid({
      label: options.title,
      test: options.test,
      rowHeight: options.rowHeight,
      key: (index) => options.key(this.seen[index]),
      version: (index) => this.seen[index].shownAs,
      cells: (index) => options.cells(this.seen[index]),
      dress: (row, index) => (row.dataset.name = options.key(this.seen[index])),
      open: (index) => options.open?.(this.seen[index]),
      active: () => this.#about(),
      empty: options.empty,
    });
    this.grid.columns(options.columns);
    this.note = el("p", { class: "note", role: "status", test: `${options.test}-note` });
    this.below = el("div", { class: "below", test: `${options.test}-about` });
    this.node = el("section", { class: "view", test: `${options.test}-view` }, el("div", { class: "bar" }, el("h1", {}, options.title), options.tools), this.note, this.grid.node, options.about ? this.below : null);
    this.reload();
    this.timer = setInterval(() => document.hidden || this.loading || this.reload(), options.every ?? 2_000);
  }

  /** Asks anew; where an answer is under way, which may be from before what has changed, once more behind it. */
  async reload() {
    this.asked = true;
    if (this.loading) return;
    this.loading = true;
    while (this.asked && !this.closed) {
      this.asked = false;
      await this.#load();
    }
    this.loading = false;
  }

  async #load() {
    try {
      const items = await this.options.load();
      if (this.closed) return;
      fill(this.note, this.options.note?.());
      for (const item of items) item.shownAs ??= JSON.stringify(this.options.version?.(item) ?? item);
      this.items = items;
      this.#show();
    } catch (error) {
      if (!this.closed) fill(this.note, el("span", { class: "problem" }, shownLines(words(error))));
    }
  }

  #show() {
    const active = this.seen[this.grid.index];
    this.seen = this.text ? this.items.filter((item) => item.shownAs.toLowerCase().includes(this.text)) : this.items;
    if (active) this.grid.index = this.seen.findIndex((item) => this.options.key(item) === this.options.key(active));
    this.grid.show(this.seen.length);
    this.#about();
  }

  #about() {
    if (!this.options.about) return;
    const item = this.seen[this.grid.index];
    const state = item ? `${this.options.key(item)} ${item.shownAs}` : "";
    if (state === this.told) return;
    this.told = state;
    fill(this.below, item ? this.options.about(item) : el("p", { class: "muted" }, "Choose a row to see more of it."));
  }

  filter(text) {
    this.text = text.toLowerCase();
    this.#show();
  }

  close() {
    this.closed = true;
    clearInterval(this.timer);
    this.grid.close();
  }
}

/** What the frame asks of a view that is a table alone. */
export function asView(table) {
  return { node: table.node, update: () => false, filter: (text) => table.filter(text), close: () => table.close() };
}
