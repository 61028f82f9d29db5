//! What a definition says of itself: which names it got, and whether its kinds are served.

use std::collections::HashSet;

use coracle_object::text::quote;
use coracle_object::{Value, edit, json, meta};

use super::approval::{self, Approval};
use crate::read::{list, set_in, text};
use crate::tls;

/// The names that definitions of a group have got.
#[derive(Debug, Default)]
pub struct Taken {
    /// Plural, singular and short names.
    resources: HashSet<String>,
    /// Names of kinds and of their lists.
    kinds: HashSet<String>,
}

impl Taken {
    /// Adds those that a definition has got.
    // Upstream: apiextensions-apiserver/pkg/controller/status/naming_controller.go getAcceptedNamesForGroup (v1.37.2)
    pub fn add(&mut self, definition: &Value) {
        let names = &definition["status"]["acceptedNames"];
        let short = list(names, "shortNames").iter().filter_map(Value::as_str);
        self.resources
            .extend([text(names, "plural"), text(names, "singular")].into_iter().chain(short).map(Into::into));
        self.kinds.extend([text(names, "kind"), text(names, "listKind")].map(Into::into));
    }

    /// Does a definition no longer have a name that it had?
    #[must_use]
    pub fn frees(before: &Value, after: &Value) -> bool {
        let [before, after] = [before, after].map(|definition| {
            let mut taken = Taken::default();
            taken.add(definition);
            taken
        });
        let gone = |before: &HashSet<String>, after| before.difference(after).any(|name| !name.is_empty());
        gone(&before.resources, &after.resources) || gone(&before.kinds, &after.kinds)
    }

    /// Why a definition cannot get a name, if so.
    // Upstream: apiextensions-apiserver/pkg/controller/status/naming_controller.go equalToAcceptedOrFresh (v1.37.2)
    fn refuse(names: &HashSet<String>, wanted: &str, own: &str) -> Option<String> {
        (wanted != own && names.contains(wanted)).then(|| format!("{} is already in use", quote(wanted)))
    }
}

/// Does a condition hold?
#[must_use]
pub fn holds(definition: &Value, condition: &str) -> bool {
    find(definition, condition).is_some_and(|condition| condition["status"] == "True")
}

/// Are its kinds served?
// Upstream: apiextensions-apiserver/pkg/apiserver/customresource_handler.go crdHandler.ServeHTTP (v1.37.2)
#[must_use]
pub fn is_served(definition: &Value) -> bool {
    holds(definition, NAMES_ACCEPTED) || holds(definition, ESTABLISHED)
}

/// The condition that kinds are served.
pub const ESTABLISHED: &str = "Established";
/// The condition that all names are the definition's own.
const NAMES_ACCEPTED: &str = "NamesAccepted";
/// The condition that a group of Kubernetes' own was approved.
const APPROVED: &str = "KubernetesAPIApprovalPolicyConformant";
/// The condition that its objects go.
const TERMINATING: &str = "Terminating";

fn find<'a>(definition: &'a Value, condition: &str) -> Option<&'a Value> {
    list(&definition["status"], "conditions").iter().find(|other| other["type"] == condition)
}

/// Sets a condition; its time is that of the last change of its status.
// Upstream: apiextensions-apiserver/pkg/apihelpers/helpers.go SetCRDCondition (v1.37.2)
fn put(definition: &mut Value, condition: &str, [status, reason, message]: [&str; 3], now: &str) {
    let mut conditions = list(&definition["status"], "conditions").to_vec();
    let fresh = json!({
        "type": condition, "status": status, "lastTransitionTime": now, "reason": reason, "message": message,
    });
    match conditions.iter_mut().find(|other| other["type"] == condition) {
        None => conditions.push(fresh),
        Some(there) => {
            let since = there["lastTransitionTime"].clone();
            let keeps = there["status"] == status && !since.is_null();
            let observed = there["observedGeneration"].clone();
            *there = fresh;
            if keeps {
                there["lastTransitionTime"] = since;
            }
            if !observed.is_null() {
                there["observedGeneration"] = observed;
            }
        }
    }
    set_in(definition, "status", "conditions", conditions.into());
}

