// What differs between two texts, line by line, and a list that shows it.

import { el, shown } from "./dom.js";
import { Grid } from "./grid.js";

const AROUND = 3;
const LONGEST = 1_000;
// Texts that differ in more lines than this are shown as one whole in the place of another.
const MOST = 400;
const LARGE = 20_000;

// The lines of both texts in order: `{sign, text, before, after}` with the sign ` `, `-` or `+`, and the lines' numbers.
function diffLines(before, after) {
  const a = before.split("\n");
  const b = after.split("\n");
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  const middle = steps(a.slice(start, a.length - end), b.slice(start, b.length - end));
  const signs = [...same(start), ...middle, ...same(end)];
  let [i, j] = [0, 0];
  return signs.map((sign) => {
    const text = sign === "+" ? b[j] : a[i];
    const line = { sign, text, before: sign === "+" ? null : (i += 1), after: sign === "-" ? null : (j += 1) };
    return line;
  });
}

function* same(count) {
  for (let index = 0; index < count; index += 1) yield " ";
}

// The shortest way from one list of lines to the other (Myers, An O(ND) difference algorithm), as signs.
function steps(a, b) {
  const most = Math.min(a.length + b.length, a.length + b.length > LARGE ? MOST / 8 : MOST);
  const offset = most + 1;
  const far = new Int32Array(2 * offset + 1);
  const trace = [];
  for (let depth = 0; depth <= most; depth += 1) {
    trace.push(far.slice());
    for (let k = -depth; k <= depth; k += 2) {
      const down = k === -depth || (k !== depth && far[offset + k - 1] < far[offset + k + 1]);
      let x = down ? far[offset + k + 1] : far[offset + k - 1] + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x += 1;
      far[offset + k] = x;
      if (x >= a.length && x - k >= b.length) return wayBack(trace, offset, a.length, b.length);
    }
  }
  return [...a.map(() => "-"), ...b.map(() => "+")];
}

function wayBack(trace, offset, length, other) {
  const signs = [];
  let [x, y] = [length, other];
  for (let depth = trace.length - 1; depth >= 0; depth -= 1) {
    const far = trace[depth];
    const k = x - y;
    const down = k === -depth || (k !== depth && far[offset + k - 1] < far[offset + k + 1]);
    const from = down ? k + 1 : k - 1;
    const beforeX = depth === 0 ? 0 : far[offset + from];
    const beforeY = depth === 0 ? 0 : beforeX - from;
    while (x > beforeX && y > beforeY) {
      signs.push(" ");
      x -= 1;
      y -= 1;
    }
    if (depth > 0) signs.push(down ? "+" : "-");
    [x, y] = [beforeX, beforeY];
  }
  return signs.reverse();
}

// What is the same is left out, but for some lines around what differs; lines that are too long go on in the next.
function folded(lines) {
  const near = new Uint8Array(lines.length);
  lines.forEach((line, index) => {
    if (line.sign !== " ") near.fill(1, Math.max(0, index - AROUND), index + AROUND + 1);
  });
  const rows = [];
  let left = 0;
  const close = () => {
    if (left > 0) rows.push({ sign: "…", text: `${left.toLocaleString("en")} ${left === 1 ? "line" : "lines"} the same` });
    left = 0;
  };
  lines.forEach((line, index) => {
    if (!near[index]) {
      left += 1;
      return;
    }
    close();
    for (let from = 0; from === 0 || from < line.text.length; from += LONGEST) {
      rows.push({ ...line, text: line.text.slice(from, from + LONGEST), on: from > 0 });
    }
  });
  close();
  return rows;
}

const WORDS = { "-": "removed", "+": "added" };

/** A list of what differs. */
export class DiffView {
  constructor(label) {
    this.rows = [];
    this.serial = 0;
    this.grid = new Grid({
      label,
      test: "diff",
      rowHeight: 20,
      key: (index) => index,
      version: () => this.serial,
      cells: (index) => this.#cells(this.rows[index]),
      dress: (row, index) => (row.dataset.sign = this.rows[index].sign),
      empty: "No difference.",
    });
    this.grid.frame.classList.add("code", "diff");
    this.grid.columns([{ width: "3.5rem", class: "line-number" }, { width: "3.5rem", class: "line-number" }, { width: "1.5rem" }, { width: "1fr", class: "line-text" }]);
    this.node = this.grid.node;
  }

  /** Shows what differs between two texts; gives back how many lines were added and removed. */
  show(before, after) {
    const lines = diffLines(before, after);
    this.rows = lines.some((line) => line.sign !== " ") ? folded(lines) : [];
    this.serial += 1;
    this.grid.show(this.rows.length);
    const count = (sign) => lines.filter((line) => line.sign === sign).length;
    return { added: count("+"), removed: count("-") };
  }

  #cells({ sign, text, before, after, on }) {
    if (sign === "…") return ["", "", "⋯", el("span", { class: "muted" }, text)];
    const number = (value) => (value && !on ? String(value) : "");
    const mark = WORDS[sign] ? [el("span", { "aria-hidden": "true" }, sign), el("span", { class: "unseen" }, WORDS[sign])] : "";
    return [number(before), number(after), mark, shown(text)];
  }

  close() {
    this.grid.close();
  }
}
