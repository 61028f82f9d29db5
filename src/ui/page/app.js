// The page's frame: header, navigation, the place that is shown, keys, and the session.

import { begin, current, json, own, whenEnded, words } from "./api.js";
import { add, button, el, fill, later, plain, say, shown } from "./dom.js";
import { Hub } from "./hub.js";
import { showKeys } from "./keys.js";
import { go, link, parse, setQuery } from "./route.js";
import { whenConnection } from "./stream.js";
import { startTheme, themeSwitch } from "./theme.js";
import { changesView } from "./changes.js";
import { objectsView } from "./objects.js";
import { objectView } from "./object.js";
import { worldsView } from "./worlds.js";
import { snapshotsView } from "./snapshots.js";
import { faultsView } from "./faults.js";
import { requestsView } from "./requests.js";

const SECTIONS = [
  ["objects", "Objects", (route) => (route.parts.length > 1 ? objectView : objectsView)],
  ["changes", "Changes", () => changesView],
  ["worlds", "Worlds", () => worldsView],
  ["snapshots", "Snapshots", () => snapshotsView],
  ["faults", "Faults", () => faultsView],
  ["requests", "Requests", () => requestsView],
];

const STATES = {
  live: "live",
  connecting: "connecting…",
  lost: "no connection, trying again…",
  resting: "resting while out of sight",
  missing: "not there",
  refused: "not allowed to watch",
};

let hub = null;
let view = null;
const parts = {};

function frame() {
  parts.links = null;
  parts.search = el("input", { type: "search", id: "filter", test: "filter", placeholder: "Filter ( / )", "aria-label": "Filter what is shown", autocomplete: "off", spellcheck: "false" });
  parts.filtered = later((text) => setQuery({ q: text }), 200);
  parts.search.addEventListener("input", () => {
    view?.filter?.(parts.search.value);
    parts.filtered(parts.search.value);
  });
  parts.search.addEventListener("keydown", (event) => searchKey(event));
  parts.worlds = el("select", { test: "world-switcher", "aria-label": "World", on: { change: (event) => toWorld(event.target.value), focus: () => listWorlds() } });
  parts.state = el("span", { class: "state", role: "status", test: "connection" });
  parts.nav = el("ul", { class: "sections" });
  parts.side = el("div", { class: "side-kinds" });
  parts.main = el("main", { id: "main", tabindex: "-1", test: "main" });
  fill(
    document.body,
    el("a", { href: "#main", class: "skip", on: { click: skip } }, "To the content"),
    el("header", { class: "top" }, el("a", { class: "name", href: link("main", "objects") }, "Coracle"), parts.worlds, parts.search, parts.state, themeSwitch(), button("?", showKeys, { title: "Keys", "aria-label": "Show the keys" })),
    el("div", { class: "page" }, el("nav", { class: "side", "aria-label": "Sections", test: "nav" }, parts.nav, parts.side), parts.main),
    el("div", { id: "said", role: "status", "aria-live": "polite" }),
  );
  whenConnection((state) => {
    parts.state.dataset.state = state;
    if (parts.state.textContent !== STATES[state]) fill(parts.state, STATES[state]);
  });
}

function skip(event) {
  event.preventDefault();
  parts.main.focus();
}

function searchKey(event) {
  if (event.key === "Escape") {
    parts.search.value = "";
    parts.filtered.stop();
    view?.filter?.("");
    setQuery({ q: "" });
    focusList();
  } else if (event.key === "Enter" || event.key === "ArrowDown") {
    if (event.key === "Enter" && view?.next) view.next(event.shiftKey ? -1 : 1);
    else focusList();
    event.preventDefault();
  }
}

function focusList() {
  (parts.main.querySelector("[role=grid]") ?? parts.main).focus();
}

// The same in another world: the section, and the kind whose objects are listed.
function toWorld(world) {
  const { section, parts: place } = parse(location.hash);
  go(link(world, section, section === "objects" ? place.slice(0, 1) : []));
}

// Fills the list of worlds; who may not list them has the one in which they are.
async function listWorlds() {
  let names = [];
  try {
    names = (await json(own("main", "worlds"))).items.map((world) => world.name);
  } catch {
    // Without the right, or without a connection, the switcher stays as short as this.
  }
  // One may have gone to another world meanwhile.
  const here = hub?.world ?? "main";
  if (!names.includes(here)) names.push(here);
  // A list that somebody looks at is left alone where it is right.
  if (names.join() !== [...parts.worlds.options].map((option) => option.value).join()) fill(parts.worlds, names.map((name) => el("option", { value: name }, plain(name))));
  parts.worlds.value = here;
}