/// The definition with what it should say of its names and its kinds, where it says something else; `taken` tells the names that
/// the definitions of its group have got, and is asked only where names are given.
// Upstream: apiextensions-apiserver/pkg/controller/status/naming_controller.go sync, pkg/controller/establish/establishing_controller.go sync,
// pkg/controller/apiapproval/apiapproval_controller.go sync (v1.37.2)
#[must_use]
pub fn settle(definition: &Value, taken: impl FnOnce() -> Taken, now: &str) -> Option<Value> {
    let mut settled = definition.clone();
    // What names it has is asked only where they are not those that it wants; so conditions that somebody took away stay away.
    if !has_wanted_names(definition) {
        name(&mut settled, &taken(), now);
    }
    if holds(&settled, NAMES_ACCEPTED) && !holds(&settled, ESTABLISHED) {
        put(&mut settled, ESTABLISHED, establishment(definition), now);
    }
    if approval::is_needed(definition) {
        let (approval, told) = (Approval::of(definition), Approval::of(definition).told(definition));
        put(&mut settled, APPROVED, [approval.status(), approval.reason(), &told], now);
    }
    (settled != *definition).then_some(settled)
}

/// Whether kinds whose names are accepted are served: not where their webhook cannot be trusted.
fn establishment(definition: &Value) -> [&'static str; 3] {
    let bundle = text(&definition["spec"]["conversion"]["webhook"]["clientConfig"], "caBundle");
    if !bundle.is_empty() && tls::authority_problem(bundle).is_some() {
        return ["False", "InvalidCABundle", "The conversion webhook CABundle is invalid"];
    }
    ["True", "InitialNamesAccepted", "the initial names have been accepted"]
}

/// The names that are texts, each with the condition's reason where it is taken.
const NAMES: [(&str, &str, bool); 4] = [
    ("plural", "PluralConflict", false),
    ("singular", "SingularConflict", false),
    ("kind", "KindConflict", true),
    ("listKind", "ListKindConflict", true),
];
/// The names that are lists.
const LISTS: [&str; 2] = ["shortNames", "categories"];

fn has_wanted_names(definition: &Value) -> bool {
    let (wanted, got) = (&definition["spec"]["names"], &definition["status"]["acceptedNames"]);
    NAMES.iter().all(|(name, ..)| text(wanted, name) == text(got, name))
        && LISTS.iter().all(|name| list(wanted, name) == list(got, name))
}

/// Gives a definition the names that it wants and nobody has. Of several that are taken, the last is told of.
// Upstream: apiextensions-apiserver/pkg/controller/status/naming_controller.go calculateNamesAndConditions (v1.37.2)
fn name(definition: &mut Value, taken: &Taken, now: &str) {
    let (wanted, got) = (definition["spec"]["names"].clone(), definition["status"]["acceptedNames"].clone());
    let mut refused = None;
    for (place, (name, reason, of_kind)) in NAMES.into_iter().enumerate() {
        // In the reference's order, short names come before those of the kind.
        if place == 2 {
            refused = short_names(definition, &wanted, &got, taken).or(refused);
        }
        let names = if of_kind { &taken.kinds } else { &taken.resources };
        match Taken::refuse(names, text(&wanted, name), text(&got, name)) {
            Some(why) => refused = Some((reason, why)),
            None => accept(definition, name, wanted[name].clone()),
        }
    }
    accept(definition, "categories", wanted["categories"].clone());
    match &refused {
        Some((reason, why)) => put(definition, NAMES_ACCEPTED, ["False", reason, why], now),
        None => put(definition, NAMES_ACCEPTED, ["True", "NoConflicts", "no conflicts found"], now),
    }
    if refused.is_some() && find(definition, ESTABLISHED).is_none() {
        put(definition, ESTABLISHED, ["False", "NotAccepted", "not all names are accepted"], now);
    }
}

fn short_names(definition: &mut Value, wanted: &Value, got: &Value, taken: &Taken) -> Option<(&'static str, String)> {
    let own = list(got, "shortNames");
    let others = list(wanted, "shortNames").iter().filter(|name| !own.contains(name)).filter_map(Value::as_str);
    let mut refused: Vec<String> = Vec::new();
    for why in others.filter_map(|name| Taken::refuse(&taken.resources, name, "")) {
        if !refused.contains(&why) {
            refused.push(why);
        }
    }
    // Upstream: apimachinery/pkg/util/errors/errors.go aggregate.Error (v1.37.2)
    let why = match refused.as_slice() {
        [] => {
            accept(definition, "shortNames", wanted["shortNames"].clone());
            return None;
        }
        [one] => one.clone(),
        several => format!("[{}]", several.join(", ")),
    };
    Some(("ShortNamesConflict", why))
}

fn accept(definition: &mut Value, name: &str, value: Value) {
    let Some(status) = definition.get_mut("status").and_then(Value::as_object_mut) else { return };
    let names = status.entry("acceptedNames").or_insert_with(|| json!({}));
    let Some(names) = names.as_object_mut() else { return };
    if value.is_null() {
        names.remove(name);
    } else {
        names.insert(name, value);
    }
}

