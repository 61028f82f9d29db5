//! Finding the types of an expression, and what is wrong with them.

mod call;
mod format;
mod literals;
mod select;
mod unify;

use std::sync::Arc;

use smol_str::SmolStr;

use crate::ast::{Ast, Comprehension, Entry, Field, Id, Kind, Literal};
use crate::checked::{Checked, Reference};
use crate::env::{self, Environment};
use crate::source::Issue;
use crate::types::Type;

use unify::Bindings;

/// Finds the types of an expression, and whether the literals in it are what they should be.
///
/// # Errors
/// What is wrong with the types; where nothing is, what is wrong with literals. The order is the reference's.
// Upstream: cel-go/cel/env.go Env.Check, checker/checker.go Check (v0.29.2)
pub fn check(ast: Ast, environment: &Environment) -> Result<Checked, Vec<Issue>> {
    let mut checker = Checker {
        types: vec![Type::Error; ast.len()],
        references: vec![None; ast.len()],
        ast: &ast,
        environment,
        bindings: Bindings::default(),
        locals: Vec::new(),
        renamed: Vec::new(),
        issues: Vec::new(),
        dotted: environment.variables.keys().any(|name| name.contains('.')),
    };
    if let Some(root) = ast.root() {
        checker.check(root);
    }
    let Checker { mut types, references, mut bindings, renamed, issues, .. } = checker;
    for ty in &mut types {
        *ty = bindings.substitute(ty, true);
    }
    let mut ast = ast;
    for (id, kind) in renamed {
        ast.replace(id, kind);
    }
    let checked = Checked { ast, types, references };
    let issues = if issues.is_empty() { literals::validate(&checked, &mut bindings) } else { issues };
    if bindings.is_exhausted() {
        let message = "the types of this expression are too large".into();
        return Err(vec![Issue { at: None, message }]);
    }
    if issues.is_empty() { Ok(checked) } else { Err(issues) }
}

/// What is known of an expression while its types are found.
struct Checker<'a> {
    ast: &'a Ast,
    environment: &'a Environment,
    types: Vec<Type>,
    references: Vec<Option<Reference>>,
    bindings: Bindings,
    /// The variables of the loops that a node is in, from the outermost on.
    locals: Vec<(&'a str, Type)>,
    /// What nodes become once all is known: names with dots that are one name.
    renamed: Vec<(Id, Kind)>,
    issues: Vec<Issue>,
    /// Whether a variable's name has dots.
    dotted: bool,
}

/// What a name was found to be.
struct Found {
    reference: Reference,
    ty: Type,
    /// Whether a loop's variable has this name, too.
    hidden: bool,
}

impl<'a> Checker<'a> {
    fn check(&mut self, id: Id) {
        if self.bindings.is_exhausted() {
            return;
        }
        let ast = self.ast;
        match &ast.node(id).kind {
            Kind::Literal(literal) => self.set(id, of_literal(literal)),
            Kind::Ident(name) => self.ident(id, name),
            Kind::Select { operand, field, test } => self.select(id, *operand, field, *test),
            Kind::Call { function, target, args } => self.call(id, function, *target, args),
            Kind::List { elements, optional } => self.list(id, elements, optional),
            Kind::Map(entries) => self.map(id, entries),
            Kind::Struct { name, fields } => self.message(id, name, fields),
            Kind::Comprehension(comprehension) => self.comprehension(id, comprehension),
        }
    }

    fn ty(&self, id: Id) -> &Type {
        &self.types[id.index()]
    }

    fn set(&mut self, id: Id, ty: Type) {
        self.types[id.index()] = ty;
    }

    fn at(&self, id: Id) -> u32 {
        self.ast.node(id).at
    }

    fn issue(&mut self, at: u32, message: String) {
        self.issues.push(Issue { at: Some(at), message });
    }

    fn undeclared(&mut self, id: Id, name: &str) {
        self.set(id, Type::Error);
        self.issue(self.at(id), format!("undeclared reference to '{name}' (in container '')"));
    }

    fn mismatch(&mut self, at: u32, expected: &Type, found: &Type) {
        self.bindings.write(expected);
        self.bindings.write(found);
        if !self.bindings.is_exhausted() {
            self.issue(at, format!("expected type '{}' but found '{}'", expected.in_errors(), found.in_errors()));
        }
    }

