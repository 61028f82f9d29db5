// Which kinds a world serves, by discovery, and how many objects there are of each.

import { inWorld, json, objectPath } from "./api.js";

const DISCOVERY = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
const NAMES_ONLY = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";

/** What the page's addresses call a kind: `configmaps.v1`, `widgets.v1.example.com`. */
export const kindId = (kind) => [kind.resource, kind.version, kind.group].filter(Boolean).join(".");

/** Whether a change is one of this kind, whichever version it names. */
export const isOf = (kind, change) => kind.resource === change.resource && kind.group === change.group;

/** All kinds of a world that can be listed, in the order of discovery; `preferred` is true of one version of each. */
export async function loadKinds(world) {
  const [core, groups] = await Promise.all(["/api", "/apis"].map((path) => json(inWorld(world, path), { accept: DISCOVERY })));
  const kinds = [];
  const known = new Set();
  for (const group of [...core.items, ...groups.items]) {
    for (const version of group.versions) {
      for (const resource of version.resources ?? []) {
        if (!resource.verbs.includes("list")) continue;
        const kind = kindOf(group.metadata.name ?? "", version.version, resource);
        const name = `${kind.group}/${kind.resource}`;
        kind.preferred = !known.has(name);
        known.add(name);
        kinds.push(kind);
      }
    }
  }
  return kinds;
}

function kindOf(group, version, resource) {
  return {
    group,
    version,
    resource: resource.resource,
    kind: resource.responseKind.kind,
    namespaced: resource.scope === "Namespaced",
    verbs: resource.verbs,
    parts: (resource.subresources ?? []).filter((part) => part.verbs.includes("patch")).map((part) => part.subresource),
    // The groups of what is built in end so; all others are of definitions.
    custom: group.includes(".") && !group.endsWith(".k8s.io"),
  };
}

/** How many objects of a kind there are, and as of which revision. */
export async function countOf(world, kind) {
  const list = await json(inWorld(world, objectPath(kind), { limit: 1 }), { accept: NAMES_ONLY });
  return { count: (list.items ?? []).length + (list.metadata.remainingItemCount ?? 0), revision: Number(list.metadata.resourceVersion) };
}

/** The names of all namespaces. */
export async function namespacesOf(world) {
  const list = await json(inWorld(world, "/api/v1/namespaces"), { accept: NAMES_ONLY });
  return (list.items ?? []).map((item) => item.metadata.name);
}
