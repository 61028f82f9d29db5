//! Calls: which forms of a function fit, and what they give.

use smol_str::SmolStr;

use super::Checker;
use crate::ast::{Id, Kind, Literal};
use crate::checked::Reference;
use crate::functions::{self, Function};
use crate::types::Type;

impl<'a> Checker<'a> {
    // Upstream: cel-go/checker/checker.go checkCall (v0.29.2)
    pub(super) fn call(&mut self, id: Id, function: &SmolStr, target: Option<Id>, args: &'a [Id]) {
        if function == "_?._" {
            return self.optional_select(id, args);
        }
        for arg in args {
            self.check(*arg);
        }
        let Some(target) = target else {
            let bare = function.strip_prefix('.').unwrap_or(function);
            let Some(found) = self.function(bare) else {
                return self.undeclared(id, function);
            };
            if bare.len() != function.len() {
                self.rename(id, bare.into(), args);
            }
            return self.resolve_call(id, found, None, args);
        };
        // `lists.range(1)`: no function's name has more than one dot.
        if let Kind::Ident(prefix) = &self.ast.node(target).kind {
            let name = format!("{}.{function}", prefix.strip_prefix('.').unwrap_or(prefix));
            if let Some(found) = self.function(&name) {
                self.rename(id, name.into(), args);
                return self.resolve_call(id, found, None, args);
            }
        }
        self.check(target);
        match self.function(function) {
            Some(found) => self.resolve_call(id, found, Some(target), args),
            None => self.undeclared(id, function),
        }
    }

    /// The function with this name that has forms in this environment.
    fn function(&self, name: &str) -> Option<&'static Function> {
        functions::named(name).filter(|function| !function.overloads(self.environment.stored).is_empty())
    }

    fn rename(&mut self, id: Id, function: SmolStr, args: &[Id]) {
        self.renamed.push((id, Kind::Call { function, target: None, args: args.to_vec() }));
    }

    /// `a.?b`
    // Upstream: cel-go/checker/checker.go checkOptSelect (v0.29.2)
    fn optional_select(&mut self, id: Id, args: &[Id]) {
        let [operand, field] = args else {
            let message = "unsupported optional field selection: incorrect signature. argument count";
            return self.issue(self.at(id), format!("{message}: {}", args.len()));
        };
        let ast = self.ast;
        let Kind::Literal(Literal::String(name)) = &ast.node(*field).kind else {
            // The parser makes a text of the name in any case.
            return self.issue(self.at(*field), "unsupported optional field selection".into());
        };
        let ty = self.member(id, *operand, name, true);
        let ty = self.bindings.substitute(&ty, false);
        self.set(id, ty);
        self.set(*field, Type::String);
        let overloads = functions::named("_?._").map(|function| function.overloads(self.environment.stored));
        self.references[id.index()] = overloads.map(|overloads| Reference::Function(overloads.into()));
    }

    // Upstream: cel-go/checker/checker.go resolveOverload (v0.29.2)
    fn resolve_call(&mut self, id: Id, function: &'static Function, target: Option<Id>, args: &[Id]) {
        let overloads = function.overloads(self.environment.stored);
        if matches!(function.name, "_&&_" | "_||_") {
            let before = self.issues.len();
            args.iter().for_each(|arg| self.expect_bool(*arg));
            if self.issues.len() > before {
                return self.set(id, Type::Error);
            }
            self.references[id.index()] = Some(Reference::Function(overloads.into()));
            return self.set(id, Type::Bool);
        }
        let types: Vec<Type> = target.iter().chain(args).map(|arg| self.ty(*arg).clone()).collect();
        let mut fitting = Vec::new();
        let mut result: Option<Type> = None;
        for overload in overloads.iter().copied().filter(|overload| overload.member == target.is_some()) {
            let letters = &overload.letters;
            let first = self.bindings.more(letters.len());
            if overload.params.len() != types.len() {
                continue;
            }
            let of_overload = if letters.is_empty() {
                if !self.bindings.assignable(types.iter().zip(&overload.params)) {
                    continue;
                }
                overload.result.clone()
            } else {
                let params: Vec<Type> =
                    overload.params.iter().map(|param| self.bindings.instantiate(param, letters, first)).collect();
                if !self.bindings.assignable(types.iter().zip(&params)) {
                    continue;
                }
                let result = self.bindings.instantiate(&overload.result, letters, first);
                self.bindings.substitute(&result, false)
            };
            fitting.push(overload);
            result = Some(match result {
                None => of_overload,
                Some(before) if before.is_dyn() || self.bindings.is_exact(&of_overload, &before) => before,
                Some(_) => Type::Dyn,
            });
        }
        match result {
            Some(result) => {
                self.set(id, result);
                self.references[id.index()] = Some(Reference::Function(fitting.into()));
            }
            None => self.no_overload(id, function.name, target.is_some(), &types),
        }
    }

    fn expect_bool(&mut self, id: Id) {
        let ty = self.ty(id).clone();
        if !self.bindings.assignable([(&ty, &Type::Bool)]) {
            self.mismatch(self.at(id), &Type::Bool, &ty);
        }
    }

    // Upstream: cel-go/checker/format.go formatFunctionInternal (v0.29.2)
    fn no_overload(&mut self, id: Id, function: &str, member: bool, types: &[Type]) {
        self.set(id, Type::Error);
        let mut texts = Vec::new();
        for ty in types {
            let ty = self.bindings.substitute(ty, true);
            self.bindings.write(&ty);
            if self.bindings.is_exhausted() {
                return;
            }
            texts.push(ty.in_errors().to_string());
        }
        let target = if member { format!("{}.", texts.remove(0)) } else { String::new() };
        let signature = format!("{target}({})", texts.join(", "));
        self.issue(self.at(id), format!("found no matching overload for '{function}' applied to '{signature}'"));
    }
}
