//! What kube-rs finds out of a server that it knows nothing of.
//!
//!     kube-rs-discovery KUBECONFIG NAMESPACE
//!
//! Discovery in one request for all groups must find what discovery with a request for each group and version finds. Whatever
//! can be listed is listed. Objects of kinds that the program has no types for are made, read and deleted in NAMESPACE, which it
//! makes and deletes, as discovery says how. Ends with 0 if all was as it must be.

use std::collections::BTreeMap;
use std::error::Error;
use std::process::ExitCode;

use k8s_openapi::api::core::v1::Namespace;
use kube::api::{Api, DeleteParams, DynamicObject, ListParams, PostParams};
use kube::config::{KubeConfigOptions, Kubeconfig};
use kube::core::GroupVersionKind;
use kube::discovery::{ApiCapabilities, ApiResource, Discovery, Scope, verbs};
use kube::{Client, Config, ResourceExt as _};
use serde_json::{Value, json};

type Outcome<T> = Result<T, Box<dyn Error>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("kube-rs-discovery: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [kubeconfig, namespace] = arguments.as_slice() else {
        return Err("usage: kube-rs-discovery KUBECONFIG NAMESPACE".into());
    };
    let context = KubeConfigOptions::default();
    let config = Config::from_custom_kubeconfig(Kubeconfig::read_from(kubeconfig)?, &context).await?;
    let client = Client::try_from(config)?;

    let found = Discovery::new(client.clone()).run_aggregated().await?;
    let asked = Discovery::new(client.clone()).run().await?;
    let kinds = same(&resources(&found), &resources(&asked))?;
    let listed = list_all(&client, &found).await?;

    let namespaces = Api::<Namespace>::all(client.clone());
    let made = json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": namespace}});
    namespaces.create(&PostParams::default(), &serde_json::from_value(made)?).await?;
    let told = make(&client, &found, namespace).await;
    namespaces.delete(namespace, &DeleteParams::default()).await?;
    told?;
    println!("{kinds} kinds found at once as apart, {listed} of them listed, and objects made of five");
    Ok(())
}

/// What was found, by group, version and plural: all that discovery says of it.
fn resources(found: &Discovery) -> BTreeMap<String, String> {
    let mut resources = BTreeMap::new();
    for group in found.groups() {
        for version in group.versions() {
            for (resource, can) in group.versioned_resources(version) {
                resources.insert(format!("{}/{version}/{}", group.name(), resource.plural), described(&resource, can));
            }
        }
    }
    resources
}

/// Says how many resources both found; an error names those that are not the same.
fn same(at_once: &BTreeMap<String, String>, apart: &BTreeMap<String, String>) -> Outcome<usize> {
    let mut names: Vec<&String> = at_once.keys().chain(apart.keys()).collect();
    names.sort();
    names.dedup();
    let different = |name: &&&String| at_once.get(**name) != apart.get(**name);
    let told: Vec<String> = names
        .iter()
        .filter(different)
        .map(|name| format!("{name}:\n at once {:?}\n apart   {:?}", at_once.get(*name), apart.get(*name)))
        .collect();
    if told.is_empty() { Ok(names.len()) } else { Err(told.join("\n").into()) }
}

/// The kind and what can be done with it, with verbs and parts in order of their names.
fn described(resource: &ApiResource, mut can: ApiCapabilities) -> String {
    can.operations.sort();
    can.subresources.sort_by(|(a, _), (b, _)| a.plural.cmp(&b.plural));
    for (part, can) in &mut can.subresources {
        can.operations.sort();
        // The library takes a part's group from what is whole when it asks at once, and from the part itself otherwise.
        part.group.clear();
    }
    format!("{resource:?} {can:?}")
}

/// Lists a page of everything that says that it can be listed, and says how many that are.
async fn list_all(client: &Client, found: &Discovery) -> Outcome<usize> {
    let mut listed = 0;
    for group in found.groups() {
        for (resource, can) in group.recommended_resources() {
            if !can.supports_operation(verbs::LIST) {
                continue;
            }
            let api = Api::<DynamicObject>::all_with(client.clone(), &resource);
            let page = api.list(&ListParams::default().limit(3)).await;
            page.map_err(|error| format!("{} of {}: {error}", resource.plural, resource.api_version))?;
            listed += 1;
        }
    }
    Ok(listed)
}

/// Makes, reads and deletes an object of each of some kinds.
async fn make(client: &Client, found: &Discovery, namespace: &str) -> Outcome<()> {
    let made = [
        ("", "v1", "ConfigMap", json!({"data": {"color": "blue"}})),
        ("", "v1", "Secret", json!({"type": "example.com/words", "data": {"color": "Ymx1ZQ=="}})),
        ("", "v1", "ServiceAccount", json!({"automountServiceAccountToken": false})),
        ("coordination.k8s.io", "v1", "Lease", json!({"spec": {"holderIdentity": "somebody"}})),
        ("networking.k8s.io", "v1", "IngressClass", json!({"spec": {"controller": "example.com/ingress"}})),
    ];
    for (group, version, kind, fields) in made {
        let (resource, can) = found
            .resolve_gvk(&GroupVersionKind::gvk(group, version, kind))
            .ok_or_else(|| format!("{kind} of {group} is not found"))?;
        let api = match can.scope {
            Scope::Namespaced => Api::<DynamicObject>::namespaced_with(client.clone(), namespace, &resource),
            Scope::Cluster => Api::all_with(client.clone(), &resource),
        };
        // What is in no namespace is told apart by its name.
        let object = DynamicObject::new(namespace, &resource).data(fields.clone());
        let created = api.create(&PostParams::default(), &object).await?;
        let read = api.get(namespace).await;
        api.delete(namespace, &DeleteParams::default()).await?;
        let read = read?;
        if read.uid() != created.uid() || !contains(&read.data, &fields) {
            return Err(format!("{kind}: made {fields}, and read {}", read.data).into());
        }
        if api.get_opt(namespace).await?.is_some() {
            return Err(format!("{kind}: still there once deleted").into());
        }
    }
    Ok(())
}

/// Is all of `part` in `whole`?
fn contains(whole: &Value, part: &Value) -> bool {
    match part {
        Value::Object(fields) => fields.iter().all(|(name, part)| contains(&whole[name], part)),
        _ => whole == part,
    }
}
