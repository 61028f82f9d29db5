//! One attempt to act as somebody else: every right that one mode asks for, in the reference's order.
//!
//! Upstream: apiserver/pkg/endpoints/filters/impersonation/mode.go (v1.37.2).

use coracle_object::field::{FieldError, Path, aggregate};
use coracle_object::names::subdomain;
use coracle_object::text::quote;

use super::{Denied, node, service_account};
use crate::auth::modes::Mode;
use crate::auth::rules::Rules;
use crate::auth::{ANONYMOUS, AUTHENTICATED, MASTERS, UNAUTHENTICATED, User, rights};
use crate::request::target::{Resource, Target};

/// Where users and groups are for the constrained modes, and uids and extras for all.
const GROUP: &str = "authentication.k8s.io";
/// From so many on, the right to all of them is asked for first.
const MANY: usize = 4;

/// An attempt to act as somebody in one of the modes.
pub struct Attempt<'a> {
    /// Which.
    pub mode: Mode,
    /// Who asks.
    pub asker: &'a User,
    /// Who they want to be, as the headers say it.
    pub wanted: &'a User,
    /// Who may do what.
    pub rules: &'a Rules,
}

impl Attempt<'_> {
    /// Who they are for this request.
    ///
    /// # Errors
    /// The first right that is missing.
    pub fn make(&self, target: &Target) -> Result<User, Denied> {
        if let Some(mode) = self.mode.constraint() {
            self.may(&format!("impersonate-on:{mode}:{}", target.verb), target.clone())?;
        }
        let mut user = self.name()?;
        self.uid()?;
        self.groups()?;
        self.extra()?;
        if user.name == ANONYMOUS {
            user.join(UNAUTHENTICATED);
        } else if !user.is_in(UNAUTHENTICATED) {
            user.join(AUTHENTICATED);
        }
        Ok(user)
    }

    fn name(&self) -> Result<User, Denied> {
        let mut user = self.wanted.clone();
        let mut target = self.named("users", &user.name);
        if let Some(name) = node(&user.name).filter(|_| self.mode != Mode::Legacy) {
            target = self.named("nodes", name);
            user.groups = vec!["system:nodes".into()];
        }
        if let Some((namespace, name)) = service_account(&user.name) {
            target = Resource { namespace: namespace.into(), ..self.named("serviceaccounts", name) };
            if user.groups.is_empty() {
                user.groups = vec!["system:serviceaccounts".into(), format!("system:serviceaccounts:{namespace}")];
            }
        }
        self.may_be(target).map(|()| user)
    }

    fn uid(&self) -> Result<(), Denied> {
        let uid = &self.wanted.uid;
        if uid.is_empty() { Ok(()) } else { self.may_be(Resource { group: GROUP.into(), ..self.named("uids", uid) }) }
    }

    fn groups(&self) -> Result<(), Denied> {
        let groups = &self.wanted.groups;
        if self.mode != Mode::Legacy {
            for (wrong, called) in [("", "empty string"), (MASTERS, MASTERS)] {
                if groups.iter().any(|group| group == wrong) {
                    let why = format!("impersonating the {called} group is not allowed");
                    return Err(self.refusal(self.named("groups", wrong), &why));
                }
            }
            if groups.len() >= MANY && self.may_be(self.named("groups", "*")).is_ok() {
                return Ok(());
            }
        }
        groups.iter().try_for_each(|group| self.may_be(self.named("groups", group)))
    }

    fn extra(&self) -> Result<(), Denied> {
        let extra = &self.wanted.extra;
        let named = |key: &str, value: &str| Resource {
            group: GROUP.into(),
            subresource: key.into(),
            ..self.named("userextras", value)
        };
        if self.mode != Mode::Legacy {
            if let Some(why) = extra.iter().find_map(|(key, values)| unfit(key, values)) {
                return Err(self.refusal(named("", ""), &why));
            }
            let many = extra.len() >= MANY || extra.values().map(Vec::len).sum::<usize>() >= MANY;
            if many && self.may_be(named("*", "*")).is_ok() {
                return Ok(());
            }
        }
        let mut each = extra.iter().flat_map(|(key, values)| values.iter().map(move |value| (key, value)));
        each.try_for_each(|(key, value)| self.may_be(named(key, value)))
    }

    /// A user, a group or the like as something that one may be.
    fn named(&self, resource: &str, name: &str) -> Resource {
        let group = if self.mode == Mode::Legacy { "" } else { GROUP };
        Resource {
            group: group.into(),
            version: "v1".into(),
            resource: resource.into(),
            name: name.into(),
            ..Resource::default()
        }
    }

    fn verb(&self) -> String {
        self.mode.constraint().map_or_else(|| "impersonate".to_owned(), |mode| format!("impersonate:{mode}"))
    }

    fn may_be(&self, resource: Resource) -> Result<(), Denied> {
        self.may(&self.verb(), of(resource))
    }

    fn may(&self, verb: &str, target: Target) -> Result<(), Denied> {
        rights::check(self.asker, verb, &target, self.rules).map_err(|why| Denied { target: Box::new(target), why })
    }

    /// A refusal that no right changes.
    fn refusal(&self, resource: Resource, why: &str) -> Denied {
        let target = of(resource);
        let why = format!("{}: {why}", rights::denial(self.asker, &self.verb(), &target));
        Denied { target: Box::new(target), why }
    }
}

fn of(resource: Resource) -> Target {
    Target { path: String::new(), verb: String::new(), resource: Some(resource) }
}

/// Why the constrained modes do not take an extra.
// Upstream: apiserver/pkg/endpoints/filters/impersonation/mode.go validateExtra (v1.37.2)
fn unfit(key: &str, values: &[String]) -> Option<String> {
    if key.is_empty() {
        return Some("impersonating the empty string key in extra is not allowed".into());
    }
    let errors = not_prefixed(key);
    if !errors.is_empty() {
        return Some(format!("impersonating an invalid key in extra is not allowed: {}", aggregate(&errors)));
    }
    if key.to_lowercase() != key {
        return Some(format!("impersonating a non-lowercase key in extra is not allowed: {}", quote(key)));
    }
    let empty = values.iter().any(String::is_empty);
    empty.then(|| "impersonating the empty string value in extra is not allowed".to_owned())
}

/// Why a key is no path behind a domain.
// Upstream: apimachinery/pkg/util/validation/validation.go IsDomainPrefixedPath (v1.37.2)
fn not_prefixed(key: &str) -> Vec<FieldError> {
    const PATH: &str = r"/-._~%!$&'()*+,;=:";
    const FORMAT: &str = r"[A-Za-z0-9/\-._~%!$&'()*+,;=:]+";
    let extra = Path::new("extra");
    let field = extra.child("key");
    let Some((host, path)) = key.split_once('/').filter(|(host, path)| !host.is_empty() && !path.is_empty()) else {
        return vec![FieldError::invalid(&field, key, r#"must be a domain-prefixed path (such as "acme.io/foo")"#)];
    };
    let mut errors: Vec<_> = subdomain(host).into_iter().map(|why| FieldError::invalid(&field, host, why)).collect();
    if !path.chars().all(|c| c.is_ascii_alphanumeric() || PATH.contains(c)) {
        let why = format!("Invalid path (regex used for validation is '{FORMAT}')");
        errors.push(FieldError::invalid(&field, path, why));
    }
    errors
}