    /// The variable of a loop that has this name.
    fn local(&self, name: &str) -> Option<&Type> {
        self.locals.iter().rev().find(|(local, _)| *local == name).map(|(_, ty)| ty)
    }

    /// What a name without dots within it means.
    // Upstream: cel-go/checker/env.go resolveSimpleIdent (v0.29.2)
    fn resolve(&self, name: &str) -> Option<Found> {
        let bare = name.strip_prefix('.').unwrap_or(name);
        let local = self.local(bare);
        match local {
            Some(ty) if bare.len() == name.len() => {
                Some(Found { reference: Reference::Variable(name.into()), ty: ty.clone(), hidden: false })
            }
            local => self.global(bare, local.is_some()),
        }
    }

    /// What a name means apart from the variables of loops.
    // Upstream: cel-go/checker/env.go lookupGlobalIdent (v0.29.2)
    fn global(&self, name: &str, hidden: bool) -> Option<Found> {
        if let Some((name, ty)) = self.environment.variables.get_key_value(name) {
            return Some(Found { reference: Reference::Variable(name.clone()), ty: ty.clone(), hidden });
        }
        if let Some(ty) = env::type_named(name) {
            return Some(Found { reference: Reference::Type(ty.clone()), ty: Type::Type(Arc::new(ty)), hidden });
        }
        let value = env::constant_named(name)?;
        Some(Found { ty: of_literal(&value), reference: Reference::Constant(value), hidden })
    }

    /// Notes what a node is as a whole: this name.
    fn found(&mut self, id: Id, name: &str, found: Found) {
        let name = name.strip_prefix('.').unwrap_or(name);
        let name: SmolStr = if found.hidden { format!(".{name}").into() } else { name.into() };
        self.references[id.index()] = Some(match found.reference {
            Reference::Variable(_) => Reference::Variable(name.clone()),
            reference => reference,
        });
        self.set(id, found.ty);
        self.renamed.push((id, Kind::Ident(name)));
    }

    fn ident(&mut self, id: Id, name: &str) {
        match self.resolve(name) {
            Some(found) if !found.hidden && !name.starts_with('.') => {
                self.references[id.index()] = Some(found.reference);
                self.set(id, found.ty);
            }
            Some(found) => self.found(id, name, found),
            None => self.undeclared(id, name),
        }
    }

    /// The type of a value that may be left out, without that.
    // Upstream: cel-go/checker/checker.go checkCreateList, checkCreateMap, checkCreateStruct (v0.29.2)
    fn unwrap(&mut self, id: Id, ty: Type) -> Type {
        if let Some(of) = ty.in_optional() {
            return of.clone();
        }
        if !ty.is_dyn() {
            self.mismatch(self.at(id), &Type::optional(ty.clone()), &ty);
        }
        ty
    }

    // Upstream: cel-go/checker/checker.go joinTypes (v0.29.2)
    fn join(&mut self, before: Option<Type>, ty: Type) -> Type {
        match before {
            None => ty,
            Some(before) if self.bindings.assignable([(&before, &ty)]) => self.bindings.most_general(before, &ty),
            Some(_) => Type::Dyn,
        }
    }

    fn sought(&mut self) -> Type {
        Type::Sought(self.bindings.more(1))
    }

    fn list(&mut self, id: Id, elements: &'a [Id], optional: &[u32]) {
        let mut of = None;
        for (place, element) in elements.iter().enumerate() {
            self.check(*element);
            let mut ty = self.ty(*element).clone();
            // The places stand in their order.
            if optional.binary_search_by(|other| (*other as usize).cmp(&place)).is_ok() {
                ty = self.unwrap(*element, ty);
            }
            of = Some(self.join(of, ty));
        }
        let of = of.unwrap_or_else(|| self.sought());
        self.set(id, Type::List(of.into()));
    }

    fn map(&mut self, id: Id, entries: &'a [Entry]) {
        let (mut keys, mut values) = (None, None);
        for entry in entries {
            self.check(entry.key);
            let ty = self.ty(entry.key).clone();
            keys = Some(self.join(keys, ty));
            self.check(entry.value);
            let mut ty = self.ty(entry.value).clone();
            if entry.optional {
                ty = self.unwrap(entry.value, ty);
            }
            values = Some(self.join(values, ty));
        }
        let keys = keys.unwrap_or_else(|| self.sought());
        let values = values.unwrap_or_else(|| self.sought());
        self.set(id, Type::Map((keys, values).into()));
    }

