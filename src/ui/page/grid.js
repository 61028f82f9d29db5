// A list of any length, of which the page has only the rows that are seen. The list as a whole has the focus; arrow keys move the
// active row, and Enter opens it.

import { add, el, fill, later, perFrame } from "./dom.js";

// Browsers lay out nothing that is much higher; what is beyond is scrolled through in larger steps.
const HIGHEST = 8_000_000;
const BESIDE = 6;

let grids = 0;

export class Grid {
  /**
   * @param {object} options
   * @param {string} options.label what it is a list of
   * @param {string} options.test the hook of tests
   * @param {(index: number) => (string|number)} options.key what tells a row from all others
   * @param {(index: number) => unknown} options.version a row is made anew when this is another value
   * @param {(index: number) => Array<Node|Array|string|null>} options.cells what is in a row, cell by cell
   * @param {(row: Element, index: number) => void} [options.dress] puts classes and data on a row
   * @param {(index: number) => void} [options.open] Enter, or a double click
   * @param {(index: number) => void} [options.active] the active row is another one
   * @param {(index: number) => void} [options.hover] the pointer is over a row
   * @param {number} [options.rowHeight] in pixels
   * @param {string} [options.empty] what to say where there are no rows
   */
  constructor(options) {
    this.options = { ...options, rowHeight: options.rowHeight ?? 26 };
    this.id = `grid${++grids}`;
    this.count = 0;
    this.index = -1;
    this.rows = new Map();
    this.serial = 0;
    // What is asked of the browser between two changes makes it lay out all anew, so these are kept: where it is scrolled to, and how
    // high the rows' place is.
    this.top = 0;
    this.view = 0;
    this.head = el("div", { role: "rowgroup", class: "grid-head" });
    this.body = el("div", { role: "rowgroup", class: "grid-body" });
    this.nothing = el("p", { class: "nothing", hidden: true, test: "empty" }, options.empty ?? "Nothing here.");
    this.frame = el("div", { role: "grid", tabindex: "0", class: "grid", "aria-label": options.label, "aria-readonly": "true", test: options.test }, this.head, this.body);
    this.node = el("div", { class: "grid-place" }, this.frame, this.nothing);
    this.frame.style.setProperty("--row", `${this.options.rowHeight}px`);
    this.ask = perFrame(() => this.#draw());
    this.order = later(() => this.#order(), 300);
    this.#listen();
  }

  #listen() {
    this.frame.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    this.frame.addEventListener("keydown", (event) => this.#key(event));
    this.frame.addEventListener("click", (event) => this.#at(event, (index) => this.activate(index)));
    this.frame.addEventListener("dblclick", (event) => this.#at(event, (index) => this.options.open?.(index)));
    this.frame.addEventListener("animationend", (event) => event.target.classList.remove("flash"));
    if (this.options.hover) this.frame.addEventListener("mouseover", (event) => this.#at(event, (index) => this.options.hover(index)));
    // Who comes by the mouse means the row that is pressed. To choose another first might move that one away from under the pointer.
    this.frame.addEventListener("mousedown", () => {
      this.pressed = true;
      setTimeout(() => (this.pressed = false));
    });
    this.frame.addEventListener("focus", () => !this.pressed && this.index < 0 && this.count > 0 && this.activate(this.#first()));
    this.sizes = new ResizeObserver(() => this.#sized());
    this.sizes.observe(this.frame);
    this.sizes.observe(this.head);
  }

  #scrolled() {
    this.top = this.frame.scrollTop;
    this.ask();
  }

  #sized() {
    const before = this.view;
    this.view = Math.max(0, this.frame.clientHeight - this.head.offsetHeight);
    // What is told of the active row stands below, and takes its room from the list: the row stays in sight.
    if (this.view < before && this.#isSeen(this.index, before)) this.#reveal(this.index);
    this.#scrolled();
  }

  // Whether a row is seen as a whole in so high a view.
  #isSeen(index, view) {
    const { rowHeight } = this.options;
    const top = this.top * this.#scale().scale;
    return index >= 0 && index * rowHeight >= top && (index + 1) * rowHeight <= top + view;
  }

  // Scrolls there, as far as that goes; the place must be as high as its rows first.
  #scroll(top) {
    this.body.style.height = `${this.#scale().height}px`;
    this.frame.scrollTop = top;
    this.top = this.frame.scrollTop;
  }

  /** Ends it. */
  close() {
    this.ask.stop();
    this.order.stop();
    this.sizes.disconnect();
  }

  /** Names the columns: `{title, width, class}`; without titles there is no head. */
  columns(columns) {
    this.shape = columns;
    this.frame.style.setProperty("--columns", columns.map((column) => column.width).join(" "));
    this.frame.setAttribute("aria-colcount", columns.length);
    fill(this.head);
    if (columns.some((column) => column.title)) {
      add(this.head, el("div", { role: "row", class: "row", "aria-rowindex": 1 }, columns.map((column) => el("div", { role: "columnheader", title: column.about, class: column.class }, column.title))));
    }
    fill(this.body);
    this.rows.clear();
    this.ask();
  }

  /** Shows so many rows; what is shown of them is asked anew. */
  show(count) {
    this.count = count;
    if (this.index >= count) this.index = count - 1;
    this.nothing.hidden = count > 0;
    this.frame.setAttribute("aria-rowcount", count + (this.head.childElementCount > 0 ? 1 : 0));
    this.ask();
  }

  /** Rows have come above those that are seen: these stay where they are. */
  shift(rows) {
    if (this.index >= 0) this.index += rows;
    if (this.top > this.options.rowHeight) this.#scroll(this.top + rows * this.options.rowHeight);
  }

  /** Makes a row the active one, and scrolls there. */
  activate(index) {
    if (index < 0 || index >= this.count) return;
    this.index = index;
    this.#reveal(index);
    this.options.active?.(index);
    this.ask();
  }

  // How many pixels of the whole are scrolled by one of the page.
  #scale() {
    const total = this.count * this.options.rowHeight;
    const height = Math.min(total, HIGHEST);
    return { total, height, scale: height > this.view && total > height ? (total - this.view) / (height - this.view) : 1 };
  }

  #first() {
    return Math.min(this.count - 1, Math.ceil((this.top * this.#scale().scale) / this.options.rowHeight));
  }

  #reveal(index) {
    const { rowHeight } = this.options;
    const { scale } = this.#scale();
    const top = this.top * scale;
    if (index * rowHeight < top) this.#scroll((index * rowHeight) / scale);
    else if ((index + 1) * rowHeight > top + this.view) this.#scroll(((index + 1) * rowHeight - this.view) / scale);
  }

  #draw() {
    if (!this.shape) return;
    const { rowHeight, key } = this.options;
    const { height, scale } = this.#scale();
    this.body.style.height = `${height}px`;
    const top = this.top * scale;
    const first = Math.max(0, Math.floor(top / rowHeight) - BESIDE);
    const last = Math.min(this.count, Math.ceil((top + this.view) / rowHeight) + BESIDE);
    const names = new Map();
    for (let index = first; index < last; index += 1) names.set(key(index), index);
    // Rows that are seen no more become those that are seen now.
    const spare = [];
    for (const [name, row] of this.rows) if (!names.has(name)) this.rows.delete(name) && spare.push(row);
    let active = null;
    for (const [name, index] of names) {
      const row = this.#row(name, index, spare);
      row.style.transform = `translateY(${index * rowHeight - top + this.top}px)`;
      if (index === this.index) active = row;
    }
    for (const row of spare) row.remove();
    this.#mark(active);
    this.order();
  }

  // Rows stand in the page in their order for those who read it so; where they are moved all the time, afterwards.
  #order() {
    const rows = [...this.rows.values()].sort((a, b) => a.index - b.index);
    rows.forEach((row, at) => this.body.children[at] !== row && this.body.insertBefore(row, this.body.children[at] ?? null));
  }

  #row(name, index, spare) {
    const version = this.options.version(index);
    const row = this.rows.get(name) ?? spare.pop() ?? this.#blank();
    if (row.name !== name || row.version !== version) {
      this.rows.set(name, row);
      [row.name, row.version] = [name, version];
      row.className = "row";
      this.options.cells(index).forEach((cell, column) => fill(row.children[column], cell));
      this.options.dress?.(row, index);
    }
    row.index = index;
    row.setAttribute("aria-rowindex", index + (this.head.childElementCount > 0 ? 2 : 1));
    return row;
  }

  #blank() {
    const row = el("div", { role: "row", class: "row", id: `${this.id}-${++this.serial}` }, this.shape.map((column) => el("div", { role: "gridcell", class: column.class })));
    this.body.append(row);
    return row;
  }

  #mark(row) {
    if (this.marked && this.marked !== row) this.marked.removeAttribute("aria-selected");
    this.marked = row;
    row?.setAttribute("aria-selected", "true");
    if (row) this.frame.setAttribute("aria-activedescendant", row.id);
    else this.frame.removeAttribute("aria-activedescendant");
  }

  #at(event, work) {
    const row = event.target.closest("[role=row]");
    if (row && this.body.contains(row) && !getSelection()?.toString()) work(row.index);
  }

  #key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target !== this.frame) return;
    const page = Math.max(1, Math.floor(this.view / this.options.rowHeight) - 1);
    const from = Math.max(0, this.index);
    const to = {
      ArrowDown: this.index < 0 ? this.#first() : from + 1,
      ArrowUp: from - 1,
      PageDown: from + page,
      PageUp: from - page,
      Home: 0,
      End: this.count - 1,
    }[event.key];
    if (to !== undefined) this.activate(Math.min(this.count - 1, Math.max(0, to)));
    else if (event.key === "Enter" && this.index >= 0) this.options.open?.(this.index);
    else return;
    event.preventDefault();
  }
}
