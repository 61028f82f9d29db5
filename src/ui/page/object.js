// One object: its YAML with who owns each line, live; its history; and a form that patches it.

import { inWorld, json, objectPath, objectQuery, own, request, words } from "./api.js";
import { el, fill, say, shown, shownLines } from "./dom.js";
import { HistoryTab } from "./history.js";
import { Lines, LinesView, plainLines } from "./lines.js";
import { kindsList, listBefore } from "./objects.js";
import { Legend } from "./owners.js";
import { PatchTab } from "./patch.js";
import { go, link } from "./route.js";
import { refusalOf, Stream } from "./stream.js";

const TABS = [["", "YAML"], ["history", "History"], ["patch", "Patch"]];
// Between two looks at an object that changes all the time.
const BETWEEN = 250;

/** The view of an object. */
export function objectView(context, route) {
  const node = el("section", { class: "view", test: "object" }, el("p", { class: "nothing" }, "Loading…"));
  let page = null;
  const begin = async () => {
    await context.hub.loaded;
    if (!node.isConnected) return;
    const kind = context.hub.kind(route.parts[0]);
    if (kind) page = new ObjectPage(context, kind, route, node);
    if (page) context.ready();
    else fill(node, el("p", { class: "problem" }, shown(context.hub.problem ? words(context.hub.problem) : `There is no kind ${route.parts[0]} here.`)));
  };
  return {
    node,
    shown: begin,
    update: (next) => page?.update(next) ?? false,
    filter: (text) => page?.tab.filter?.(text),
    next: (step) => page?.tab.next?.(step),
    back: () => page && go(page.up),
    close: () => page?.close(),
  };
}

class ObjectPage {
  constructor(context, kind, route, node) {
    const [, namespace, name] = route.parts;
    this.context = context;
    this.subject = { world: context.world, hub: context.hub, kind, namespace: namespace === "-" ? "" : namespace, name };
    this.parts = route.parts.slice(0, 3);
    this.up = listBefore(context.world, kind, this.subject.namespace);
    this.endKinds = kindsList(context.hub, context.side, kind);
    this.tabs = el("nav", { class: "tabs", "aria-label": "Views of the object" });
    this.place = el("div", { class: "tab", test: "tab" });
    fill(node, this.#head(), this.tabs, this.place);
    this.update(route);
  }

  #head() {
    const { kind, namespace, name, world } = this.subject;
    return el(
      "div",
      { class: "bar" },
      el("h1", {}, el("a", { href: this.up }, kind.kind), " ", namespace ? el("span", { class: "muted" }, shown(namespace), "/") : null, el("span", { test: "object-name" }, shown(name))),
      el("span", { class: "muted" }, world === "main" ? null : `world ${world}`),
    );
  }

  update(route) {
    if (route.parts.slice(0, 3).join("\n") !== this.parts.join("\n")) return false;
    const name = route.parts[3] ?? "";
    if (this.tab && this.name === name) {
      this.tab.update?.(route);
      return true;
    }
    this.name = name;
    this.tab?.close();
    fill(this.tabs, TABS.map(([tab, title]) => el("a", { href: link(this.context.world, "objects", [...this.parts, ...(tab ? [tab] : [])]), "aria-current": tab === name ? "page" : null, test: `tab-${tab || "yaml"}` }, title)));
    const Tab = { history: HistoryTab, patch: PatchTab }[name] ?? YamlTab;
    this.tab = new Tab(this.subject, route);
    fill(this.place, this.tab.node);
    return true;
  }

  close() {
    this.tab?.close();
    this.endKinds();
  }
}

/**
 * Calls back whenever an object changes, with its resourceVersion, or null once it is deleted; first at once. `gone` is called where all that was
 * known of it is out of date: its world was reset, or its kind is not there.
 */
export function follow(subject, changed, problem, gone) {
  const { world, kind, namespace, name } = subject;
  return new Stream({
    accept: "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1",
    path: (position) => {
      const from = position === null ? {} : { resourceVersion: position };
      return inWorld(world, objectPath(kind, namespace), { watch: 1, allowWatchBookmarks: true, fieldSelector: `metadata.name=${name}`, ...from });
    },
    line: ({ type, object }) => {
      if (type === "ERROR") throw refusalOf(object);
      if (type !== "BOOKMARK") changed(type === "DELETED" ? null : object.metadata.resourceVersion, object.metadata.resourceVersion);
      return object.metadata.resourceVersion;
    },
    changed: (state, error) => problem(state === "refused" ? error : null),
    gone,
  });
}