/// The finalizer of a definition whose objects have to go first.
const CLEANUP: &str = "customresourcecleanup.apiextensions.k8s.io";

/// Is it on its way out, and its objects have to go first?
// Upstream: apiextensions-apiserver/pkg/controller/finalizer/crd_finalizer.go sync (v1.37.2)
#[must_use]
pub fn awaits_cleanup(definition: &Value) -> bool {
    let finalizers = definition["metadata"]["finalizers"].as_array();
    let has_own = finalizers.is_some_and(|all| all.iter().any(|finalizer| finalizer == CLEANUP));
    has_own && !meta::text(definition, "deletionTimestamp").is_empty()
}

/// The definition as its deletion begins.
// Upstream: apiextensions-apiserver/pkg/registry/customresourcedefinition/etcd.go Delete (v1.37.2)
#[must_use]
pub fn doomed(definition: &Value, now: &str) -> Value {
    let mut definition = definition.clone();
    edit::set_text(&mut definition, "deletionTimestamp", now);
    let mut finalizers = edit::texts(&definition, "finalizers");
    if !finalizers.iter().any(|finalizer| finalizer == CLEANUP) {
        finalizers.push(CLEANUP.to_owned());
        edit::set_texts(&mut definition, "finalizers", finalizers);
    }
    let message = "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon";
    put(&mut definition, TERMINATING, ["True", "InstanceDeletionPending", message], now);
    definition
}

/// Does it say that its objects are being deleted, or were to be?
#[must_use]
pub fn is_cleaning(definition: &Value) -> bool {
    let begun = |condition: &Value| condition["reason"] == IN_PROGRESS || condition["reason"] == FAILED;
    find(definition, TERMINATING).is_some_and(begun)
}

/// Why it is still there.
const IN_PROGRESS: &str = "InstanceDeletionInProgress";
const FAILED: &str = "InstanceDeletionFailed";

/// How far a definition on its way out has come.
pub enum Cleanup<'a> {
    /// Its objects are being deleted.
    InProgress,
    /// They could not be deleted, and why.
    Failed(&'a str),
    /// There are none any more.
    Completed,
    /// There never were any.
    NeverEstablished,
}

/// The definition with how far it has come; where that is all, without the finalizer.
// Upstream: apiextensions-apiserver/pkg/controller/finalizer/crd_finalizer.go sync, deleteInstances (v1.37.2)
#[must_use]
pub fn cleaned(definition: &Value, how_far: &Cleanup<'_>, now: &str) -> Value {
    let mut definition = definition.clone();
    let failed = |why| format!("could not issue all deletes: {why}");
    let (status, reason, message) = match how_far {
        Cleanup::InProgress => ("True", IN_PROGRESS, "CustomResource deletion is in progress".to_owned()),
        Cleanup::Failed(why) => ("True", FAILED, failed(why)),
        Cleanup::Completed => ("False", "InstanceDeletionCompleted", "removed all instances".to_owned()),
        Cleanup::NeverEstablished => ("False", "NeverEstablished", "resource was never established".to_owned()),
    };
    put(&mut definition, TERMINATING, [status, reason, &message], now);
    if matches!(how_far, Cleanup::Completed | Cleanup::NeverEstablished) {
        let finalizers = edit::texts(&definition, "finalizers");
        let others = finalizers.into_iter().filter(|finalizer| finalizer != CLEANUP).collect();
        edit::set_texts(&mut definition, "finalizers", others);
    }
    definition
}

#[cfg(test)]
mod tests {
    use super::*;

    fn definition(plural: &str, kind: &str, short: &[&str]) -> Value {
        json!({"spec": {"names": {"plural": plural, "singular": kind.to_lowercase(), "kind": kind,
                "listKind": format!("{kind}List"), "shortNames": short}},
            "status": {"conditions": null, "acceptedNames": {"plural": "", "kind": ""}}})
    }

    fn said(definition: &Value) -> Vec<String> {
        let say = |c: &Value| {
            format!("{} {} {}: {}", text(c, "type"), text(c, "status"), text(c, "reason"), text(c, "message"))
        };
        list(&definition["status"], "conditions").iter().map(say).collect()
    }

    fn among(definition: &Value, others: &[&Value], now: &str) -> Option<Value> {
        let taken = || {
            let mut taken = Taken::default();
            for other in others {
                taken.add(other);
            }
            taken
        };
        settle(definition, taken, now)
    }

