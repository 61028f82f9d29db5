// Who owns which fields, as managedFields have it, and what of that differs between two states of an object.

import { ownerKey } from "./owners.js";

// A member of a path as the server's messages print it: `.data`, `[name="x"]`, `[="x"]`, `[0]`.
function element(name) {
  const rest = name.slice(2);
  if (name.startsWith("f:")) return `.${rest}`;
  if (name.startsWith("v:")) return `[=${rest}]`;
  if (name.startsWith("i:")) return `[${rest}]`;
  return `[${Object.entries(JSON.parse(rest)).map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(",")}]`;
}

/** The paths of the fields in a `fieldsV1`. */
export function paths(fields) {
  const found = [];
  const left = [["", fields]];
  while (left.length > 0) {
    const [path, members] = left.pop();
    const names = Object.keys(members);
    if (path !== "" && (names.length === 0 || "." in members)) found.push(path);
    for (const name of names) if (name !== ".") left.push([path + element(name), members[name]]);
  }
  return found.sort();
}

function owned(object) {
  const all = new Map();
  for (const entry of object?.metadata?.managedFields ?? []) {
    const key = ownerKey(entry);
    const known = all.get(key) ?? { owner: entry, paths: new Set() };
    for (const path of paths(entry.fieldsV1 ?? {})) known.paths.add(path);
    all.set(key, known);
  }
  return all;
}

/** Which owners gain or lose which fields: `{owner, gained, lost}` for each of whom that is so. */
export function ownersChanged(before, after) {
  const [old, now] = [owned(before), owned(after)];
  const keys = new Set([...old.keys(), ...now.keys()]);
  return [...keys]
    .map((key) => {
      const had = old.get(key)?.paths ?? new Set();
      const has = now.get(key)?.paths ?? new Set();
      return { owner: (now.get(key) ?? old.get(key)).owner, gained: [...has].filter((path) => !had.has(path)), lost: [...had].filter((path) => !has.has(path)) };
    })
    .filter(({ gained, lost }) => gained.length + lost.length > 0);
}
