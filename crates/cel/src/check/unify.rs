//! Whether a value of one type can stand where another is expected, and what the types that are still sought must be for that.

use crate::types::Type;

/// How many types are looked at for one expression at most. The reference has no such bound: a short expression can have a type so large
/// that it never ends.
const STEPS_MAX: u64 = 50_000_000;

/// How many of them it counts as when a type is written out in an error.
const WRITTEN_STEPS: u64 = 100;

/// How deep types nest at most. The parser's own limits keep them far below, unless a schema nests as deep as none does.
const DEPTH_MAX: u32 = 5000;

/// What is known of the types that are sought, by their numbers.
// Upstream: cel-go/checker/mapping.go mapping (v0.29.2)
#[derive(Debug, Default)]
pub(super) struct Bindings {
    types: Vec<Option<Type>>,
    /// What the present attempt changed: whose binding, and what it was.
    changed: Vec<(u32, Option<Type>)>,
    steps: u64,
    depth: u32,
    exhausted: bool,
}

impl Bindings {
    /// So many more types that are sought; the first one's number.
    pub(super) fn more(&mut self, count: usize) -> u32 {
        let first = u32::try_from(self.types.len()).unwrap_or(u32::MAX);
        self.types.resize(self.types.len() + count, None);
        first
    }

    /// Whether the types have become too large to go on; all answers are worthless then.
    pub(super) fn is_exhausted(&self) -> bool {
        self.exhausted
    }

    /// Counts a step down; false where it is one too many.
    fn enter(&mut self) -> bool {
        self.steps += 1;
        self.depth += 1;
        self.exhausted |= self.steps > STEPS_MAX || self.depth > DEPTH_MAX;
        !self.exhausted
    }

    fn leave(&mut self) {
        self.depth -= 1;
    }

    fn find(&self, ty: &Type) -> Option<&Type> {
        match ty {
            Type::Sought(number) => self.types.get(*number as usize)?.as_ref(),
            _ => None,
        }
    }

    fn bind(&mut self, number: u32, ty: Type) {
        if let Some(place) = self.types.get_mut(number as usize) {
            self.changed.push((number, place.replace(ty)));
        }
    }

