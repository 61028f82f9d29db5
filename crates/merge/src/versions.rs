//! A kind in several versions: its objects as those of another, and what a write changes in each version that somebody wrote in.
//!
//! A kind of one version has no others, and then nothing here costs anything. How objects are converted is somebody else's to know.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use coracle_object::text::quote;
use coracle_object::{SchemaRef, Value};

use crate::compare::{Comparison, compare};
use crate::managers::Managers;
use crate::path::PathElement;
use crate::set::Set;
use crate::typed::without;
use crate::validate::validate;

/// The versions of a custom resource's kind, which may have a schema each.
pub trait Versions: fmt::Debug {
    /// The schema of a version (`example.com/v1`), of the one that is written in, too; `None` where there is no such version.
    fn schema(&self, api_version: &str) -> Option<SchemaRef<'_>>;

    /// The object as one of another version that there is. It need not have the shape that its schema there wants.
    ///
    /// # Errors
    /// Why it cannot be converted, as clients are told.
    fn convert(&self, object: &Value, api_version: &str) -> Result<Value, String>;

    /// Top-level fields of a version other than the request's of which nobody owns or loses anything by this way of writing.
    fn reset(&self, api_version: &str) -> &[&str];
}

/// Why managers' versions do not go together with the kind's, in the reference's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unconverted(pub String);

impl Unconverted {
    /// Says what failed by it.
    pub fn while_doing(what: &str) -> impl Fn(Self) -> Self {
        move |Self(why)| Self(format!("{what}: {why}"))
    }
}

/// A kind, written in one of its versions.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Written<'a> {
    pub schema: SchemaRef<'a>,
    pub kind: &'a str,
    pub api_version: &'a str,
    pub versions: Option<&'a dyn Versions>,
}

/// An object as one of a version.
#[derive(Debug, Clone)]
pub(crate) struct Versioned<'v> {
    api_version: &'v str,
    pub schema: SchemaRef<'v>,
    pub object: Cow<'v, Value>,
}

impl Versioned<'_> {
    /// What is left of it without the members and items of the set.
    pub fn without(&self, removed: &Set) -> Self {
        Self { object: Cow::Owned(without(self.schema.into(), &self.object, removed)), ..*self }
    }
}

impl<'a> Written<'a> {
    /// Whether it is the version that is written in. `/v1` names the same one as `v1`.
    pub fn is_own(&self, api_version: &str) -> bool {
        same_version(api_version, self.api_version)
    }

