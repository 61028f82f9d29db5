// A kind of custom resources, for tests that need one.

const FREE = { type: "object", "x-kubernetes-preserve-unknown-fields": true };

/** Where widgets are, or one of them. */
export const widgets = (name) => `/apis/example.com/v1/namespaces/default/widgets${name ? `/${name}` : ""}`;

/** A widget with these parts. */
export const widget = (name, parts) => ({ apiVersion: "example.com/v1", kind: "Widget", metadata: { name }, ...parts });

/** Defines widgets in a world, and waits until they are served; `version` has what its one version has beside its schema. */
export async function defineWidgets(world, version = {}, properties = { spec: FREE, status: FREE }) {
  const names = { plural: "widgets", singular: "widget", kind: "Widget" };
  const schema = { openAPIV3Schema: { type: "object", properties } };
  const definition = {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "widgets.example.com" },
    spec: { group: "example.com", scope: "Namespaced", names, versions: [{ name: "v1", served: true, storage: true, schema, ...version }] },
  };
  await world.send("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", definition);
  await world.send("GET", "/coracle/v1/wait?for=condition%3DEstablished&resource=customresourcedefinitions&name=widgets.example.com");
}

/** Takes the definition away. */
export const undefineWidgets = (world) => world.send("DELETE", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.example.com");
