// The types of a patch: what each is called, what it begins with, and how it says which version it is for.

import { exact } from "./api.js";

export const TYPES = {
  json: { title: "JSON Patch", media: "application/json-patch+json", about: "A list of operations: add, remove, replace, move, copy, test." },
  merge: { title: "Merge patch", media: "application/merge-patch+json", about: "The fields to set; null removes one, and a list is replaced as a whole." },
  strategic: { title: "Strategic merge patch", media: "application/strategic-merge-patch+json", about: "The fields to set; lists with keys are merged item by item." },
  apply: { title: "Apply", media: "application/apply-patch+yaml", about: "All fields that the manager wants, as YAML or JSON; what it owned and leaves out goes." },
};

const pretty = (value) => JSON.stringify(value, null, 2);

/** A body that changes something, to begin with. */
export function beginning(type, kind, object) {
  const labels = { tried: "true" };
  if (type === "json") return pretty(jsonPatch(object));
  if (type !== "apply") return pretty({ metadata: { labels } });
  const namespace = object.metadata.namespace ? `  namespace: ${pretty(object.metadata.namespace)}\n` : "";
  return `apiVersion: ${kind.group ? `${kind.group}/` : ""}${kind.version}\nkind: ${kind.kind}\nmetadata:\n  name: ${pretty(object.metadata.name)}\n${namespace}  labels:\n    tried: "true"\n`;
}

function jsonPatch(object) {
  if (object.metadata.labels) return [{ op: "add", path: "/metadata/labels/tried", value: "true" }];
  return [{ op: "add", path: "/metadata/labels", value: { tried: "true" } }];
}

function read(text) {
  try {
    return exact(text);
  } catch (error) {
    throw new Error(`the body is not JSON: ${error.message}`);
  }
}

/** The body with the version of the object that it is for; throws where the body cannot be read. */
export function withVersion(type, body, version) {
  if (type === "json") {
    const operations = read(body);
    if (!Array.isArray(operations)) throw new Error("a JSON Patch is a list of operations");
    return JSON.stringify([{ op: "test", path: "/metadata/resourceVersion", value: version }, ...operations]);
  }
  if (type === "apply" && !body.trimStart().startsWith("{")) return inYaml(body, version);
  const patch = read(body);
  if (patch === null || typeof patch !== "object" || Array.isArray(patch)) throw new Error("the body is not an object");
  return JSON.stringify({ ...patch, metadata: { ...patch.metadata, resourceVersion: version } });
}

// A line is put behind `metadata:`, as far in as what follows; where there is one already, the server has looked at it.
function inYaml(body, version) {
  const found = /^metadata:[ \t]*(?:#.*)?\r?\n(?:[ \t]*(?:#.*)?\r?\n)*( +)\S/m.exec(body);
  if (!found) throw new Error("the page puts the resourceVersion below `metadata:`, which must be on a line of its own, with its fields on the lines below");
  const end = body.indexOf("\n", found.index) + 1;
  const below = /^(?:[ \t].*|#.*|)(?:\r?\n|$)/;
  for (let rest = body.slice(end), line; rest !== "" && (line = below.exec(rest)); rest = rest.slice(line[0].length)) {
    if (line[0].startsWith(`${found[1]}resourceVersion:`)) return body;
  }
  return `${body.slice(0, end)}${found[1]}resourceVersion: "${version}"\n${body.slice(end)}`;
}