    /// An object of the version that is written in.
    pub fn own(&self, object: &'a Value) -> Versioned<'a> {
        Versioned { api_version: self.api_version, schema: self.schema, object: Cow::Borrowed(object) }
    }

    /// The object as one of another version. Only one that is converted is looked at anew.
    // Upstream: apimachinery/pkg/util/managedfields/internal/versionconverter.go versionConverter.Convert (v1.37.2)
    pub fn convert<'v>(&self, object: &Versioned<'v>, api_version: &'v str) -> Result<Versioned<'v>, Unconverted>
    where
        'a: 'v,
    {
        if object.object.is_null() {
            // All that is left of an object that is atomic itself.
            return Err(Unconverted("failed to convert value to unstructured for type <nil>".to_owned()));
        }
        if same_version(object.api_version, api_version) {
            return Ok(object.clone());
        }
        let (versions, schema) = self.other(api_version)?;
        let convert = |object: &Value, to| versions.convert(object, to).map_err(Unconverted);
        // From one to another they go by way of the version that is written in.
        let by_way = !self.is_own(object.api_version) && !self.is_own(api_version);
        let own = by_way.then(|| convert(&object.object, self.api_version)).transpose()?;
        let converted = convert(own.as_ref().unwrap_or(&object.object), normal(api_version))?;
        validate(schema, &converted).map_err(Unconverted)?;
        Ok(Versioned { api_version, schema, object: Cow::Owned(converted) })
    }

    /// All versions, and the schema of one of them.
    // Upstream: apiextensions-apiserver/pkg/apiserver/conversion/converter.go crConverter.ConvertToVersion (v1.37.2)
    fn other(&self, api_version: &str) -> Result<(&'a dyn Versions, SchemaRef<'a>), Unconverted> {
        let [own, other] = [self.api_version, api_version].map(|text| split_version(text).unwrap_or_default());
        if own.0 != other.0 {
            let target = quote(normal(api_version));
            let type_name = format!("{}/{}, Kind={}", own.0, own.1, self.kind);
            let why = format!("{type_name} is unstructured and is not suitable for converting to {target}");
            return Err(Unconverted(why));
        }
        let found = self.versions.and_then(|versions| Some((versions, versions.schema(normal(api_version))?)));
        let why = || format!("request to convert CR to an invalid group/version: {}", normal(api_version));
        found.ok_or_else(|| Unconverted(why()))
    }

    /// Makes whole what each manager's schema calls atomic. Managers of versions that a built-in kind does not have go; of a custom
    /// resource they are refused.
    // Upstream: structured-merge-diff/merge/update.go Updater.reconcileManagedFieldsWithSchemaChanges (v6.4.2)
    pub fn reconcile(&self, managers: &mut Managers, current: &Value) -> Result<(), Unconverted> {
        if let Some(owner) = managers.0.values().find(|owner| split_version(&owner.api_version).is_none()) {
            return Err(Unconverted(format!("unexpected GroupVersion string: {}", owner.api_version)));
        }
        if matches!(self.schema, SchemaRef::Go(_)) {
            managers.0.retain(|_, owner| self.is_own(&owner.api_version));
        }
        let current = self.own(current);
        let mut schemas: BTreeMap<String, SchemaRef> = BTreeMap::new();
        for owner in managers.0.values_mut() {
            let schema = match schemas.get(&owner.api_version) {
                _ if self.is_own(&owner.api_version) => self.schema,
                Some(known) => *known,
                None => {
                    self.convert(&current, &owner.api_version)?;
                    let (_, schema) = self.other(&owner.api_version)?;
                    *schemas.entry(owner.api_version.clone()).or_insert(schema)
                }
            };
            if owner.fields.make_atoms_whole(schema.into()) {
                owner.read = None;
            }
        }
        Ok(())
    }
}

/// What a write changes in one version.
#[derive(Debug, Default)]
pub(crate) struct Change {
    /// What became other than it was, or was not there.
    pub taken: Set,
    pub removed: Set,
}

impl From<Comparison> for Change {
    fn from(Comparison { removed, modified: mut taken, added }: Comparison) -> Self {
        taken.absorb(added);
        Self { taken, removed }
    }
}

/// What a write changes in each version that somebody wrote in.
#[derive(Debug)]
pub(crate) struct Changes {
    /// In the version that is written in.
    pub own: Change,
    others: BTreeMap<String, Change>,
}

impl Changes {
    /// What changes from one object of the version that is written in to another, `own` there.
    // Upstream: structured-merge-diff/merge/update.go Updater.update (v6.4.2)
    pub fn new<'v>(
        written: &Written<'v>,
        managers: &Managers,
        own: Comparison,
        before: &'v Value,
        after: impl FnOnce() -> Cow<'v, Value>,
    ) -> Result<Self, Unconverted> {
        let mut changes = Self { own: own.into(), others: BTreeMap::new() };
        let versions = managers.0.values().map(|owner| owner.api_version.as_str());
        let mut versions = versions.filter(|version| !written.is_own(version)).peekable();
        if versions.peek().is_none() {
            return Ok(changes);
        }
        let after = after();
        for version in versions {
            if changes.others.contains_key(version) {
                continue;
            }
            let as_other = |what, object| {
                let converted = written.convert(&written.own(object), version);
                converted.map_err(Unconverted::while_doing(what))
            };
            let old = as_other("failed to convert old object", before)?;
            let new = as_other("failed to convert new object", &after)?;
            let mut comparison = compare(new.schema, &old.object, &new.object);
            if let Some(versions) = written.versions {
                comparison.ignore(&top_level(versions.reset(normal(version))));
            }
            changes.others.insert(version.to_owned(), comparison.into());
        }
        Ok(changes)
    }

    /// What changes in a version.
    pub fn of(&self, api_version: &str) -> &Change {
        self.others.get(api_version).unwrap_or(&self.own)
    }
}

/// The set of these top-level fields.
pub(crate) fn top_level(names: &[&str]) -> Set {
    let mut set = Set::new();
    for name in names {
        set.insert(&[PathElement::field(*name)]);
    }
    set
}

/// Group and version of an apiVersion; `None` where it has more than one slash.
pub(crate) fn split_version(api_version: &str) -> Option<(&str, &str)> {
    let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
    (!version.contains('/')).then_some((group, version))
}

fn normal(api_version: &str) -> &str {
    api_version.strip_prefix('/').unwrap_or(api_version)
}

fn same_version(a: &str, b: &str) -> bool {
    normal(a) == normal(b)
}
