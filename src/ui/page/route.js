// Where in the page one is, as the fragment of its address says it: `#/w/main/objects/configmaps.v1/default/web/history?at=17`.

/** What a fragment says: the world, the section, what follows it, and parameters. */
export function parse(hash) {
  const [path, query = ""] = hash.replace(/^#/, "").split(/\?(.*)/s);
  const parts = path.split("/").filter(Boolean).map(decoded);
  if (parts[0] !== "w" || parts.length < 2) return { world: "main", section: "objects", parts: [], query: new URLSearchParams() };
  return { world: parts[1], section: parts[2] ?? "objects", parts: parts.slice(3), query: new URLSearchParams(query) };
}

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The fragment for a place. */
export function link(world, section, parts = [], query = {}) {
  const parameters = new URLSearchParams(query instanceof URLSearchParams ? query : Object.entries(query).filter(([, value]) => value));
  const path = ["w", world, section, ...parts].map(encodeURIComponent).join("/");
  return `#/${path}${parameters.size > 0 ? `?${parameters}` : ""}`;
}

/** Goes to a place; with `replace`, Back does not come here again. */
export function go(fragment, replace = false) {
  if (replace) {
    history.replaceState(null, "", fragment);
    dispatchEvent(new HashChangeEvent("hashchange"));
  } else location.hash = fragment;
}

/** Changes some parameters of this place, without an entry of its own in the browser's history. */
export function setQuery(changes) {
  const { world, section, parts, query } = parse(location.hash);
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined || value === null || value === "") query.delete(name);
    else query.set(name, value);
  }
  go(link(world, section, parts, query), true);
}
