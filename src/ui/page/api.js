// How the page asks the server: its session, requests, and what a refusal says.

const KEY = "coracle-session";

let session = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
const listeners = new Set();

/** A request that was refused, or that had no answer (`code` 0). */
export class Refusal extends Error {
  /**
   * @param {number} code the HTTP status
   * @param {object|null} status the `Status` that came with it
   * @param {string} otherwise what to say where there is none
   */
  constructor(code, status, otherwise) {
    super(status?.message || otherwise);
    this.code = code;
    this.status = status;
  }
}

/** The session: `{token, user, version}`, or null where there is none. */
export const current = () => session;

/** Calls back when the session ends. */
export const whenEnded = (listener) => listeners.add(listener);

function end() {
  session = null;
  sessionStorage.removeItem(KEY);
  for (const listener of listeners) listener();
}

/** Makes a session of the code in the link that `coracle ui` prints; throws a Refusal where the code is not, or no longer, good. */
export async function begin(launch) {
  const answer = await send("/ui/session", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ launch }) });
  if (answer.status === 401) throw new Refusal(401, null, "This link is not, or no longer, good: it opens one page, within five minutes. The command coracle ui prints another.");
  if (!answer.ok) throw await refused(answer);
  session = await answer.json();
  sessionStorage.setItem(KEY, JSON.stringify(session));
}

async function send(path, options) {
  try {
    return await fetch(path, { cache: "no-store", redirect: "error", credentials: "omit", ...options });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refusal(0, null, "the server does not answer");
  }
}

async function refused(answer) {
  const text = await answer.text().catch(() => "");
  let status = null;
  try {
    status = JSON.parse(text);
  } catch {
    // Not every refusal is a Status: what an overloaded server says is a line of text.
  }
  return new Refusal(answer.status, status?.kind === "Status" ? status : null, text.trim().slice(0, 500) || `HTTP ${answer.status}`);
}

/**
 * Asks the server, and gives the answer back once its head is there. Throws a Refusal where it is one.
 * @param {string} path the path with its parameters
 * @param {{method?: string, body?: string, type?: string, accept?: string, signal?: AbortSignal}} options
 */
export async function request(path, { method = "GET", body, type = "application/json", accept = "application/json", signal } = {}) {
  if (!session) throw new Refusal(401, null, "the session has ended");
  const headers = { Authorization: `Bearer ${session.token}`, Accept: accept };
  if (body !== undefined) headers["Content-Type"] = type;
  const answer = await send(path, { method, body, headers, signal });
  if (answer.status === 401) end();
  if (!answer.ok) throw await refused(answer);
  return answer;
}

/** The value of a JSON text, with its numbers as they are written where a browser's own would be others. */
export function exact(text) {
  const as = (value, source) => (String(value) === source || !JSON.rawJSON ? value : JSON.rawJSON(source));
  return JSON.parse(text, (name, value, context) => (typeof value === "number" && context?.source ? as(value, context.source) : value));
}

/** Asks for JSON, and gives it as a value. */
export async function json(path, options) {
  return (await request(path, options)).json();
}

/** Sends a value as JSON, and gives the answer as a value. */
export function sendJson(method, path, value) {
  return json(path, { method, body: value === undefined ? undefined : JSON.stringify(value) });
}

/** The warnings that came with an answer. */
export function warnings(answer) {
  const header = answer.headers.get("Warning") ?? "";
  return [...header.matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g)].map((found) => found[1].replace(/\\(.)/g, "$1"));
}

/** A path of a world, `main` being the one without a prefix. */
export function inWorld(world, path, parameters = {}) {
  const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null && value !== ""));
  const prefix = world === "main" ? "" : `/worlds/${encodeURIComponent(world)}`;
  return prefix + path + (query.size > 0 ? `?${query}` : "");
}

/** A path below `/coracle/v1` of a world. */
export const own = (world, path, parameters) => inWorld(world, `/coracle/v1/${path}`, parameters);

/** The path of a kind's collection, or of one of its objects. */
export function objectPath(kind, namespace, object, subresource) {
  const parts = kind.group === "" ? ["api", kind.version] : ["apis", kind.group, kind.version];
  if (kind.namespaced && namespace) parts.push("namespaces", namespace);
  parts.push(kind.resource);
  if (object) parts.push(object);
  if (subresource) parts.push(subresource);
  return "/" + parts.map(encodeURIComponent).join("/");
}

/** What the history below `/coracle/v1` calls an object. */
export function objectQuery(kind, namespace, name) {
  const resource = kind.group === "" ? kind.resource : `${kind.resource}.${kind.version}.${kind.group}`;
  return { resource, namespace: kind.namespaced ? namespace : undefined, name };
}

/** What an error says, for people. */
export function words(error) {
  if (!(error instanceof Refusal)) return String(error?.message ?? error);
  return error.code === 403 ? `Not allowed: ${error.message}` : error.message;
}