    /// Whether values of the first types can stand for those of the second; binds what is sought only then.
    pub(super) fn assignable<'t>(&mut self, pairs: impl IntoIterator<Item = (&'t Type, &'t Type)>) -> bool {
        let assignable = pairs.into_iter().all(|(one, other)| self.assign(one, other));
        match assignable {
            true => self.changed.clear(),
            false => {
                while let Some((number, before)) = self.changed.pop() {
                    self.types[number as usize] = before;
                }
            }
        }
        assignable
    }

    // Upstream: cel-go/checker/types.go internalIsAssignable (v0.29.2)
    fn assign(&mut self, one: &Type, other: &Type) -> bool {
        if !self.enter() {
            self.leave();
            return false;
        }
        let assignable = self.assign_within(one, other);
        self.leave();
        assignable
    }

    fn assign_within(&mut self, one: &Type, other: &Type) -> bool {
        if let Type::Sought(number) = other {
            match self.substitutes(one, *number) {
                Substitution::Valid => return true,
                Substitution::Other => return false,
                Substitution::Within => {}
            }
        }
        if let Type::Sought(number) = one {
            return matches!(self.substitutes(other, *number), Substitution::Valid);
        }
        if is_open(one) || is_open(other) {
            return true;
        }
        match (one, other) {
            (Type::Null, ty) | (ty, Type::Null) => {
                matches!(ty, Type::Null | Type::Object(_) | Type::Duration | Type::Timestamp | Type::Nullable(_))
                    || matches!(ty, Type::Opaque(name, _) if *name != "type")
            }
            (one, other) if is_type(one) => is_type(other),
            (Type::List(one), Type::List(other)) => self.assign(one, other),
            (Type::Map(one), Type::Map(other)) => self.assign(&one.0, &other.0) && self.assign(&one.1, &other.1),
            (Type::Opaque(one, params), Type::Opaque(other, others)) => {
                one == other
                    && params.len() == others.len()
                    && params.iter().zip(&**others).all(|(one, other)| self.assign(one, other))
            }
            (one, other) => self.is_exact(one, other),
        }
    }

    /// Whether the type that is sought can be this one.
    // Upstream: cel-go/checker/types.go isValidTypeSubstitution (v0.29.2)
    fn substitutes(&mut self, ty: &Type, sought: u32) -> Substitution {
        if matches!(ty, Type::Sought(number) if *number == sought) {
            return Substitution::Valid;
        }
        let Some(known) = self.find(&Type::Sought(sought)).cloned() else {
            if self.is_apart(sought, ty) {
                self.bind(sought, ty.clone());
                return Substitution::Valid;
            }
            return Substitution::Within;
        };
        if self.is_exact(ty, &known) {
            return Substitution::Valid;
        }
        if !self.assign(ty, &known) {
            return Substitution::Other;
        }
        let general = if self.is_less_specific(ty, &known) { ty } else { &known };
        if self.is_apart(sought, general) {
            self.bind(sought, general.clone());
        }
        Substitution::Valid
    }

    /// Whether the type that is sought does not stand within this one.
    // Upstream: cel-go/checker/types.go notReferencedIn (v0.29.2)
    fn is_apart(&mut self, sought: u32, ty: &Type) -> bool {
        if !self.enter() {
            self.leave();
            return false;
        }
        let apart = match ty {
            Type::Sought(number) if *number == sought => false,
            Type::Sought(_) => match self.find(ty).cloned() {
                Some(known) => self.is_apart(sought, &known),
                None => true,
            },
            Type::List(of) | Type::Type(of) => self.is_apart(sought, of),
            Type::Map(entry) => self.is_apart(sought, &entry.0) && self.is_apart(sought, &entry.1),
            Type::Opaque(_, params) => params.iter().all(|param| self.is_apart(sought, param)),
            _ => true,
        };
        self.leave();
        apart
    }

    /// The more general of two types that can stand for each other.
    // Upstream: cel-go/checker/types.go mostGeneral (v0.29.2)
    pub(super) fn most_general(&mut self, one: Type, other: &Type) -> Type {
        if self.is_less_specific(&one, other) { one } else { other.clone() }
    }

    // Upstream: cel-go/checker/types.go isEqualOrLessSpecific (v0.29.2)
    fn is_less_specific(&mut self, one: &Type, other: &Type) -> bool {
        if !self.enter() {
            self.leave();
            return true;
        }
        let less = match (one, other) {
            (Type::Dyn | Type::Any | Type::Sought(_), _) => true,
            (_, Type::Dyn | Type::Any | Type::Sought(_)) => false,
            (one, other) if is_type(one) => is_type(other),
            (Type::List(one), Type::List(other)) => self.is_less_specific(one, other),
            (Type::Map(one), Type::Map(other)) => {
                self.is_less_specific(&one.0, &other.0) && self.is_less_specific(&one.1, &other.1)
            }
            (Type::Opaque(one, params), Type::Opaque(other, others)) => {
                one == other
                    && params.len() == others.len()
                    && params.iter().zip(&**others).all(|(one, other)| self.is_less_specific(one, other))
            }
            (one, other) => self.is_exact(one, other),
        };
        self.leave();
        less
    }

    /// Whether two types are the same. That `null` is a value of one of them does not count.
    // Upstream: cel-go/common/types/types.go IsExactType (v0.29.2)
    pub(super) fn is_exact(&mut self, one: &Type, other: &Type) -> bool {
        if !self.enter() {
            self.leave();
            return true;
        }
        let exact = match (one.without_null(), other.without_null()) {
            (Type::List(one), Type::List(other)) | (Type::Type(one), Type::Type(other)) => self.is_exact(one, other),
            (Type::Map(one), Type::Map(other)) => self.is_exact(&one.0, &other.0) && self.is_exact(&one.1, &other.1),
            (Type::Opaque(one, params), Type::Opaque(other, others)) => {
                one == other
                    && params.len() == others.len()
                    && params.iter().zip(&**others).all(|(one, other)| self.is_exact(one, other))
            }
            (Type::Object(one), Type::Object(other)) => one == other,
            (Type::Sought(one), Type::Sought(other)) => one == other,
            (Type::Param(one), Type::Param(other)) => one == other,
            (one, other) => std::mem::discriminant(one) == std::mem::discriminant(other),
        };
        self.leave();
        exact
    }

    /// The type with all that is known put in. What is not known stays, or is anything where `finished`.
    // Upstream: cel-go/checker/types.go substitute (v0.29.2)
    pub(super) fn substitute(&mut self, ty: &Type, finished: bool) -> Type {
        self.changed_by(ty, &|bindings, ty| match ty {
            Type::Sought(_) => Some(match bindings.find(ty).cloned() {
                Some(known) => bindings.substitute(&known, finished),
                None if finished => Type::Dyn,
                None => return None,
            }),
            _ => None,
        })
        .unwrap_or_else(|| ty.clone())
    }

    /// The type with these numbers for a declaration's letters: the first letter is `first`, and so on.
    pub(super) fn instantiate(&mut self, ty: &Type, letters: &[char], first: u32) -> Type {
        self.changed_by(ty, &|_, ty| match ty {
            Type::Param(letter) => {
                let place = letters.iter().position(|other| other == letter)?;
                Some(Type::Sought(first.saturating_add(u32::try_from(place).ok()?)))
            }
            _ => None,
        })
        .unwrap_or_else(|| ty.clone())
    }

    /// The type with what `leaf` makes of the types without parts in it; nothing where all stays as it is.
    fn changed_by(&mut self, ty: &Type, leaf: &dyn Fn(&mut Self, &Type) -> Option<Type>) -> Option<Type> {
        if !self.enter() {
            self.leave();
            return Some(Type::Dyn);
        }
        let changed = match ty {
            Type::List(of) => self.changed_by(of, leaf).map(|of| Type::List(of.into())),
            Type::Type(of) => self.changed_by(of, leaf).map(|of| Type::Type(of.into())),
            Type::Map(entry) => match (self.changed_by(&entry.0, leaf), self.changed_by(&entry.1, leaf)) {
                (None, None) => None,
                (key, value) => {
                    let entry = (key.unwrap_or_else(|| entry.0.clone()), value.unwrap_or_else(|| entry.1.clone()));
                    Some(Type::Map(entry.into()))
                }
            },
            Type::Opaque(name, params) => {
                let changed: Vec<_> = params.iter().map(|param| self.changed_by(param, leaf)).collect();
                let all = || changed.iter().zip(&**params).map(|(new, old)| new.as_ref().unwrap_or(old).clone());
                changed.iter().any(Option::is_some).then(|| Type::Opaque(name, all().collect()))
            }
            other => leaf(self, other),
        };
        self.leave();
        changed
    }

    /// Notes that a type is written out, part by part, and that this takes more than looking at it.
    pub(super) fn write(&mut self, ty: &Type) {
        self.steps += WRITTEN_STEPS;
        if self.enter() {
            match ty {
                Type::List(of) | Type::Type(of) => self.write(of),
                Type::Map(entry) => {
                    self.write(&entry.0);
                    self.write(&entry.1);
                }
                Type::Opaque(_, params) => params.iter().for_each(|param| self.write(param)),
                _ => {}
            }
        }
        self.leave();
    }
}

enum Substitution {
    /// It can be this one, and is bound to it.
    Valid,
    /// It is known to be another one.
    Other,
    /// It stands within this one.
    Within,
}

/// Whether nothing is known of it.
fn is_open(ty: &Type) -> bool {
    matches!(ty, Type::Dyn | Type::Any | Type::Error)
}

/// Whether it is the type of types.
pub(super) fn is_type(ty: &Type) -> bool {
    matches!(ty, Type::Type(_) | Type::Opaque("type", _))
}
