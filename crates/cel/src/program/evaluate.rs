//! What comes of the steps of a program, and what that costs.

use std::sync::Arc;

use indexmap::IndexMap;

use super::steps::{Call, CallKind, Fold, Place, Step};
use super::{Program, charge, message};
use crate::call::{self, Room};
use crate::functions::Overload;
use crate::types::Type;
use crate::value::{Error, Key, List, Map, NO_OVERLOAD, Opaque, Shared, Trait, Val};

/// How many arguments a function has at most.
pub(super) const ARGUMENTS_MAX: usize = 4;

/// An evaluation.
pub(super) struct Run<'r, 'a> {
    pub(super) program: &'a Program,
    /// The values of the variables, as far as they were given.
    pub(super) variables: Vec<Option<Val<'a>>>,
    /// What loops store.
    pub(super) locals: Vec<Option<Val<'a>>>,
    room: Room<'r>,
    cost: u64,
    limit: u64,
}

impl<'r, 'a> Run<'r, 'a> {
    pub(super) fn new(program: &'a Program, variables: &[(&str, Val<'a>)], limit: u64, room: Room<'r>) -> Self {
        let given = |name: &str| variables.iter().find(|(given, _)| *given == name).map(|(_, value)| value.clone());
        let variables = program.variables.iter().map(|name| given(name)).collect();
        let mut locals = Vec::new();
        locals.resize_with(program.slots, || None);
        Self { program, variables, locals, room, cost: 0, limit }
    }

    pub(super) fn cost(&self) -> u64 {
        self.cost
    }

    /// So much was done.
    ///
    /// # Errors
    /// That is too much.
    // Upstream: cel-go/interpreter/runtimecost.go Observe (v0.29.2)
    pub(super) fn charge(&mut self, cost: u64) -> Result<(), Error> {
        self.cost = self.cost.saturating_add(cost);
        if self.cost > self.limit { Err(Error::Over) } else { Ok(()) }
    }

    /// Quirk: whether a member is there of what one or another expression gives is paid back (asked of the reference: a `has` of what is chosen
    /// costs nothing).
    pub(super) fn pay_back(&mut self) {
        self.cost = self.cost.saturating_sub(1);
    }

    pub(super) fn step(&self, place: Place) -> &'a Step {
        &self.program.steps[place as usize]
    }

    /// What comes of a step.
    // Upstream: cel-go/interpreter/interpretable.go Interpretable (v0.29.2)
    pub(super) fn evaluate(&mut self, place: Place) -> Result<Val<'a>, Error> {
        match self.step(place) {
            Step::Constant(value) => value.borrowed().settle(),
            Step::Attribute(attribute) => self.attribute(attribute),
            Step::Test(attribute) => self.test(attribute),
            Step::Or(terms) => self.logical(terms, true),
            Step::And(terms) => self.logical(terms, false),
            Step::Equal { left, right, negated } => self.equal(*left, *right, *negated),
            Step::Call(called) => self.call(called),
            Step::Member { item, set } => {
                let value = self.evaluate(*item)?;
                hashable(&value)?;
                Ok(Val::Bool(set.contains(&Key(value))))
            }
            Step::Otherwise { left, right, value } => match self.evaluate(*left)? {
                Val::Optional(None) => self.evaluate(*right),
                Val::Optional(Some(inner)) if *value => (*inner).clone().settle(),
                optional @ Val::Optional(_) => Ok(optional),
                _ => Err(NO_OVERLOAD),
            },
            Step::NotFalse(value) => {
                let value = match self.evaluate(*value) {
                    Ok(value @ Val::Bool(_)) => value,
                    Err(error) if error.ends() => return Err(error),
                    _ => Val::Bool(true),
                };
                self.charge(1)?;
                Ok(value)
            }
            Step::List { items, optional } => {
                let list = self.list(items, optional);
                self.charged(list, charge::LIST)
            }
            Step::Map(entries) => {
                let map = self.map(entries);
                self.charged(map, charge::MAP)
            }
            Step::Message { name, fields } => {
                let mut values = Vec::with_capacity(fields.len());
                let mut failed = None;
                for (field, value, optional) in fields {
                    match self.evaluate(*value) {
                        Ok(value) => values.push((field.as_str(), value, *optional)),
                        Err(error) => {
                            failed = Some(error);
                            break;
                        }
                    }
                }
                let made = failed.map_or_else(|| message::make(name, values), Err);
                self.charged(made, charge::MESSAGE)
            }
            Step::Fold(fold) => self.fold(fold),
            Step::Grow { slot, initial, call } => self.grow(*slot, *initial, call),
        }
    }

    /// What was made, once it was paid.
    fn charged(&mut self, made: Result<Val<'a>, Error>, cost: u64) -> Result<Val<'a>, Error> {
        if let Err(error) = &made
            && error.ends()
        {
            return made;
        }
        self.charge(cost)?;
        made
    }

    // Upstream: cel-go/interpreter/interpretable.go evalOr, evalAnd (v0.29.2)
    fn logical(&mut self, terms: &'a [Place], decisive: bool) -> Result<Val<'a>, Error> {
        let mut later = None;
        for term in terms {
            match self.evaluate(*term) {
                Ok(Val::Bool(value)) if value == decisive => return Ok(Val::Bool(value)),
                Ok(Val::Bool(_)) => {}
                Ok(_) => later = later.or(Some(NO_OVERLOAD)),
                Err(error) if error.ends() => return Err(error),
                Err(error) => later = later.or(Some(error)),
            }
        }
        later.map_or(Ok(Val::Bool(!decisive)), Err)
    }

    /// What a step gives, or the error in its place.
    ///
    /// # Errors
    /// The evaluation ends.
    fn argument(&mut self, place: Place) -> Result<Val<'a>, Error> {
        match self.evaluate(place) {
            Err(error) if error.ends() => Err(error),
            Err(error) => Ok(Val::Error(error)),
            value => value,
        }
    }

    // Upstream: cel-go/interpreter/interpretable.go evalEq, evalNe (v0.29.2)
    fn equal(&mut self, left: Place, right: Place, negated: bool) -> Result<Val<'a>, Error> {
        let args = [self.argument(left)?, self.argument(right)?];
        let result = match &args {
            [Val::Error(error), _] | [_, Val::Error(error)] => Err(error.clone()),
            // Quirk: what cannot be compared is not equal (asked of the reference: a map that holds what its schema does not say != {'a': 1}).
            [left, right] => match self.room.equals(left, right) {
                Err(error) if error.ends() => return Err(error),
                equal if negated => Ok(Val::Bool(equal != Ok(true))),
                equal => equal.map(Val::Bool),
            },
        };
        let price = if negated { charge::Price::Smaller } else { charge::Price::Equality };
        let cost = price.charge(&args, &result)?;
        self.charge(cost)?;
        result
    }

    // Upstream: cel-go/interpreter/interpretable.go evalUnary, evalBinary, evalVarArgs (v0.29.2)
    fn call(&mut self, called: &'a Call) -> Result<Val<'a>, Error> {
        let mut args = [const { Val::Null }; ARGUMENTS_MAX];
        let mut first_error = None;
        for (arg, place) in args.iter_mut().zip(&called.args) {
            *arg = self.argument(*place)?;
            if let Val::Error(error) = arg {
                let error = error.clone();
                if called.early && !std::ptr::eq(place, called.args.last().unwrap_or(place)) {
                    return Err(error);
                }
                first_error = first_error.or(Some(error));
            }
        }
        self.finish(called, &args[..called.args.len()], first_error)
    }

    /// What a function gives once its arguments are there, and what that costs.
    fn finish(&mut self, called: &Call, args: &[Val<'a>], failed: Option<Error>) -> Result<Val<'a>, Error> {
        if !called.price.needs_result() {
            // What cannot be paid need not be done.
            let cost = called.price.charge(args, &Err(NO_OVERLOAD))?;
            if self.cost.saturating_add(cost) > self.limit {
                return self.charge(cost).map(|()| Val::Null);
            }
        }
        let result = match failed {
            Some(error) => Err(error),
            None => match call(called, args, &mut self.room) {
                Err(error) if error.ends() => return Err(error),
                result => result,
            },
        };
        let cost = called.price.charge(args, &result)?;
        self.charge(cost)?;
        result
    }

    fn list(&mut self, items: &'a [Place], optional: &[bool]) -> Result<Val<'a>, Error> {
        self.room.make_elements(items.len())?;
        let mut values = Vec::with_capacity(items.len());
        for (at, item) in items.iter().enumerate() {
            let value = self.evaluate(*item)?;
            add_item(&mut values, value, optional.get(at).copied().unwrap_or(false))?;
        }
        Ok(Val::list(values))
    }

    fn map(&mut self, entries: &'a [(Place, Place, bool)]) -> Result<Val<'a>, Error> {
        self.room.make_elements(entries.len().saturating_mul(3))?;
        let mut map = IndexMap::with_capacity(entries.len());
        for (key, value, optional) in entries {
            let (key, value) = (self.evaluate(*key)?, self.evaluate(*value)?);
            add_entry(&mut map, key, value, *optional)?;
        }
        Ok(Val::Map(Map::Made(Shared::Made(Arc::new(map)))))
    }

    // Upstream: cel-go/interpreter/interpretable.go evalFold, folder (v0.29.2)
    fn fold(&mut self, fold: &'a Fold) -> Result<Val<'a>, Error> {
        let range = self.evaluate(fold.range)?;
        self.locals[fold.accumulator] = None;
        match (&range, fold.second) {
            (Val::List(list), second) => {
                for (at, item) in list.iter().enumerate() {
                    let at = Val::Int(i64::try_from(at).unwrap_or(i64::MAX));
                    let (first, value) = if second.is_some() { (at, Some(item)) } else { (item, None) };
                    if !self.round(fold, first, value)? {
                        break;
                    }
                }
            }
            (Val::Map(map), second) => {
                self.room.make_elements(map.len())?;
                for key in map.keys() {
                    let value = second.map(|_| map.value(&key));
                    if !self.round(fold, key, value)? {
                        break;
                    }
                }
            }
            (other, Some(_)) => {
                return Error::of(format!("unsupported comprehension range type: {}", other.go_type())).fail();
            }
            (other, None) => {
                return Error::of(format!("got '{}', expected iterable type", other.go_type())).fail();
            }
        }
        let result = self.evaluate(fold.result);
        self.locals[fold.accumulator] = None;
        result
    }

    /// A round of a loop; false where there is to be no more.
    fn round(&mut self, fold: &'a Fold, first: Val<'a>, second: Option<Val<'a>>) -> Result<bool, Error> {
        self.locals[fold.first] = Some(first);
        if let Some(slot) = fold.second {
            self.locals[slot] = second;
        }
        match self.evaluate(fold.condition) {
            Ok(Val::Bool(false)) => return Ok(false),
            Err(error) if error.ends() => return Err(error),
            _ => {}
        }
        let handed_on = self.argument(fold.step)?;
        self.locals[fold.accumulator] = Some(handed_on);
        self.room.step()?;
        Ok(true)
    }

    /// What is handed on with more in it.
    // Upstream: cel-go/common/types/list.go mutableList.Add, map.go mutableMap.Insert (v0.29.2)
    fn grow(&mut self, slot: usize, initial: Place, called: &'a Call) -> Result<Val<'a>, Error> {
        let so_far = match self.locals[slot].take() {
            Some(value) => value,
            None => self.argument(initial)?,
        };
        self.charge(1)?;
        let mut args = [const { Val::Null }; ARGUMENTS_MAX];
        let mut failed = None;
        if let Val::Error(error) = &so_far {
            if called.early {
                return Err(error.clone());
            }
            failed = Some(error.clone());
        }
        for (arg, place) in args[1..].iter_mut().zip(&called.args[1..]) {
            *arg = self.argument(*place)?;
            if let Val::Error(error) = arg {
                let error = error.clone();
                if called.early && !std::ptr::eq(place, called.args.last().unwrap_or(place)) {
                    return Err(error);
                }
                failed = failed.or(Some(error));
            }
        }
        let grown = match (failed, so_far, &args[1]) {
            (None, Val::List(mut list), Val::List(more)) if list.kind().is_none() => {
                self.room.make_elements(more.len())?;
                push_all(&mut list, more);
                self.charge(1)?;
                return Ok(Val::List(list));
            }
            (failed, so_far, _) => {
                args[0] = so_far;
                failed
            }
        };
        if let (None, "cel.@mapInsert", [Val::Map(_), Val::Map(more), ..], 2) =
            (&grown, called.function, &args, called.args.len())
        {
            let more = more.clone();
            let Val::Map(map) = std::mem::replace(&mut args[0], Val::Null) else { return Err(NO_OVERLOAD) };
            self.room.make_elements(more.len().saturating_mul(2))?;
            let grown = more.keys().into_iter().try_fold(map, |map, key| {
                let value = more.value(&key).settle()?;
                crate::value::insert(map, key, value)
            });
            self.charge(1)?;
            return grown.map(Val::Map);
        }
        if let (None, "cel.@mapInsert", [Val::Map(_), key, value, ..], 3) =
            (&grown, called.function, &args, called.args.len())
        {
            let (key, value) = (key.clone(), value.clone());
            let Val::Map(map) = std::mem::replace(&mut args[0], Val::Null) else { return Err(NO_OVERLOAD) };
            self.room.make_elements(3)?;
            hashable(&key)?;
            let grown = crate::value::insert(map, key, value).map(Val::Map);
            self.charge(1)?;
            return grown;
        }
        self.finish(called, &args[..called.args.len()], grown)
    }
}

/// Puts elements behind those of a list, in its place where nobody else has it.
fn push_all<'a>(list: &mut List<'a>, more: &List<'a>) {
    if let List::Made(Shared::Made(items)) = list
        && let Some(items) = Arc::get_mut(items)
    {
        items.extend(more.iter());
        return;
    }
    *list = List::Made(Shared::Made(Arc::new(list.iter().chain(more.iter()).collect())));
}

/// What a function gives for arguments that have values.
pub(super) fn call<'a>(called: &Call, args: &[Val<'a>], room: &mut Room<'_>) -> Result<Val<'a>, Error> {
    if let Some(Val::Error(error)) = args.iter().find(|arg| matches!(arg, Val::Error(_))) {
        return Err(error.clone());
    }
    match &called.kind {
        CallKind::Operator(implementation, wanted) => match (wanted, args.first()) {
            (Some(wanted), Some(first)) if !first.has(*wanted) => {
                // Quirk: some types are asked for functions that they do not have, and say less (asked of the reference: 'a' - 'a' and true -
                // true of `dyn`).
                if first.has(Trait::Receiver) {
                    return Err(NO_OVERLOAD);
                }
                Error::of(format!("no such overload: {}", called.function)).fail()
            }
            _ => implementation(args, room),
        },
        CallKind::Forms(forms) => {
            let any = matches!(called.function, "contains" | "endsWith" | "startsWith" | "flatten");
            for (overload, implementation) in forms {
                if overload.params.len() == args.len() && (any || takes(overload, args)) {
                    return implementation(args, room);
                }
            }
            let types: Vec<&str> = args.iter().map(Val::type_name).collect();
            Error::of(format!("no such overload: {}({})", called.function, types.join(", "))).fail()
        }
        CallKind::Matches(pattern) => match args.first() {
            Some(Val::String(text)) => Ok(Val::Bool(pattern.is_found_in(text))),
            _ => Err(NO_OVERLOAD),
        },
        CallKind::Find(places) => match args.first() {
            Some(Val::String(text)) => Ok(call::find(places, text)),
            _ => Err(NO_OVERLOAD),
        },
        CallKind::FindAll(places) => match args {
            [Val::String(text), _] => call::find_all(places, text, -1, room),
            [Val::String(text), _, Val::Int(most)] => call::find_all(places, text, *most, room),
            _ => Err(NO_OVERLOAD),
        },
    }
}

/// Whether a form of a function takes these values.
// Upstream: cel-go/common/decls/decls.go matchesRuntimeSignature (v0.29.2)
fn takes(overload: &Overload, args: &[Val<'_>]) -> bool {
    overload.params.iter().zip(args).all(|(param, arg)| is_assignable(param, arg))
}

/// Whether a value is of a type, as far as can be seen of it at once.
// Upstream: cel-go/common/types/types.go defaultIsAssignableRuntimeType (v0.29.2)
fn is_assignable(ty: &Type, value: &Val<'_>) -> bool {
    match (ty, value) {
        (Type::Dyn | Type::Any | Type::Param(_), _)
        | (Type::Null, Val::Null)
        | (Type::Bool, Val::Bool(_))
        | (Type::Int, Val::Int(_))
        | (Type::Uint, Val::Uint(_))
        | (Type::Double, Val::Double(_))
        | (Type::String, Val::String(_))
        | (Type::Bytes, Val::Bytes(_))
        | (Type::Duration, Val::Duration(_))
        | (Type::Timestamp, Val::Timestamp(_))
        | (Type::Type(_), Val::Type(_)) => true,
        (Type::List(items), Val::List(list)) => list.get(0).is_none_or(|item| is_assignable(items, &item)),
        (Type::Map(entry), Val::Map(map)) => match map.first_key() {
            Some(key) => is_assignable(&entry.0, &key) && is_assignable(&entry.1, &map.value(&key)),
            None => true,
        },
        (Type::Opaque(name, _), value) => *name == value.type_name(),
        (Type::Nullable(of), value) => matches!(value, Val::Null) || is_assignable(of, value),
        _ => false,
    }
}

/// A list of these; which may be left out where they have no value.
pub(super) fn make_list<'a>(items: impl Iterator<Item = (Val<'a>, bool)>) -> Result<Val<'a>, Error> {
    let mut values = Vec::new();
    for (value, optional) in items {
        add_item(&mut values, value.settle()?, optional)?;
    }
    Ok(Val::list(values))
}

fn add_item<'a>(values: &mut Vec<Val<'a>>, value: Val<'a>, optional: bool) -> Result<(), Error> {
    match value {
        value if !optional => values.push(value),
        Val::Optional(None) => {}
        Val::Optional(Some(value)) => values.push((*value).clone()),
        other => {
            let said = format!("cannot initialize optional list element from non-optional value {}", other.shown());
            return Error::of(said).fail();
        }
    }
    Ok(())
}

/// A map of these: keys, values, and which may be left out where they have no value.
pub(super) fn make_map<'a>(entries: Vec<(Val<'a>, Val<'a>, bool)>) -> Result<Val<'a>, Error> {
    let mut map = IndexMap::with_capacity(entries.len());
    for (key, value, optional) in entries {
        add_entry(&mut map, key.settle()?, value.settle()?, optional)?;
    }
    Ok(Val::Map(Map::Made(Shared::Made(Arc::new(map)))))
}

fn add_entry<'a>(
    map: &mut IndexMap<Key<'a>, Val<'a>>,
    key: Val<'a>,
    value: Val<'a>,
    optional: bool,
) -> Result<(), Error> {
    let value = match value {
        value if !optional => value,
        Val::Optional(Some(value)) => (*value).clone(),
        Val::Optional(None) => {
            hashable(&key)?;
            map.shift_remove(&Key(key));
            return Ok(());
        }
        other => {
            return Error::of(format!(
                "cannot initialize optional entry '{}' from non-optional value {}",
                key.shown(),
                other.shown()
            ))
            .fail();
        }
    };
    hashable(&key)?;
    map.insert(Key(key), value);
    Ok(())
}

/// Whether a value can be a key.
///
/// # Errors
/// The reference does not survive it.
fn hashable(key: &Val<'_>) -> Result<(), Error> {
    let is_not = match key {
        Val::Bytes(_) => true,
        Val::Opaque(opaque) => matches!(**opaque, Opaque::Format(_) | Opaque::Semver(_)),
        _ => false,
    };
    if is_not {
        let said = format!("runtime error: hash of unhashable type {}", key.go_type());
        return Err(Error::Internal(said.into()));
    }
    Ok(())
}
