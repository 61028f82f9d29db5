// Making elements. Whatever comes from a server goes into the page as text; nothing here reads markup.

/**
 * An element.
 * @param {string} tag its name
 * @param {object} attributes attributes by name; `on` holds listeners, `test` the hook of tests; what is null, undefined or false is left out
 * @param {...(Node|string|number|Array|null)} children what is in it
 */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    else if (name === "test") node.dataset.test = value;
    else if (name === "value") node.value = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  return add(node, ...children);
}

/** Adds children to an element, and gives that back. */
export function add(node, ...children) {
  for (const child of children.flat(Infinity)) if (child !== null && child !== undefined && child !== false) node.append(child);
  return node;
}

/** Puts these children in the place of all that an element has. */
export function fill(node, ...children) {
  node.replaceChildren();
  return add(node, ...children);
}

/** A button with a text. */
export function button(text, click, attributes = {}) {
  return el("button", { type: "button", on: { click }, ...attributes }, text);
}

// Control characters, those that have no width or turn the direction of text, and spaces other than the usual one.
const ODD = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{DI}\u2800\ufff9-\ufffb]|(?! )\p{Zs}/gu;

const name = (odd) => "U+" + odd.codePointAt(0).toString(16).toUpperCase().padStart(4, "0");

/** A text as nodes: characters that cannot be seen, or change what others look like, are written as their numbers. */
export function shown(text) {
  const whole = String(text);
  const nodes = [];
  let from = 0;
  for (const found of whole.matchAll(ODD)) {
    if (found.index > from) nodes.push(whole.slice(from, found.index));
    nodes.push(el("span", { class: "odd" }, name(found[0])));
    from = found.index + found[0].length;
  }
  if (from < whole.length) nodes.push(whole.slice(from));
  return nodes;
}

/** The same of what the server says in several lines. */
export function shownLines(text) {
  return String(text).split("\n").map((line, index) => [index > 0 ? "\n" : null, shown(line)]);
}

/** The same as one text, for places that hold no nodes. */
export function plain(text) {
  return String(text).replace(ODD, (odd) => `\u27e8${name(odd)}\u27e9`);
}

/** A text that is no longer than so many characters. */
export function cut(text, most = 300) {
  const whole = String(text);
  return whole.length <= most ? whole : `${whole.slice(0, most)}… (${(whole.length - most).toLocaleString("en")} more characters)`;
}

/** Says something to those who hear the page, and shows it for a while. */
export function say(text, kind = "") {
  const place = document.getElementById("said");
  if (!place) return;
  fill(place, el("p", { class: `said ${kind}`, test: kind ? `said-${kind}` : "said" }, shown(cut(text))));
  clearTimeout(say.timer);
  say.timer = setTimeout(() => place.replaceChildren(), 6000);
}

/** Calls a function once in a frame of the screen, however often it is asked to. */
export function perFrame(work) {
  let asked = 0;
  const run = () => {
    asked = 0;
    work();
  };
  const ask = () => {
    asked ||= requestAnimationFrame(run);
  };
  ask.stop = () => cancelAnimationFrame(asked);
  return ask;
}

/** The same, and not before so many milliseconds have gone since the last time: the first comes at once, and a flood ten times a second. */
export function paced(work, milliseconds = 100) {
  let last = -Infinity;
  let timer = 0;
  const frame = perFrame(() => {
    last = performance.now();
    work();
  });
  const ask = () => {
    if (timer) return;
    const left = last + milliseconds - performance.now();
    if (left <= 0) frame();
    else {
      timer = setTimeout(() => {
        timer = 0;
        frame();
      }, left);
    }
  };
  ask.stop = () => {
    clearTimeout(timer);
    frame.stop();
  };
  return ask;
}

/** Calls a function when it has not been asked to for so many milliseconds. */
export function later(work, milliseconds) {
  let timer = 0;
  const ask = (...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => work(...given), milliseconds);
  };
  ask.stop = () => clearTimeout(timer);
  return ask;
}

const [MINUTE, HOUR, DAY, YEAR] = [60, 3_600, 86_400, 31_536_000];
// Up to how many seconds an age is told in which unit, and in which smaller one beside it: as kubectl does, and so the server.
const AGES = [
  [2 * MINUTE, 1, "s"],
  [10 * MINUTE, MINUTE, "m", 1, "s"],
  [3 * HOUR, MINUTE, "m"],
  [8 * HOUR, HOUR, "h", MINUTE, "m"],
  [2 * DAY, HOUR, "h"],
  [8 * DAY, DAY, "d", HOUR, "h"],
  [2 * YEAR, DAY, "d"],
  [8 * YEAR, YEAR, "y", DAY, "d"],
  [Infinity, YEAR, "y"],
];

/** How long ago a time was, in one or two words: `12s`, `5m30s`, `3h`, `2d`. */
export function age(time, now = Date.now()) {
  const seconds = Math.max(0, Math.floor((now - Date.parse(time)) / 1000));
  if (Number.isNaN(seconds)) return "";
  const [, unit, name, small, smallName] = AGES.find(([most]) => seconds < most);
  const rest = small ? Math.floor((seconds % unit) / small) : 0;
  return `${Math.floor(seconds / unit)}${name}${rest > 0 ? `${rest}${smallName}` : ""}`;
}

const two = (part) => String(part).padStart(2, "0");

/** The time of day of an RFC 3339 time, as this machine's clock has it. */
export function clockTime(time) {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return "";
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(":");
}

/** The same behind its day, where that is not today. */
export function dayTime(time, now = new Date()) {
  const date = new Date(time);
  if (Number.isNaN(date.getTime()) || date.toDateString() === now.toDateString()) return clockTime(time);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${clockTime(time)}`;
}
