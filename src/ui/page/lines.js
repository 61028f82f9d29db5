// An object as YAML, line by line, each with who owns it.

import { cut, el, fill, shown } from "./dom.js";
import { Grid } from "./grid.js";
import { colourOf, ownerKey, ownerWords, square } from "./owners.js";

// A line is at most so long in the page; what is longer goes on in the next.
const LONGEST = 1_000;
const FLASH = 2_000;

/** What `blame` answered, as lines: their texts, the numbers of those that begin one (0 of those that go on), and whose each is. */
export class Lines {
  constructor(blame) {
    this.revision = blame.revision;
    this.items = blame.items;
    this.texts = [];
    this.numbers = [];
    this.of = [];
    let number = 0;
    for (const item of blame.items) {
      const texts = item.text.replace(/\n$/, "").split("\n");
      item.lines = texts.length;
      for (const text of texts) this.#add(text, ++number, item);
    }
  }

  #add(text, number, item) {
    let from = 0;
    do {
      this.texts.push(text.slice(from, from + LONGEST));
      this.numbers.push(from === 0 ? number : 0);
      this.of.push(item);
      from += LONGEST;
    } while (from < text.length);
  }

  get length() {
    return this.texts.length;
  }
}

/** Text that has no owners told, as lines. */
export const plainLines = (text) => new Lines({ items: [{ text }] });

// The lines that are not in what was before: the numbers from the first to the last, without those that both begin or end with.
function changedLines(before, after) {
  let first = 0;
  const least = Math.min(before.length, after.length);
  while (first < least && same(before, first, after, first)) first += 1;
  let end = 0;
  while (end < least - first && same(before, before.length - 1 - end, after, after.length - 1 - end)) end += 1;
  const found = new Set();
  const old = new Set();
  for (let index = first; index < before.length - end; index += 1) old.add(`${before.texts[index]}\n${ownersOf(before, index)}`);
  for (let index = first; index < after.length - end; index += 1) if (!old.has(`${after.texts[index]}\n${ownersOf(after, index)}`)) found.add(index);
  return found;
}

const ownersOf = (lines, index) => (lines.of[index].owners ?? []).map(ownerKey).join("\n");

const same = (before, b, after, a) => before.texts[b] === after.texts[a] && ownersOf(before, b) === ownersOf(after, a);

/** Shows lines, and who owns each. */
export class LinesView {
  /** @param {string} label what it is the YAML of */
  constructor(label) {
    this.lines = new Lines({ items: [] });
    this.marked = new Set();
    this.pointed = null;
    this.text = "";
    this.serial = 0;
    this.names = true;
    this.grid = new Grid({
      label,
      test: "yaml",
      rowHeight: 20,
      key: (index) => index,
      version: (index) => `${this.serial} ${this.lines.texts[index]}`,
      cells: (index) => this.#cells(index),
      dress: (row, index) => this.#dress(row, index),
      active: (index) => this.#tell(index),
      hover: (index) => this.#tell(index),
    });
    this.grid.frame.classList.add("code");
    this.said = el("p", { class: "line-info", role: "status", test: "line-info" }, "Point at a line, or go to it with the arrow keys, to see who owns it and since when.");
    this.node = el("div", { class: "lines" }, this.grid.node, this.said);
    this.#columns();
  }

  // The names have as much room as the longest needs, within bounds.
  #columns() {
    const longest = Math.max(4, ...this.lines.items.slice(0, 5_000).map((item) => (item.owners ?? []).reduce((sum, owner) => sum + owner.manager.length + 4, 0)));
    const state = `${this.names} ${longest}`;
    if (state === this.shape) return;
    this.shape = state;
    this.grid.columns([{ width: "3.5rem", class: "line-number" }, ...(this.names ? [{ width: `${Math.min(longest, 26)}ch`, class: "line-owner" }] : []), { width: "1fr", class: "line-text" }]);
  }

  /** Shows the owners' names beside the lines, or not. */
  showNames(names) {
    this.names = names;
    this.#columns();
  }

  /** Shows these lines; with `flash`, what is new in them is marked for a moment. */
  show(lines, flash = false) {
    this.marked = flash ? changedLines(this.lines, lines) : new Set();
    this.lines = lines;
    this.serial += 1;
    this.#columns();
    this.grid.show(lines.length);
    clearTimeout(this.timer);
    if (this.marked.size > 0) this.timer = setTimeout(() => this.#again(() => this.marked.clear()), FLASH);
    if (this.grid.index >= 0) this.#tell(this.grid.index);
    return this.marked.size;
  }

  /** Puts one owner's lines before all others, or none. */
  point(key) {
    this.#again(() => (this.pointed = key));
  }

  /** Marks the lines that have a text, and says how many. */
  filter(text) {
    this.#again(() => (this.text = text.toLowerCase()));
    if (!this.text) return;
    const found = this.lines.texts.filter((line) => line.toLowerCase().includes(this.text)).length;
    fill(this.said, `${found.toLocaleString("en")} ${found === 1 ? "line has" : "lines have"} this text`, found > 0 ? "; Enter goes to the next, Shift+Enter to the one before." : ".");
  }

  /** Goes to the next line that has the text, or the one before. */
  next(step) {
    if (!this.text) return;
    const count = this.lines.length;
    for (let away = 1; away <= count; away += 1) {
      const index = (this.grid.index + step * away + 2 * count) % count;
      if (this.#found(index)) {
        this.grid.activate(index);
        return;
      }
    }
  }

  #found(index) {
    return this.text !== "" && this.lines.texts[index].toLowerCase().includes(this.text);
  }

  #again(change) {
    change();
    this.serial += 1;
    this.grid.ask();
  }

  #cells(index) {
    const { texts, numbers, of } = this.lines;
    const owners = of[index].owners ?? [];
    const name = owners.map((owner) => [square(owner.manager), shown(cut(owner.manager, 60)), " "]);
    const number = numbers[index] === 0 ? "↪" : String(numbers[index]);
    return [number, ...(this.names ? [name] : []), shown(texts[index])];
  }

  #dress(row, index) {
    const owners = this.lines.of[index].owners ?? [];
    row.dataset.owners = owners.map((owner) => owner.manager).join(",");
    row.classList.add(owners.length > 0 ? `m${colourOf(owners[0].manager)}` : "nobody");
    if (index > 0 && this.lines.of[index - 1] !== undefined && ownersOf(this.lines, index - 1) === ownersOf(this.lines, index)) row.classList.add("same");
    if (this.marked.has(index)) row.classList.add("flash", "changed");
    if (this.pointed !== null) row.classList.add(owners.some((owner) => ownerKey(owner) === this.pointed) ? "pointed" : "dim");
    if (this.#found(index)) row.classList.add("found");
  }

  #tell(index) {
    const item = this.lines.of[index];
    if (!item) return;
    const owners = item.owners?.length > 0 ? [item.owners.length > 1 ? "owners: " : "owner: ", item.owners.map((owner, at) => [at > 0 ? ", " : "", square(owner.manager), shown(ownerWords(owner))])] : ["nobody's: the server sets it, or nobody owns it as such"];
    const since = item.time ? ` · last changed ${item.revision ? `in revision ${item.revision}, ` : ""}${item.time}` : "";
    fill(this.said, `Line ${this.#number(index)} · `, owners, since);
  }

  #number(index) {
    let at = index;
    while (at > 0 && this.lines.numbers[at] === 0) at -= 1;
    return this.lines.numbers[at];
  }

  close() {
    clearTimeout(this.timer);
    this.grid.close();
  }
}
