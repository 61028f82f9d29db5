// The keys of the page.

import { button, el } from "./dom.js";
import { dialog } from "./dialogs.js";

const KEYS = [
  ["/", "to the filter; Escape empties it"],
  ["↑ ↓ Page Up Page Down Home End", "along a list"],
  ["Enter", "opens the row; in the filter of an object: the next line that has the text"],
  ["Escape", "closes a dialog; from an object back to its list"],
  ["← →", "along the revisions, on the slider of a history"],
  ["1 … 6", "Objects, Changes, Worlds, Snapshots, Faults, Requests"],
  ["Space", "in Changes: pauses, and goes on"],
  ["?", "this list"],
];

/** Shows them. */
export function showKeys() {
  if (document.querySelector("dialog[open]")) return;
  const node = dialog("Keys", [el("dl", { class: "keys" }, KEYS.map(([key, what]) => [el("dt", {}, el("kbd", {}, key)), el("dd", {}, what)])), el("div", { class: "buttons" }, button("Close", () => node.close()))], "keys");
}
