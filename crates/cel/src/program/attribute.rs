//! Variables, members of objects, elements of lists.

use super::evaluate::Run;
use super::steps::{Attribute, Place, Qualifier, QualifierKind, Root, Step};
use crate::value::{Error, NO_OVERLOAD, Shared, Val};

/// A value that was asked for, or why there is none.
type Found<'a> = Result<Option<Val<'a>>, Error>;

impl<'a> Run<'_, 'a> {
    /// What an attribute is, once it was paid.
    // Upstream: cel-go/interpreter/interpretable.go evalAttr, runtimecost.go costTrackerFactory.Observe (v0.29.2)
    pub(super) fn attribute(&mut self, attribute: &'a Attribute) -> Result<Val<'a>, Error> {
        let value = self.resolve(attribute);
        if let Err(error) = &value
            && error.ends()
        {
            return value;
        }
        if !matches!(attribute.root, Root::Choice { .. }) {
            self.charge(1)?;
        }
        value?.settle()
    }

    /// Whether the last that is asked is there.
    // Upstream: cel-go/interpreter/interpretable.go evalTestOnly (v0.29.2)
    pub(super) fn test(&mut self, attribute: &'a Attribute) -> Result<Val<'a>, Error> {
        let value = self.resolve(attribute);
        if matches!(attribute.root, Root::Choice { .. }) && !matches!(&value, Err(error) if error.ends()) {
            self.pay_back();
        }
        match value? {
            Val::Optional(value) => Ok(Val::Bool(value.is_some())),
            value => value.settle(),
        }
    }

    /// What an attribute is; what is asked is paid, the attribute itself is not.
    // Upstream: cel-go/interpreter/attributes.go Resolve, applyQualifiers (v0.29.2)
    fn resolve(&mut self, attribute: &'a Attribute) -> Result<Val<'a>, Error> {
        let value = match &attribute.root {
            Root::Variable(at) => match &self.variables[*at] {
                Some(value) => value.clone(),
                None => {
                    return Error::of(format!("no such attribute(s): {}", self.program.variables[*at])).fail();
                }
            },
            Root::Local(slot) => self.locals[*slot].clone().unwrap_or(Val::Null),
            Root::Accumulator(slot, initial) => match &self.locals[*slot] {
                Some(value) => value.clone(),
                None => {
                    let value = match self.evaluate(*initial) {
                        Err(error) if error.ends() => return Err(error),
                        value => value.unwrap_or_else(Val::Error),
                    };
                    self.locals[*slot] = Some(value.clone());
                    value
                }
            },
            Root::Step(place) => self.evaluate(*place)?,
            Root::Choice { condition, yes, no } => match self.evaluate(*condition)? {
                Val::Bool(true) => self.branch(*yes)?,
                Val::Bool(false) => self.branch(*no)?,
                _ => return Err(NO_OVERLOAD),
            },
        };
        match value {
            Val::Error(error) => Err(error),
            value if attribute.qualifiers.is_empty() => Ok(value),
            Val::Optional(None) => Ok(Val::Optional(None)),
            Val::Optional(Some(value)) => self.qualify((*value).clone(), &attribute.qualifiers, true),
            value => self.qualify(value, &attribute.qualifiers, false),
        }
    }

    /// What a step gives; of an attribute, what is asked is paid, and the attribute itself is not.
    fn branch(&mut self, place: Place) -> Result<Val<'a>, Error> {
        match self.step(place) {
            Step::Attribute(attribute) | Step::Test(attribute) => self.resolve(attribute),
            _ => self.evaluate(place),
        }
    }

    fn qualify(&mut self, value: Val<'a>, qualifiers: &'a [Qualifier], optional: bool) -> Result<Val<'a>, Error> {
        let (mut value, mut optional) = (value, optional);
        for qualifier in qualifiers {
            optional |= qualifier.optional;
            let found = self.find(&value, qualifier, optional);
            match &found {
                Err(error) if error.ends() => return found.map(|_| Val::Null),
                // What is not there is not paid for where it may be missing.
                Err(_) if optional => {}
                Ok(None) if optional => return Ok(Val::Optional(None)),
                _ => self.charge(1)?,
            }
            value = match (found?, &qualifier.kind) {
                (Some(found), QualifierKind::Test(..)) if optional => found,
                (found, QualifierKind::Test(..)) => Val::Bool(found.is_some()),
                (Some(found), _) => found,
                (None, _) => return Err(missing(&value, qualifier, None)),
            };
        }
        if optional { Ok(Val::some(value)) } else { Ok(value) }
    }

    /// What is asked of a value; nothing where it is missing and may be.
    fn find(&mut self, value: &Val<'a>, qualifier: &'a Qualifier, optional: bool) -> Found<'a> {
        let may_miss = optional || matches!(qualifier.kind, QualifierKind::Test(..));
        let found = match &qualifier.kind {
            QualifierKind::Field(escaped, name) | QualifierKind::Test(escaped, name) => match value {
                Val::Map(map) => {
                    map.member(escaped, name.as_deref()).map_or(Ok(None), |value| value.settle().map(Some))
                }
                value => find(value, &Val::String(Shared::Borrowed(escaped))),
            },
            QualifierKind::Key(key) => find(value, key),
            QualifierKind::Step(place) => {
                let key = self.branch(*place)?.settle()?;
                let is_key = matches!(key, Val::String(_) | Val::Int(_) | Val::Uint(_) | Val::Bool(_) | Val::Double(_));
                if !is_key {
                    return Error::of(format!("invalid qualifier type: {}", key.go_type())).fail();
                }
                let found = find(value, &key)?;
                if found.is_none() && !may_miss {
                    return Err(missing(value, qualifier, Some(&key)));
                }
                return Ok(found);
            }
        };
        match found? {
            None if !may_miss => Err(missing(value, qualifier, None)),
            found => Ok(found),
        }
    }
}

/// What a value has by a key.
// Upstream: cel-go/interpreter/attributes.go refQualify (v0.29.2)
fn find<'a>(value: &Val<'a>, key: &Val<'_>) -> Found<'a> {
    match value {
        Val::Error(error) => Err(error.clone()),
        Val::Map(map) => match map.find(key)? {
            Some(Val::Error(error)) => Err(error),
            found => Ok(found),
        },
        Val::List(list) => Ok(list.index(key)?.and_then(|at| list.get(at))),
        _ => Ok(None),
    }
}

/// That a value does not have what is asked.
fn missing(value: &Val<'_>, qualifier: &Qualifier, key: Option<&Val<'_>>) -> Error {
    let shown = match (&qualifier.kind, key) {
        (_, Some(key)) => key.shown(),
        (QualifierKind::Field(name, _) | QualifierKind::Test(name, _), None) => name.to_string(),
        (QualifierKind::Key(key), None) => key.shown(),
        (QualifierKind::Step(_), None) => String::new(),
    };
    let what = if matches!(value, Val::List(_)) { "index out of bounds" } else { "no such key" };
    Error::of(format!("{what}: {shown}"))
}
