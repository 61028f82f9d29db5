// What the page knows of a world, whatever is shown of it: its kinds with their counts, and its last changes, as they happen.

import { own, words } from "./api.js";
import { later, paced } from "./dom.js";
import { countOf, isOf, kindId, loadKinds } from "./kinds.js";
import { refusalOf, Stream } from "./stream.js";

/** So many changes are kept. */
export const KEPT = 5_000;
// So many of those from before the page was opened.
const BEFORE = 200;
const RECOUNT = 10_000;
// Where nothing happens, the server tells so every 15 seconds.
const SILENCE = 40_000;

export class Hub {
  /** @param {string} world the world's name */
  constructor(world) {
    this.world = world;
    this.kinds = [];
    this.counts = new Map();
    this.changes = [];
    this.received = 0;
    this.news = [];
    this.listeners = new Set();
    this.state = "connecting";
    this.flush = paced(() => this.#flush());
    this.reload = later(() => this.load(), 400);
    this.stream = new Stream({
      path: (position) => own(world, "changes", position === null ? { last: BEFORE } : { since: position }),
      line: (value) => this.#line(value),
      silence: SILENCE,
      gone: () => {
        this.changes.length = 0;
        this.load();
      },
      changed: (state, error) => {
        const before = this.state;
        [this.state, this.refusal] = [state, error];
        // Who may not be told of changes has counts that are a little old.
        if (state === "refused" && error.code === 403) this.timer = setInterval(() => document.hidden || this.#countAll(), RECOUNT);
        // A world that was not there has come back.
        if (state === "live" && before === "refused") this.load();
        this.#tell([]);
      },
    });
    this.loaded = this.load();
  }

  /** Ends it. */
  stop() {
    this.stopped = true;
    clearInterval(this.timer);
    this.stream.stop();
    this.flush.stop();
    this.reload.stop();
  }

  /** Calls back with the changes since the last call, at most once in a frame of the screen; gives back what ends that. */
  listen(listener) {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** The kind with this name in the page's addresses. */
  kind(id) {
    return this.kinds.find((kind) => kindId(kind) === id);
  }

  /** Asks anew which kinds there are, and how many objects of each. */
  async load() {
    try {
      this.kinds = await loadKinds(this.world);
      this.problem = null;
    } catch (error) {
      this.problem = error;
    }
    this.#tell([]);
    this.#countAll();
  }

  // One kind after the other: there are more urgent things to ask for.
  async #countAll() {
    for (const kind of this.kinds.filter((each) => each.preferred)) {
      if (this.stopped) return;
      await this.#count(kind);
    }
  }

  async #count(kind) {
    try {
      this.counts.set(`${kind.group}/${kind.resource}`, await countOf(this.world, kind));
      // What came meanwhile is counted too, where it is later.
      for (const change of this.changes) if (isOf(kind, change)) this.#counted(change);
    } catch (error) {
      this.counts.set(`${kind.group}/${kind.resource}`, { count: null, problem: words(error) });
    }
    this.#tell([]);
  }

  #line(value) {
    if (value.kind === "Status") throw refusalOf(value);
    if (value.type) {
      value.number = this.received += 1;
      this.news.push(value);
      this.flush();
      // Without frames, in a tab that nobody sees, what comes must not pile up.
      if (this.news.length > 2 * KEPT) this.news.splice(0, this.news.length - KEPT);
    }
    return String(value.revision);
  }

  #flush() {
    const news = this.news;
    this.news = [];
    for (const change of news) this.changes.push(change);
    if (this.changes.length > KEPT) this.changes.splice(0, this.changes.length - KEPT);
    for (const change of news) this.#counted(change);
    this.#tell(news);
  }

  #counted(change) {
    if (change.resource === "customresourcedefinitions") this.reload();
    const counted = this.counts.get(`${change.group}/${change.resource}`);
    if (!counted) {
      if (!this.kinds.some((kind) => isOf(kind, change))) this.reload();
    } else if (counted.count !== null && change.revision > counted.revision) {
      counted.revision = change.revision;
      counted.count += { ADDED: 1, DELETED: -1 }[change.type] ?? 0;
    }
  }

  #tell(news) {
    for (const listener of this.listeners) listener(news);
  }
}
