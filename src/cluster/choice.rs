//! What of a cluster's objects is left there: what it makes by itself, and what its controllers would make again of what is taken.

use std::collections::HashSet;

use coracle_object::{Value, edit};

/// Is it one that a cluster makes by itself, keeps for itself, or is about to delete?
pub fn is_clusters_own(resource: &str, object: &Value) -> bool {
    let (namespace, name) = (edit::text(object, "namespace"), edit::text(object, "name"));
    if edit::get(object, "deletionTimestamp").is_some_and(|time| !time.is_null()) {
        return true;
    }
    match (resource, namespace, name) {
        // What who is alive, or leads, says of itself every few seconds.
        ("leases.coordination.k8s.io", "kube-node-lease" | "kube-system", _) => true,
        // The authorities of the cluster, in every namespace.
        ("configmaps", _, "kube-root-ca.crt") => true,
        (
            "configmaps",
            "kube-system",
            "extension-apiserver-authentication" | "kube-apiserver-legacy-service-account-token-tracking",
        ) => true,
        // Where its API server is.
        ("endpoints" | "endpointslices.discovery.k8s.io", "default", "kubernetes") => true,
        ("secrets", _, _) => object.get("type").and_then(Value::as_str) == Some("kubernetes.io/service-account-token"),
        ("serviceaccounts", _, "default") => is_bare(object),
        _ => false,
    }
}

/// Has nobody added anything to it?
fn is_bare(account: &Value) -> bool {
    let has = |value: Option<&Value>| match value {
        Some(Value::Array(items)) => !items.is_empty(),
        Some(Value::Object(members)) => !members.is_empty(),
        Some(Value::Null) | None => false,
        Some(_) => true,
    };
    // Before 1.24 each account had a token's name in `secrets`, which is a cluster's own.
    let said = [account.get("imagePullSecrets"), account.get("automountServiceAccountToken")];
    !said.into_iter().any(has) && !["labels", "annotations"].iter().any(|name| has(edit::get(account, name)))
}

/// Does a controller keep it, for an owner that was read, too? It makes it again where it runs.
pub fn is_kept_by_another(object: &Value, read: &HashSet<String>) -> bool {
    let owners = edit::get(object, "ownerReferences").and_then(Value::as_array);
    owners.into_iter().flatten().any(|owner| {
        let uid = owner.get("uid").and_then(Value::as_str).unwrap_or_default();
        owner.get("controller") == Some(&Value::Bool(true)) && read.contains(uid)
    })
}

#[cfg(test)]
mod tests {
    use coracle_object::json;

    use super::*;

    #[test]
    fn what_a_cluster_makes_by_itself_stays_there() {
        let of = |namespace: &str, name: &str, more: Value| {
            let mut object = json!({"metadata": {"namespace": namespace, "name": name}});
            for (name, value) in more.as_object().unwrap().iter() {
                object[name.as_str()] = value.clone();
            }
            object
        };
        let none = || json!({});
        for (resource, object, own) in [
            ("configmaps", of("shop", "kube-root-ca.crt", none()), true),
            ("configmaps", of("shop", "web", none()), false),
            ("configmaps", of("kube-system", "coredns", none()), false),
            ("configmaps", of("kube-system", "extension-apiserver-authentication", none()), true),
            ("leases.coordination.k8s.io", of("kube-node-lease", "n1", none()), true),
            ("leases.coordination.k8s.io", of("shop", "leader", none()), false),
            ("endpoints", of("default", "kubernetes", none()), true),
            ("endpoints", of("shop", "kubernetes", none()), false),
            ("endpointslices.discovery.k8s.io", of("default", "kubernetes", none()), true),
            ("secrets", of("shop", "t", json!({"type": "kubernetes.io/service-account-token"})), true),
            ("secrets", of("shop", "t", json!({"type": "Opaque"})), false),
            ("serviceaccounts", of("shop", "default", json!({"secrets": [{"name": "default-token-x"}]})), true),
            ("serviceaccounts", of("shop", "default", json!({"imagePullSecrets": [{"name": "r"}]})), false),
            ("serviceaccounts", of("shop", "default", json!({"automountServiceAccountToken": false})), false),
            (
                "serviceaccounts",
                json!({"metadata": {"namespace": "shop", "name": "default", "labels": {"a": "b"}}}),
                false,
            ),
            ("serviceaccounts", of("shop", "web", none()), false),
            ("namespaces", json!({"metadata": {"name": "old", "deletionTimestamp": "2026-01-01T00:00:00Z"}}), true),
        ] {
            assert_eq!(is_clusters_own(resource, &object), own, "{resource} {object}");
        }
    }

    #[test]
    fn what_is_kept_for_what_is_taken_is_known() {
        let read: HashSet<String> = ["u1".to_owned()].into();
        for (owners, kept) in [
            (json!([{"uid": "u1", "controller": true}]), true),
            (json!([{"uid": "u1"}]), false),
            (json!([{"uid": "u2", "controller": true}]), false),
            (json!([{"uid": "u2"}, {"uid": "u1", "controller": true}]), true),
            (json!(null), false),
        ] {
            let object = json!({"metadata": {"name": "a", "ownerReferences": owners.clone()}});
            assert_eq!(is_kept_by_another(&object, &read), kept, "{owners}");
        }
    }
}