    #[test]
    fn a_definition_gets_its_names_and_is_established() {
        let fresh = definition("widgets", "Widget", &["wd"]);
        let settled = among(&fresh, &[&fresh], "t").unwrap();
        assert_eq!(
            said(&settled),
            [
                "NamesAccepted True NoConflicts: no conflicts found",
                "Established True InitialNamesAccepted: the initial names have been accepted"
            ]
        );
        assert!(has_wanted_names(&settled) && is_served(&settled));
        assert_eq!(among(&settled, &[&settled], "later"), None);
        let mut wiped = settled.clone();
        wiped["status"]["conditions"] = Value::Null;
        assert_eq!(among(&wiped, &[&settled], "later"), None, "nobody asks again");
        assert!(!Taken::frees(&fresh, &settled) && Taken::frees(&settled, &fresh));
    }

    #[test]
    fn names_that_others_have_are_refused_and_the_others_got() {
        let first = among(&definition("widgets", "Widget", &["wd", "w"]), &[], "t").unwrap();
        let refused = among(&definition("gadgets", "Gadget", &["wd", "w", "g"]), &[&first], "t").unwrap();
        assert_eq!(
            said(&refused),
            [
                r#"NamesAccepted False ShortNamesConflict: ["wd" is already in use, "w" is already in use]"#,
                "Established False NotAccepted: not all names are accepted"
            ]
        );
        let names = &refused["status"]["acceptedNames"];
        assert_eq!((&names["plural"], names.get("shortNames")), (&"gadgets".into(), None));
        assert!(!is_served(&refused));
        let kind = among(&definition("others", "Widget", &[]), &[&first], "t").unwrap();
        assert_eq!(said(&kind)[0], r#"NamesAccepted False ListKindConflict: "WidgetList" is already in use"#);
        let freed = among(&refused, &[], "u").unwrap();
        assert_eq!(said(&freed)[1], "Established True InitialNamesAccepted: the initial names have been accepted");
        assert_eq!(freed["status"]["conditions"][1]["lastTransitionTime"], "u");
    }

    #[test]
    fn one_whose_webhook_cannot_be_trusted_is_not_established_until_it_can() {
        let mut untrusted = definition("widgets", "Widget", &[]);
        set_in(&mut untrusted, "spec", "conversion", json!({"webhook": {"clientConfig": {"caBundle": "YQ=="}}}));
        let settled = among(&untrusted, &[], "t").unwrap();
        assert_eq!(said(&settled)[1], "Established False InvalidCABundle: The conversion webhook CABundle is invalid");
        assert_eq!(among(&settled, &[], "u"), None);
        let mut trusted = settled.clone();
        set_in(&mut trusted, "spec", "conversion", json!({"strategy": "None"}));
        assert!(holds(&among(&trusted, &[], "u").unwrap(), ESTABLISHED));
    }

    #[test]
    fn a_group_of_kubernetes_own_says_who_approved_it() {
        let approved = |annotation: &str| {
            let mut definition = definition("widgets", "Widget", &[]);
            set_in(&mut definition, "spec", "group", "x.k8s.io".into());
            definition["metadata"] = json!({"annotations": {"api-approved.kubernetes.io": annotation}});
            said(&among(&definition, &[], "t").unwrap())[2].clone()
        };
        let given = "KubernetesAPIApprovalPolicyConformant True ApprovedAnnotation: approved in https://a/b";
        assert_eq!(approved("https://a/b"), given);
        let bypassed =
            r#"KubernetesAPIApprovalPolicyConformant False UnapprovedAnnotation: not approved: "unapproved, yet""#;
        assert_eq!(approved("unapproved, yet"), bypassed);
        assert!(approved("").contains(" False MissingAnnotation: protected groups must have"));
        assert!(approved("/a").contains(" False InvalidAnnotation: protected groups must have"));
    }

    #[test]
    fn one_that_goes_says_so_and_loses_its_finalizer_at_last() {
        let mut going = among(&definition("widgets", "Widget", &[]), &[], "t").unwrap();
        going["metadata"] = json!({"deletionTimestamp": "t", "finalizers": [CLEANUP, "mine/x"]});
        assert!(awaits_cleanup(&going));
        let begun = cleaned(&going, &Cleanup::InProgress, "u");
        assert!(awaits_cleanup(&begun) && holds(&begun, TERMINATING));
        let done = cleaned(&begun, &Cleanup::Completed, "v");
        assert!(!awaits_cleanup(&done));
        assert_eq!(said(&done)[2], "Terminating False InstanceDeletionCompleted: removed all instances");
        assert_eq!(done["metadata"]["finalizers"], json!(["mine/x"]));
    }
}