    // Upstream: cel-go/checker/checker.go checkCreateStruct (v0.29.2)
    fn message(&mut self, id: Id, name: &SmolStr, fields: &'a [Field]) {
        let bare = name.strip_prefix('.').unwrap_or(name);
        let Some(ty) = env::type_named(bare) else {
            return self.undeclared(id, name);
        };
        if bare.len() != name.len() {
            let fields = fields.to_vec();
            self.renamed.push((id, Kind::Struct { name: bare.into(), fields }));
        }
        self.references[id.index()] = Some(Reference::Type(ty.clone()));
        let message = env::message_of(&ty);
        let ty = match message {
            Some(_) => ty,
            None => {
                self.issue(self.at(id), format!("'{}' is not a message type", ty.name()));
                Type::Error
            }
        };
        self.set(id, ty);
        let message = message.unwrap_or(bare);
        for field in fields {
            self.check(field.value);
            let expected = self.message_field(field, message);
            let mut ty = self.ty(field.value).clone();
            if field.optional {
                ty = self.unwrap(field.value, ty);
            }
            if !self.bindings.assignable([(&expected, &ty)]) {
                self.bindings.write(&ty);
                let (name, expected, ty) = (&field.name, expected.in_errors(), ty.in_errors());
                let message = format!("expected type of field '{name}' is '{expected}' but provided type is '{ty}'");
                self.issue(field.at, message);
            }
        }
    }

    fn message_field(&mut self, field: &Field, message: &str) -> Type {
        let Some(members) = env::message_fields(message) else {
            self.issue(field.at, format!("unexpected failed resolution of '{message}'"));
            return Type::Error;
        };
        match members.iter().find(|(name, _)| *name == field.name) {
            Some((_, member)) => Type::from(*member),
            None => {
                self.issue(field.at, format!("undefined field '{}'", field.name));
                Type::Error
            }
        }
    }

    // Upstream: cel-go/checker/checker.go checkComprehension (v0.29.2)
    fn comprehension(&mut self, id: Id, comprehension: &'a Comprehension) {
        let Comprehension { range, variable, second, accumulator, initial, condition, step, result } = comprehension;
        self.check(*range);
        self.check(*initial);
        let ranged = self.ty(*range).clone();
        let ranged = self.bindings.substitute(&ranged, false);
        let accumulated = self.ty(*initial).clone();
        let outside = self.locals.len();
        self.locals.push((accumulator, accumulated.clone()));
        let (one, two) = match (&ranged, second.is_some()) {
            (Type::List(of), false) => (Type::clone(of), Type::Error),
            (Type::List(of), true) => (Type::Int, Type::clone(of)),
            (Type::Map(entry), _) => (**entry).clone(),
            (Type::Dyn | Type::Error | Type::Sought(_), _) => {
                self.bindings.assignable([(&Type::Dyn, &ranged)]);
                (Type::Dyn, Type::Dyn)
            }
            _ => {
                self.bindings.write(&ranged);
                let message = "cannot be range of a comprehension (must be list, map, or dynamic)";
                self.issue(self.at(*range), format!("expression of type '{}' {message}", ranged.in_errors()));
                (Type::Error, Type::Error)
            }
        };
        let inside = self.locals.len();
        self.locals.push((variable, one));
        if let Some(second) = second {
            // Of two variables with one name the first counts.
            self.locals.insert(inside, (second, two));
        }
        self.check(*condition);
        self.expect(*condition, &Type::Bool);
        self.check(*step);
        self.expect(*step, &accumulated);
        self.locals.truncate(inside);
        self.check(*result);
        self.locals.truncate(outside);
        let ty = self.ty(*result).clone();
        let ty = self.bindings.substitute(&ty, false);
        self.set(id, ty);
    }

    fn expect(&mut self, id: Id, expected: &Type) {
        let ty = self.ty(id).clone();
        if !self.bindings.assignable([(expected, &ty)]) {
            self.mismatch(self.at(id), expected, &ty);
        }
    }
}

fn of_literal(literal: &Literal) -> Type {
    match literal {
        Literal::Null => Type::Null,
        Literal::Bool(_) => Type::Bool,
        Literal::Int(_) => Type::Int,
        Literal::Uint(_) => Type::Uint,
        Literal::Double(_) => Type::Double,
        Literal::String(_) => Type::String,
        Literal::Bytes(_) => Type::Bytes,
    }
}
