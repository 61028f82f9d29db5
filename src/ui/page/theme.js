// Light, dark, or as the system has it.

import { el } from "./dom.js";

const KEY = "coracle-theme";
const CHOICES = [["", "System"], ["light", "Light"], ["dark", "Dark"]];

function use(theme) {
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
}

/** Takes what was chosen before. */
export function startTheme() {
  use(localStorage.getItem(KEY) ?? "");
}

/** The choice of a theme. */
export function themeSwitch() {
  const choice = el("select", { "aria-label": "Light or dark", test: "theme" }, CHOICES.map(([value, title]) => el("option", { value }, title)));
  choice.value = localStorage.getItem(KEY) ?? "";
  choice.addEventListener("change", () => {
    localStorage.setItem(KEY, choice.value);
    use(choice.value);
  });
  return choice;
}
