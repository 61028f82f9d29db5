// Who owns which fields, as managedFields have it, and what of that differs between two states of an object.

import { cut, el, shown } from "./dom.js";
import { ownerKey, ownerWords, square } from "./owners.js";

const MOST_PATHS = 200;

// A member of a path as the server's messages print it: `.data`, `[name="x"]`, `[="x"]`, `[0]`.
function element(name) {
  const rest = name.slice(2);
  if (name.startsWith("f:")) return `.${rest}`;
  if (name.startsWith("v:")) return `[=${rest}]`;
  if (name.startsWith("i:")) return `[${rest}]`;
  return `[${Object.entries(JSON.parse(rest)).map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(",")}]`;
}

// The paths of the fields in a `fieldsV1`.
function paths(fields) {
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

/** The same as a list. */
export function ownersList(changed) {
  return el("ul", { class: "owners" }, changed.map((each) => ownerItem(each)));
}

function ownerItem({ owner: each, gained, lost }) {
  const list = (sign, word, all) => [
    all.slice(0, MOST_PATHS).map((path) => el("li", { "data-sign": sign, "data-field": path }, `${sign} `, el("span", { class: "unseen" }, `${word} `), el("code", {}, shown(cut(path))))),
    all.length > MOST_PATHS ? el("li", {}, `${sign} ${(all.length - MOST_PATHS).toLocaleString("en")} more`) : null,
  ];
  return el("li", { "data-manager": each.manager }, square(each.manager), el("b", {}, shown(ownerWords(each))), el("ul", {}, list("+", "gains", gained), list("−", "loses", lost)));
}
