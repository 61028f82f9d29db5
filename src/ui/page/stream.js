// Streams of lines of JSON: watches, and the changes of a world. A stream goes on where it was after the connection was lost, and rests
// while nobody sees the page: a browser has six connections to a server, for all its tabs.

import { request, Refusal } from "./api.js";

const REST_AFTER = 5_000;
const LONGEST_WAIT = 15_000;
// How often it is looked whether a stream that should be heard of still is.
const LISTEN = 1_000;
// So long at a time lines are read before the browser may do something else.
const TURN = 12;

const open = new Set();
const watchers = new Set();

/** Calls back with the state of all streams together: `live`, `connecting`, `lost`, `resting`, `missing` (what they follow is not there) or `refused`. */
export function whenConnection(listener) {
  watchers.add(listener);
  listener(connection());
}

function connection() {
  const states = new Set([...open].map(({ state, refusal }) => (state === "refused" && refusal.code === 404 ? "missing" : state)));
  return ["lost", "connecting", "resting", "live", "missing", "refused"].find((state) => states.has(state)) ?? "live";
}

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

// Lets the browser paint and answer; a message comes sooner than a timer.
const channel = new MessageChannel();
const waiting = [];
channel.port1.onmessage = () => waiting.shift()?.();
const turn = () => new Promise((done) => {
  waiting.push(done);
  channel.port2.postMessage(null);
});

// A line as a value; whole numbers that a browser cannot hold are the texts that they are written as. Few lines have any digits that many.
function parsed(line) {
  const isTooLarge = (value) => Number.isInteger(value) && !Number.isSafeInteger(value);
  return /[0-9]{16}/.test(line) ? JSON.parse(line, (name, value, context) => (isTooLarge(value) && context?.source ? context.source : value)) : JSON.parse(line);
}

async function* lines(answer) {
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  let until = performance.now() + TURN;
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) break;
      const parts = value.split("\n");
      parts[0] = rest + parts[0];
      rest = parts.pop();
      for (const part of parts) {
        if (part !== "") yield parsed(part);
        if (performance.now() > until) {
          await turn();
          until = performance.now() + TURN;
        }
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

/** A stream that is kept open until `stop` is called. */
export class Stream {
  /**
   * @param {object} options
   * @param {(position: string|null) => string} options.path what to ask for, behind a position, or from the beginning
   * @param {(value: object) => string|undefined} options.line takes a line and gives the position after it; throws a Refusal to end the connection
   * @param {() => void} [options.gone] the position is no longer kept, or what is followed is not there: all begins anew
   * @param {number} [options.silence] the server says something at least so often, in milliseconds; where it does not, the connection is lost
   * @param {(state: string, error?: Error) => void} [options.changed] what became of the connection
   * @param {string} [options.accept] the media type
   */
  constructor(options) {
    this.options = options;
    this.position = null;
    this.failures = 0;
    this.stopped = false;
    this.hidden = () => this.#seen();
    document.addEventListener("visibilitychange", this.hidden);
    open.add(this);
    this.#set("connecting");
    this.#run();
  }

  /** Tries again at once, where it waits to. */
  again() {
    if (!this.resting) this.wake?.();
  }

  /** Ends it. */
  stop() {
    this.stopped = true;
    clearTimeout(this.timer);
    document.removeEventListener("visibilitychange", this.hidden);
    open.delete(this);
    this.abort?.abort();
    this.wake?.();
    this.#tell();
  }

  #seen() {
    clearTimeout(this.timer);
    if (document.hidden) this.timer = setTimeout(() => this.#rest(), REST_AFTER);
    else this.wake?.();
  }

  #rest() {
    this.resting = true;
    this.abort?.abort();
  }

  #set(state, error) {
    [this.state, this.refusal] = [state, error];
    this.options.changed?.(state, error);
    this.#tell();
  }

  #tell() {
    const state = connection();
    for (const watcher of watchers) watcher(state);
  }

  async #run() {
    while (!this.stopped) {
      try {
        await this.#connect();
        this.failures = 0;
      } catch (error) {
        if (this.stopped) return;
        if (this.#ends(error)) return;
      }
      if (this.stopped) return;
      if (this.resting) await this.#sleep();
      else if (this.failures > 0) await this.#wait();
      else await pause(50);
    }
  }

  async #connect() {
    const abort = (this.abort = new AbortController());
    const { silence, accept } = this.options;
    let heard = performance.now();
    const listening = silence && setInterval(() => performance.now() - heard > silence && abort.abort(), LISTEN);
    try {
      const answer = await request(this.options.path(this.position), { accept, signal: abort.signal });
      this.#set("live");
      for await (const value of lines(answer)) {
        if (this.stopped || abort.signal.aborted) return;
        heard = performance.now();
        this.position = this.options.line(value) ?? this.position;
        this.failures = 0;
      }
    } finally {
      clearInterval(listening);
    }
  }

  // Whether this failure is the stream's end.
  #ends(error) {
    if (this.resting) return false;
    if (error instanceof Refusal && error.code === 410) {
      this.position = null;
      this.options.gone?.();
      return false;
    }
    // What is not there may come back: a kind whose definition is made anew, a world of the same name.
    if (error instanceof Refusal && error.code === 404) {
      if (this.position !== null) this.options.gone?.();
      this.position = null;
      this.failures += 1;
      this.#set("refused", error);
      return false;
    }
    if (error instanceof Refusal && [400, 401, 403, 405, 406].includes(error.code)) {
      this.#set("refused", error);
      return true;
    }
    this.failures += 1;
    this.#set("lost", error);
    return false;
  }

  async #sleep() {
    this.#set("resting");
    if (document.hidden) await new Promise((done) => (this.wake = done));
    this.resting = false;
    if (!this.stopped) this.#set("connecting");
  }

  async #wait() {
    const most = Math.min(LONGEST_WAIT, 250 * 2 ** this.failures);
    const woken = new Promise((done) => (this.wake = done));
    await Promise.race([pause(most * (0.5 + Math.random() / 2)), woken]);
  }
}

/** The Refusal in an ERROR event of a watch, or in a last line that is a Status. */
export function refusalOf(status) {
  return new Refusal(status.code ?? 500, status, "the watch has ended");
}
