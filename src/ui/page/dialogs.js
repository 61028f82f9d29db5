// Dialogs: what is asked before something is done, and forms.

import { button, el, fill, shown, shownLines } from "./dom.js";
import { words } from "./api.js";

/** Opens a dialog with these contents; it goes when it is closed. */
export function dialog(title, contents, test) {
  const node = el("dialog", { "aria-label": title, test }, el("h2", {}, shown(title)), contents);
  node.addEventListener("close", () => node.remove());
  document.body.append(node);
  node.showModal();
  return node;
}

/**
 * Asks before something is done that cannot be undone.
 * @param {string} title what is to be done
 * @param {string} text what comes of it
 * @param {string} verb what the button says
 * @param {() => Promise<void>} work does it; where that fails, the dialog says why and stays
 */
export function confirm(title, text, verb, work) {
  return form(title, [el("p", {}, shown(text))], verb, work, "danger");
}

/** A dialog with fields; `work` is given what they hold, by their names. */
export function form(title, fields, verb, work, kind = "main") {
  const problem = el("p", { class: "problem", role: "alert", test: "dialog-problem" });
  const submit = el("button", { type: "submit", class: kind, test: "dialog-submit" }, verb);
  const body = el("form", { method: "dialog" }, fields, problem, el("div", { class: "buttons" }, button("Cancel", () => node.close(), { test: "dialog-cancel" }), submit));
  const node = dialog(title, body, "dialog");
  body.addEventListener("submit", async (event) => {
    event.preventDefault();
    submit.disabled = true;
    fill(problem);
    try {
      await work(Object.fromEntries(new FormData(body)));
      node.close();
    } catch (error) {
      fill(problem, shownLines(words(error)));
    }
    submit.disabled = false;
    if (node.open) submit.focus();
  });
  return node;
}

/** A field with its label. */
export function field(label, input, about) {
  return el("label", { class: "field" }, el("span", {}, label), input, about ? el("small", {}, about) : null);
}
