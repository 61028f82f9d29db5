//! Members of objects, maps and messages.

use smol_str::{SmolStr, format_smolstr};

use super::Checker;
use crate::ast::{Id, Kind};
use crate::env;
use crate::schema::{self, Schema};
use crate::types::{Object, Type};

impl<'a> Checker<'a> {
    // Upstream: cel-go/checker/checker.go checkSelect (v0.29.2)
    pub(super) fn select(&mut self, id: Id, operand: Id, field: &SmolStr, test: bool) {
        if let Some(name) = self.qualified(id)
            && let Some(found) = self.global(&name, self.local(name.split('.').next().unwrap_or_default()).is_some())
        {
            return self.found(id, &name, found);
        }
        let ty = self.member(id, operand, field, false);
        let ty = if test { Type::Bool } else { self.bindings.substitute(&ty, false) };
        self.set(id, ty);
    }

    /// The whole name of `a.b.c` without a dot before it, where all of it may be the name of one thing: none where the first word is a
    /// loop's variable.
    // Upstream: cel-go/checker/checker.go checker.computeQualifiers, env.go Env.resolveQualifiedIdent (v0.29.2)
    fn qualified(&self, id: Id) -> Option<String> {
        let mut names = Vec::new();
        let mut next = id;
        let first = loop {
            match &self.ast.node(next).kind {
                Kind::Select { operand, field, test: false } => {
                    names.push(field.as_str());
                    next = *operand;
                }
                Kind::Ident(name) => break name.as_str(),
                _ => return None,
            }
        };
        let bare = first.strip_prefix('.').unwrap_or(first);
        if bare.len() == first.len() && self.local(first).is_some() {
            return None;
        }
        // The types whose names have dots begin so.
        if !self.dotted && !matches!(bare, "google" | "net") {
            return None;
        }
        names.push(bare);
        names.reverse();
        Some(names.join("."))
    }

    /// The type of a member; `optional` where it need not be there: `a.?b`.
    // Upstream: cel-go/checker/checker.go checkSelectField (v0.29.2)
    pub(super) fn member(&mut self, id: Id, operand: Id, field: &str, optional: bool) -> Type {
        self.check(operand);
        let ty = self.ty(operand).clone();
        let ty = self.bindings.substitute(&ty, false);
        let within = ty.in_optional();
        let result = self.member_of(id, within.unwrap_or(&ty), field);
        if within.is_some() || optional { Type::optional(result) } else { result }
    }

    fn member_of(&mut self, id: Id, ty: &Type, field: &str) -> Type {
        match ty {
            Type::Map(entry) => entry.1.clone(),
            Type::Object(object) => member_type(object, field).unwrap_or_else(|| self.undefined(id, field)),
            Type::Opaque(name, _) if Type::is_message(name) => match env::message_fields(name) {
                None => {
                    self.issue(self.at(id), format!("unexpected failed resolution of '{name}'"));
                    Type::Error
                }
                Some(members) => match members.iter().find(|(member, _)| *member == field) {
                    Some((_, member)) => Type::from(*member),
                    None => self.undefined(id, field),
                },
            },
            Type::Sought(_) => {
                self.bindings.assignable([(&Type::Dyn, ty)]);
                Type::Dyn
            }
            Type::Dyn | Type::Any | Type::Error => Type::Dyn,
            other => {
                self.bindings.write(other);
                self.issue(self.at(id), format!("type '{}' does not support field selection", other.in_errors()));
                Type::Dyn
            }
        }
    }

    fn undefined(&mut self, id: Id, field: &str) -> Type {
        self.issue(self.at(id), format!("undefined field '{field}'"));
        Type::Error
    }
}

/// The type of an object's member, by what expressions call it. A reserved word may stand as it is, too.
// Upstream: apiserver/pkg/cel/types.go FindStructFieldType (v1.37.2)
fn member_type(object: &Object, name: &str) -> Option<Type> {
    let of = |name: &str| {
        let schema: &Schema = &object.schema;
        let (_, field) = schema.field(name)?;
        Some(schema::type_of(&field.schema, &format_smolstr!("{}.{name}", object.name)))
    };
    of(name).or_else(|| schema::is_reserved(name).then(|| of(&format!("__{name}__")))?)
}
