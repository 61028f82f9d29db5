// Who owns each line of an object's YAML, worked out from its managedFields alone: what the page shows must be the same.

/**
 * The lines of an object as YAML, in order: `{key, value, count, owners, path}`. `key` is what a line begins with (null for an item of a list that is
 * no map), `value` the scalar on it (undefined where a map or a list follows), `count` how many lines the text has, and `owners` whose it is.
 * @param {object} object the object, with its managedFields
 * @param {Array<string>} atomic the paths of what is owned as a whole, with `[]` for an item: `.subsets`
 */
export function ownedLines(object, atomic = []) {
  const { managedFields = [], ...metadata } = object.metadata;
  const entries = managedFields.map((entry) => ({ who: entry.manager, key: keyOf(entry), fields: entry.fieldsV1, whole: false }));
  const found = [];
  walk({ ...object, metadata }, entries, "", atomic, found);
  return found;
}

/** What tells an owner from all others. */
export const keyOf = ({ manager, operation, subresource = "" }) => `${manager} ${operation} ${subresource}`.trim();

function walk(value, entries, path, atomic, found) {
  if (Array.isArray(value)) {
    for (const item of value) {
      const below = step(entries, `${path}[]`, atomic, (name) => isItem(name, item));
      const at = found.length;
      if (item !== null && typeof item === "object" && Object.keys(item).length > 0) walk(item, below, `${path}[]`, atomic, found);
      else found.push(line(null, item, below, path));
      found[at].item = true;
    }
    return;
  }
  for (const key of Object.keys(value).sort()) {
    const child = value[key];
    const below = step(entries, `${path}.${key}`, atomic, (name) => name === `f:${key}`);
    const deep = child !== null && typeof child === "object" && Object.keys(child).length > 0;
    found.push(line(key, deep ? undefined : child, below, path));
    if (deep) walk(child, below, `${path}.${key}`, atomic, found);
  }
}

function line(key, value, entries, path) {
  const owners = entries.filter((entry) => entry.whole || (entry.fields && (Object.keys(entry.fields).length === 0 || "." in entry.fields)));
  const text = typeof value === "string" && value.includes("\n") ? value.replace(/\n$/, "") : "";
  return { key, value, count: text ? text.split("\n").length + 1 : 1, owners, path };
}

// What each entry has of a child; an entry that ends at something that is owned as a whole has all of it.
function step(entries, path, atomic, isChild) {
  return entries.map((entry) => {
    const name = Object.keys(entry.fields ?? {}).find(isChild);
    const fields = name === undefined ? null : entry.fields[name];
    const ends = fields !== null && Object.keys(fields).length === 0;
    return { ...entry, fields, whole: entry.whole || (ends && atomic.includes(path)) };
  });
}

function isItem(name, item) {
  const rest = name.slice(2);
  if (name.startsWith("v:")) return JSON.stringify(JSON.parse(rest)) === JSON.stringify(item);
  if (name.startsWith("k:")) return Object.entries(JSON.parse(rest)).every(([key, value]) => item?.[key] === value);
  return false;
}

/** The paths that an entry of managedFields names, as the server writes them: `.data.a`, `.spec.ports[name="x"]`. */
export function pathsOf(fields, path = "") {
  const members = Object.entries(fields ?? {});
  const own = path !== "" && (members.length === 0 || "." in fields) ? [path] : [];
  return own.concat(members.filter(([name]) => name !== ".").flatMap(([name, below]) => pathsOf(below, path + member(name))));
}

function member(name) {
  const [sort, rest] = [name[0], name.slice(2)];
  if (sort === "f") return `.${rest}`;
  if (sort === "k") return `[${Object.entries(JSON.parse(rest)).map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(",")}]`;
  return sort === "v" ? `[=${rest}]` : `[${rest}]`;
}

/** Who gains and who loses which paths between two states of an object: `{gained: Set, lost: Set}` of texts `manager path`. */
export function movedFields(before, after) {
  const all = (object) => new Map(object.metadata.managedFields.map((entry) => [`${keyOf(entry)}`, new Set(pathsOf(entry.fieldsV1).map((path) => `${entry.manager} ${path}`))]));
  const missing = (from, than) => new Set([...from].flatMap(([key, paths]) => [...paths].filter((path) => !than.get(key)?.has(path))));
  const [old, now] = [all(before), all(after)];
  return { gained: missing(now, old), lost: missing(old, now) };
}