// The object as lines with their owners; without the right to ask for those, as lines alone.
async function blamed(subject, revision) {
  const { world, kind, namespace, name } = subject;
  try {
    return { lines: new Lines(await json(own(world, "blame", { ...objectQuery(kind, namespace, name), revision }))) };
  } catch (error) {
    if (error.code !== 403 || revision !== undefined) throw error;
    const answer = await request(inWorld(world, objectPath(kind, namespace, name)), { accept: "application/yaml" });
    return { lines: plainLines(await answer.text()), note: `Who owns which line cannot be shown. ${words(error)}` };
  }
}

class YamlTab {
  constructor(subject) {
    this.subject = subject;
    this.view = new LinesView(`${subject.kind.kind} ${subject.name} as YAML`);
    this.legend = new Legend((key) => this.view.point(key));
    this.note = el("p", { class: "note", role: "status", test: "object-note" });
    const names = el("input", { type: "checkbox", checked: true, test: "names", on: { change: (event) => this.view.showNames(event.target.checked) } });
    const copy = el("button", { type: "button", test: "copy", on: { click: () => this.#copy(copy) } }, "Copy");
    this.node = el("div", { class: "lines-place" }, el("div", { class: "bar" }, this.legend.node, el("label", { class: "check" }, names, "Names beside lines"), copy), this.note, this.view.node);
    this.wanted = 0;
    this.revision = -1;
    fill(this.note, "Loading…");
    this.stream = follow(subject, (version, last) => this.#changed(version, last), (error) => this.#live(error), () => this.#anew());
    this.#load();
  }

  async #copy(copy) {
    const text = this.view.lines.items.map((item) => item.text).join("");
    // Of pages that come over a network in plain HTTP, browsers take nothing.
    if (!navigator.clipboard) return say("This browser lets pages copy over HTTPS alone.", "problem");
    await navigator.clipboard.writeText(text);
    copy.textContent = "Copied";
    return setTimeout(() => (copy.textContent = "Copy"), 1_500);
  }

  #changed(version, last) {
    this.deleted = version === null;
    this.wanted = Math.max(this.wanted, Number(last));
    if (this.deleted) fill(this.note, `Deleted in revision ${last}. This is what it was; its history may tell more.`);
    else this.#load();
  }

  // Whether changes are told of; where they are not, why.
  #live(error) {
    const unwatched = error ? `Not live. ${words(error)}` : null;
    if (unwatched === (this.unwatched ?? null)) return;
    this.unwatched = unwatched;
    if (!this.deleted) this.#anew();
  }

  // What is shown may be out of date, whatever its revision.
  #anew() {
    [this.revision, this.wanted] = [-1, 0];
    this.#load();
  }

  // One look at a time; what changed since it is looked at once afterwards.
  async #load() {
    if (this.loading || (this.revision >= this.wanted && this.revision >= 0)) return;
    this.loading = true;
    const begun = performance.now();
    try {
      const { lines, note } = await blamed(this.subject);
      if (this.closed) return;
      this.#show(lines, [note, this.unwatched].filter(Boolean).join(" "));
    } catch (error) {
      if (!this.closed && !this.deleted) fill(this.note, el("span", { class: "problem" }, shownLines(words(error))));
      this.revision = this.wanted;
    }
    const took = performance.now() - begun;
    setTimeout(() => {
      this.loading = false;
      if (!this.closed && !this.deleted) this.#load();
    }, Math.max(BETWEEN, took));
  }

  #show(lines, note) {
    this.view.show(lines, this.view.lines.length > 0);
    this.legend.show(lines);
    this.revision = lines.revision ?? this.wanted;
    if (!this.deleted) fill(this.note, shown(note));
  }

  filter(text) {
    this.view.filter(text);
  }

  next(step) {
    this.view.next(step);
  }

  close() {
    this.closed = true;
    this.stream.stop();
    this.view.close();
  }
}
