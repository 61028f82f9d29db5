//! Reviews: who am I, whose token is this, may I, may they. They are created and answered, and nothing is stored.
//!
//! To be read and written they are kinds like the others; `access.rs` asks the same rights that requests are decided by.

mod access;
mod selectors;
mod token;

use std::sync::Arc;

use bytes::Bytes;
use coracle_kinds::Kind;
use coracle_object::Value;
use coracle_object::json;

use crate::answer::{Answer, Body};
use crate::auth::rules::Rules;
use crate::auth::tokens::Tokens;
use crate::auth::{User, rights};
use crate::change::{Scope, create};
use crate::clock::{Clock, Does};
use crate::request::Head;
use crate::status::Failure;
use crate::verbs;

/// What a review asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    /// Who am I?
    Oneself,
    /// Whose token is this?
    Token,
    /// May I do this?
    OwnAccess,
    /// What may I do?
    OwnRules,
    /// May they do this?
    Access,
    /// May they do this in the namespace?
    LocalAccess,
}

impl What {
    fn of(review: &Kind) -> Option<What> {
        Some(match review.kind() {
            "SelfSubjectReview" => What::Oneself,
            "TokenReview" => What::Token,
            "SelfSubjectAccessReview" => What::OwnAccess,
            "SelfSubjectRulesReview" => What::OwnRules,
            "SubjectAccessReview" => What::Access,
            "LocalSubjectAccessReview" => What::LocalAccess,
            _ => return None,
        })
    }
}

/// A review that somebody asks for.
pub struct Asked<'a> {
    /// Who may do what.
    pub rules: &'a Rules,
    /// Who is known.
    pub tokens: &'a Tokens,
    /// What this server is called: for whom its tokens are.
    pub audiences: &'a [String],
    /// The request.
    pub head: &'a Head,
    /// Who asks.
    pub user: &'a User,
    /// What for.
    pub review: &'a Arc<Kind>,
    /// In which namespace; empty for none.
    pub namespace: &'a str,
    /// The body.
    pub body: &'a Bytes,
    /// The time.
    pub clock: &'a Clock,
}

/// Answers a review; `warnings` collects what the client is warned of, also where it fails.
///
/// # Errors
/// What the reference answers.
// Upstream: endpoints/handlers/create.go createHandler, kubernetes/pkg/registry/authentication/selfsubjectreview/rest.go
// Create, kubernetes/pkg/registry/authorization/subjectaccessreview/rest.go Create (v1.37.2)
pub fn answer(asked: &Asked, warnings: &mut Vec<String>) -> Result<Answer, Failure> {
    let (document, options) = verbs::create::read(asked.review, asked.head, asked.body, warnings)?;
    let (manager, moment) = (asked.head.manager(&options.field_manager), asked.clock.moment(Does::Looks));
    let scope = Scope {
        kind: asked.review.clone(),
        namespace: asked.namespace.to_owned(),
        name: String::new(),
        subresource: String::new(),
        manager,
        moment: moment.clone(),
        dry_run: options.is_dry_run(),
        create_denied: None,
    };
    let what = What::of(asked.review).ok_or_else(|| Failure::internal("nobody answers this review"))?;
    let mut object = create::arriving(&scope, &document, warnings)?;
    match what {
        What::Token => token::answer(&mut object, asked.tokens, asked.audiences)?,
        What::Oneself => object = described(asked, &moment.now),
        What::OwnRules => {
            let namespace = text(&object["spec"]["namespace"]);
            if namespace.is_empty() {
                return Err(Failure::bad_request("no namespace on request"));
            }
            let allowed = rights::all(asked.user, namespace, asked.rules);
            object = of(
                asked,
                json!({}),
                json!({"resourceRules": allowed.resources, "nonResourceRules": allowed.paths, "incomplete": false}),
            );
        }
        What::OwnAccess | What::Access | What::LocalAccess => {
            access::check(&object, what).map_err(|errors| Failure::invalid_review(asked.review.group(), &errors))?;
            if asked.review.is_namespaced() && asked.namespace.is_empty() {
                return Err(Failure::bad_request("namespace is required on this type: "));
            }
            let other = (what != What::OwnAccess).then(|| access::user(&object["spec"]));
            let status = access::decide(other.as_ref().unwrap_or(asked.user), &object["spec"], asked.rules);
            if let Some(members) = object.as_object_mut() {
                members.insert("status", status);
            }
        }
    }
    Ok(Answer { code: 201, body: Body::Object(asked.review.schema().settle(object)) })
}

/// Who asks, as they are told.
fn described(asked: &Asked, now: &str) -> Value {
    of(asked, json!({"creationTimestamp": now}), json!({"userInfo": info(asked.user)}))
}

/// A user, as a review tells of them.
fn info(user: &User) -> Value {
    let User { name, uid, groups, extra } = user;
    json!({"username": name, "uid": uid, "groups": groups, "extra": extra})
}

fn of(asked: &Asked, metadata: Value, status: Value) -> Value {
    let (kind, version) = (asked.review.kind(), asked.review.api_version());
    json!({"kind": kind, "apiVersion": version, "metadata": metadata, "spec": {}, "status": status})
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn list(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).map(ToOwned::to_owned).collect()
}