// The links stay as they are, so that the one with the focus keeps it.
function drawNav(route, here) {
  parts.links ??= SECTIONS.map(([section, title]) => el("a", { test: `nav-${section}` }, title));
  if (!parts.nav.firstChild) add(parts.nav, parts.links.map((each) => el("li", {}, each)));
  SECTIONS.forEach(([section], index) => {
    parts.links[index].href = link(route.world, section);
    if (section === here) parts.links[index].setAttribute("aria-current", "page");
    else parts.links[index].removeAttribute("aria-current");
  });
}

function enter(world) {
  if (hub?.world === world) return;
  hub?.stop();
  hub = new Hub(world);
  listWorlds();
}

// Shows the place that the address names. A view that can go there by itself does so.
function show() {
  if (!current()) return;
  const route = parse(location.hash);
  const section = SECTIONS.find(([name]) => name === route.section) ?? SECTIONS[0];
  const make = section[2](route);
  const moved = hub?.world !== route.world;
  enter(route.world);
  drawNav(route, section[0]);
  document.title = ["Coracle", route.world === "main" ? null : route.world, section[1], ...route.parts].filter(Boolean).map(plain).join(" · ");
  const text = route.query.get("q") ?? "";
  if (document.activeElement !== parts.search) parts.search.value = text;
  if (!moved && view?.make === make && view.update?.(route)) return;
  view?.close?.();
  // What a dialog was about is not shown any more.
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
  parts.filtered.stop();
  // Whoever works in the content goes on there, and not at the page's beginning.
  const within = parts.main.contains(document.activeElement);
  fill(parts.main);
  if (section[0] !== "objects" || moved) fill(parts.side);
  const ready = () => within && [document.body, parts.main].includes(document.activeElement) && focusList();
  try {
    view = make({ hub, world: route.world, side: parts.side, refreshWorlds: listWorlds, ready }, route);
  } catch (error) {
    view = { node: el("p", { class: "problem" }, shown(words(error))) };
  }
  view.make = make;
  add(parts.main, view.node);
  view.shown?.();
  ready();
  if (text) view.filter?.(text);
}

function keys(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || !hub) return;
  const typing = event.target.closest("input, select, textarea");
  if (typing || document.querySelector("dialog[open]")) return;
  if (event.key === "/") parts.search.focus();
  else if (event.key === "?") showKeys();
  else if (event.key === "Escape" && view?.back) view.back();
  else if (/^[1-6]$/.test(event.key)) go(link(hub.world, SECTIONS[Number(event.key) - 1][0]));
  else return;
  event.preventDefault();
}

function leave() {
  view?.close?.();
  hub?.stop();
  view = hub = null;
}

// Without a session there is nothing to see but how to get one.
function ask(reason) {
  leave();
  const field = el("input", { name: "link", type: "text", autocomplete: "off", spellcheck: "false", test: "link", "aria-label": "Link from coracle ui" });
  const said = el("p", { class: "problem", role: "alert", test: "session-problem" }, shown(reason));
  const form = el("form", { class: "entry", test: "entry" }, el("h1", {}, "Coracle"), said, el("p", {}, "The command ", el("code", {}, "coracle ui"), " prints a link. Open it, or paste it here:"), field, el("button", { type: "submit" }, "Open"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const { launch, world } = launchOf(field.value);
    open(launch ?? field.value.trim(), world).catch((error) => fill(said, shown(words(error))));
  });
  fill(document.body, el("main", { class: "entry-place" }, form));
  field.focus();
}

// What a link from coracle ui says behind its `#`: a code, and perhaps a world.
function launchOf(text) {
  const said = new URLSearchParams(text.trim().split("#").at(-1));
  return { launch: said.get("launch"), world: said.get("world") };
}

// Makes a session of a code. Who had one before goes on where they were.
async function open(code, world) {
  await begin(code);
  leave();
  frame();
  if (world || !location.hash.startsWith("#/w/")) history.replaceState(null, "", link(world ?? "main", "objects"));
  show();
}

// The address is another one: another place, or a new link, for which a browser does not load the page anew.
function arrive(event) {
  if (launchOf(location.hash).launch) enterPage(new URL(event.oldURL).hash);
  else show();
}

// The page, at this place where the address has a link.
async function enterPage(place = "") {
  const { launch, world } = launchOf(location.hash);
  if (launch) history.replaceState(null, "", location.pathname + place);
  try {
    if (launch) await open(launch, world);
    else if (current()) {
      if (!hub) frame();
      show();
    } else ask("There is no session here.");
  } catch (error) {
    // A link that is no good takes nothing from who is here already.
    if (!current()) return ask(words(error));
    if (!hub) {
      frame();
      show();
    }
    say(words(error), "problem");
  }
}

function start() {
  startTheme();
  whenEnded(() => ask("This session has ended."));
  addEventListener("hashchange", arrive);
  addEventListener("keydown", keys);
  addEventListener("unhandledrejection", (event) => event.reason?.name !== "AbortError" && say(words(event.reason), "problem"));
  enterPage();
}

start();
