// Who owns what, in colours: each of the first ten managers that a tab shows has one of its own, the same wherever it is shown and until the
// tab is closed. Those behind them share these.

import { button, el, shown } from "./dom.js";

const COLOURS = 10;
const KEY = "coracle-colours";
const taken = new Map(JSON.parse(sessionStorage.getItem(KEY) ?? "[]"));

// The colour that a name would have: FNV-1a, so that it is the same in another tab, too, if it is free there.
function wanted(manager) {
  let hash = 0x811c9dc5;
  for (let at = 0; at < manager.length; at += 1) hash = Math.imul(hash ^ manager.charCodeAt(at), 0x01000193);
  return (hash >>> 0) % COLOURS;
}

/** The number of a manager's colour. */
export function colourOf(manager) {
  if (taken.has(manager)) return taken.get(manager);
  let colour = wanted(manager);
  if (taken.size >= COLOURS) return colour;
  const others = new Set(taken.values());
  while (others.has(colour)) colour = (colour + 1) % COLOURS;
  taken.set(manager, colour);
  sessionStorage.setItem(KEY, JSON.stringify([...taken]));
  return colour;
}

/** What tells an owner from all others of an object. */
export const ownerKey = (owner) => [owner.manager, owner.operation, owner.subresource ?? ""].join("\n");

/** An owner in words: `kubectl (Apply)`, `kubelet (Update, status)`. */
export function ownerWords(owner) {
  return `${owner.manager} (${owner.subresource ? `${owner.operation}, ${owner.subresource}` : owner.operation})`;
}

/** A square in a manager's colour; its name stands beside it always. */
export const square = (manager) => el("span", { class: `square m${colourOf(manager)}`, "aria-hidden": "true" });

/** Managers by name, each with its square. */
export function managers(list) {
  return list.map((each, index) => [index > 0 ? ", " : null, square(each.manager), shown(each.manager)]);
}

/** The legend of an object: its owners, how many lines each has, and which lines these are when one is pointed at. */
export class Legend {
  /** @param {(key: string|null) => void} point one is pointed at, or none any more */
  constructor(point) {
    this.point = point;
    this.entries = new Map();
    this.node = el("ul", { class: "legend", "aria-label": "Owners", test: "legend" });
  }

  /** Shows these lines' owners. */
  show(lines) {
    const counted = new Map();
    for (const item of lines.items) {
      for (const owner of item.owners ?? []) {
        const key = ownerKey(owner);
        const entry = counted.get(key) ?? { owner, lines: 0 };
        entry.lines += item.lines;
        counted.set(key, entry);
      }
    }
    for (const [key, { item }] of this.entries) if (!counted.has(key)) this.entries.delete(key) && item.remove();
    // An owner that is there already keeps its place in the page: somebody may point at it, or be on it.
    [...counted].forEach(([key, { owner, lines: count }], at) => {
      if (!this.entries.has(key)) this.entries.set(key, this.#entry(key, owner));
      const { item, said } = this.entries.get(key);
      const text = ` ${count.toLocaleString("en")} ${count === 1 ? "line" : "lines"}`;
      if (said.textContent !== text) said.textContent = text;
      if (this.node.children[at] !== item) this.node.insertBefore(item, this.node.children[at] ?? null);
    });
  }

  #entry(key, owner) {
    const on = () => this.point(key);
    const off = () => this.point(null);
    const said = el("span", { class: "muted" });
    const chip = button([square(owner.manager), shown(ownerWords(owner)), said], () => {}, {
      class: "chip",
      "data-manager": owner.manager,
      "data-operation": owner.operation,
      test: "legend-entry",
      on: { mouseenter: on, mouseleave: off, focus: on, blur: off },
    });
    return { item: el("li", {}, chip), said };
  }
}
