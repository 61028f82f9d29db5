//! Macros: calls that stand for loops and tests.

use smol_str::SmolStr;

use super::build::Builder;
use super::parser::Stop;
use crate::ast::{Comprehension, Entry, Field, Id, Kind, Literal};

/// What a loop's value is called, so that no name in the text can be the same.
// Upstream: cel-go/parser/macro.go HiddenAccumulatorName, AccumulatorName (v0.29.2)
const ACCUMULATOR: &str = "@result";
const OLD_ACCUMULATOR: &str = "__result__";

/// What sortBy calls the list that is sorted.
// Upstream: cel-go/ext/lists.go sortByMacro (v0.29.2)
const SORTED: &str = "@__sortBy_input__";

/// The variable of a loop over nothing.
// Upstream: cel-go/cel/library.go unusedIterVar (v0.29.2)
const UNUSED: &str = "#unused";

const ADD: &str = "_+_";
const AND: &str = "_&&_";
const CONDITIONAL: &str = "_?_:_";
const EQUALS: &str = "_==_";
const MAP_INSERT: &str = "cel.@mapInsert";
const NOT: &str = "!_";
const NOT_FALSE: &str = "@not_strictly_false";
const OR: &str = "_||_";
const OVERWRITES: &str = "iteration variable overwrites accumulator variable";

/// How many nodes a tree may have. Only what is copied again and again by [`Macro::opt_map`] comes to that: the reference has no limit for
/// it but its memory.
const MOST_NODES: usize = 250_000;

/// A macro that cannot be expanded: where, and why.
type Wrong = (u32, String);

/// A macro that is being expanded. All that it makes stands where its parenthesis opens.
struct Macro<'b, 'a> {
    builder: &'b mut Builder<'a>,
    at: u32,
}

/// What is told of a list's elements.
#[derive(Clone, Copy)]
enum Quantifier {
    All,
    Exists,
    ExistsOne,
}

/// A loop's variables.
type Variables = (SmolStr, Option<SmolStr>);

impl Builder<'_> {
    /// A call, or what its macro makes of it.
    // Upstream: cel-go/parser/parser.go parser.expandMacro (v0.29.2)
    pub(super) fn call_or_macro(
        &mut self,
        function: SmolStr,
        target: Option<Id>,
        args: Vec<Id>,
        at: u32,
    ) -> Result<Id, Stop> {
        let mut expansion = Macro { builder: self, at };
        match expansion.expand(&function, target, &args) {
            Some(Ok(expanded)) => {
                if self.ast.len() > MOST_NODES {
                    return self.stop("expression is too large once its macros are expanded");
                }
                Ok(expanded)
            }
            Some(Err((at, message))) => Ok(self.wrong(at, message)),
            None => Ok(self.ast.add(Kind::Call { function, target, args }, at)),
        }
    }
}

impl Macro<'_, '_> {
    // Upstream: cel-go/cel/macro.go StandardMacros, cel/library.go optionalLib.CompileOptions, ext/comprehensions.go
    // compreV2Lib.CompileOptions, ext/lists.go listsLib.CompileOptions (v0.29.2)
    fn expand(&mut self, function: &str, target: Option<Id>, args: &[Id]) -> Option<Result<Id, Wrong>> {
        let Some(target) = target else {
            return (function == "has" && args.len() == 1).then(|| self.has(args[0]));
        };
        Some(match (function, args) {
            ("all", [variable, test]) => {
                self.one(*variable, |own, vars| own.quantifier(Quantifier::All, target, vars, *test))
            }
            ("exists", [variable, test]) => {
                self.one(*variable, |own, vars| own.quantifier(Quantifier::Exists, target, vars, *test))
            }
            // The other spelling is one of two variables alone.
            ("exists_one", [variable, test]) => {
                self.one(*variable, |own, vars| own.quantifier(Quantifier::ExistsOne, target, vars, *test))
            }
            ("map", [variable, to]) => self.map(target, *variable, None, *to),
            ("map", [variable, test, to]) => self.map(target, *variable, Some(*test), *to),
            ("filter", [variable, test]) => self.filter(target, *variable, *test),
            ("optMap", [variable, to]) => self.opt_map(target, *variable, *to, true),
            ("optFlatMap", [variable, to]) => self.opt_map(target, *variable, *to, false),
            ("sortBy", [variable, key]) => self.sort_by(target, *variable, *key),
            ("all", [a, b, test]) => self.two(*a, *b, |own, vars| own.quantifier(Quantifier::All, target, vars, *test)),
            ("exists", [a, b, test]) => {
                self.two(*a, *b, |own, vars| own.quantifier(Quantifier::Exists, target, vars, *test))
            }
            ("exists_one" | "existsOne", [a, b, test]) => {
                self.two(*a, *b, |own, vars| own.quantifier(Quantifier::ExistsOne, target, vars, *test))
            }
            ("transformList" | "transformMap" | "transformMapEntry", [a, b, inner @ ..])
                if matches!(inner.len(), 1 | 2) =>
            {
                let (test, to) = if let [test, to] = inner { (Some(*test), *to) } else { (None, inner[0]) };
                self.two(*a, *b, |own, vars| own.transform(function, target, vars, test, to))
            }
            _ => return None,
        })
    }

    fn place(&self, id: Id) -> u32 {
        self.builder.ast.node(id).at
    }

    fn ident_name(&self, id: Id) -> Option<SmolStr> {
        match &self.builder.ast.node(id).kind {
            Kind::Ident(name) => Some(name.clone()),
            _ => None,
        }
    }

    fn node(&mut self, kind: Kind) -> Id {
        self.builder.ast.add(kind, self.at)
    }

    fn call(&mut self, function: &'static str, args: &[Id]) -> Id {
        self.node(Kind::Call { function: SmolStr::new_static(function), target: None, args: args.to_vec() })
    }

    fn member_call(&mut self, function: &'static str, target: Id, args: &[Id]) -> Id {
        self.node(Kind::Call { function: SmolStr::new_static(function), target: Some(target), args: args.to_vec() })
    }

    fn accumulator(&mut self) -> Id {
        self.node(Kind::Ident(SmolStr::new_static(ACCUMULATOR)))
    }

    fn literal(&mut self, value: Literal) -> Id {
        self.node(Kind::Literal(value))
    }

    fn list(&mut self, elements: &[Id]) -> Id {
        self.node(Kind::List { elements: elements.to_vec(), optional: Vec::new() })
    }

    fn comprehension(&mut self, range: Id, variables: Variables, [initial, condition, step, result]: [Id; 4]) -> Id {
        let (variable, second) = variables;
        let accumulator = SmolStr::new_static(ACCUMULATOR);
        self.node(Kind::Comprehension(Box::new(Comprehension {
            range,
            variable,
            second,
            accumulator,
            initial,
            condition,
            step,
            result,
        })))
    }

    /// A value that has a name within an expression: a loop over nothing.
    fn bind(&mut self, name: SmolStr, value: Id, result: Id) -> Id {
        let range = self.list(&[]);
        let condition = self.literal(Literal::Bool(false));
        let step = self.node(Kind::Ident(name.clone()));
        self.node(Kind::Comprehension(Box::new(Comprehension {
            range,
            variable: SmolStr::new_static(UNUSED),
            second: None,
            accumulator: name,
            initial: value,
            condition,
            step,
            result,
        })))
    }

    // Upstream: cel-go/parser/macro.go MakeHas (v0.29.2)
    fn has(&mut self, arg: Id) -> Result<Id, Wrong> {
        match &self.builder.ast.node(arg).kind {
            Kind::Select { operand, field, .. } => {
                let kind = Kind::Select { operand: *operand, field: field.clone(), test: true };
                Ok(self.node(kind))
            }
            _ => Err((self.place(arg), "invalid argument to has() macro".into())),
        }
    }

    fn variable(&self, arg: Id, message: &str) -> Result<SmolStr, Wrong> {
        self.ident_name(arg).ok_or_else(|| (self.place(arg), message.into()))
    }

    fn overwrites(&self, arg: Id, name: &str) -> Result<(), Wrong> {
        if name == ACCUMULATOR || name == OLD_ACCUMULATOR { Err((self.place(arg), OVERWRITES.into())) } else { Ok(()) }
    }

    fn one(&mut self, variable: Id, then: impl FnOnce(&mut Self, Variables) -> Id) -> Result<Id, Wrong> {
        let name = self.variable(variable, "argument must be a simple name")?;
        self.overwrites(variable, &name)?;
        Ok(then(self, (name, None)))
    }

    // Upstream: cel-go/ext/comprehensions.go extractIterVars (v0.29.2)
    fn two(&mut self, first: Id, second: Id, then: impl FnOnce(&mut Self, Variables) -> Id) -> Result<Id, Wrong> {
        let name = self.variable(first, "argument must be a simple name")?;
        let other = self.variable(second, "argument must be a simple name")?;
        if name == other {
            return Err((self.place(second), format!("duplicate variable name: {name}")));
        }
        self.overwrites(first, &name)?;
        self.overwrites(second, &other)?;
        Ok(then(self, (name, Some(other))))
    }

    // Upstream: cel-go/parser/macro.go makeQuantifier (v0.29.2)
    fn quantifier(&mut self, quantifier: Quantifier, range: Id, variables: Variables, test: Id) -> Id {
        let accumulator = self.accumulator();
        let parts = match quantifier {
            Quantifier::All => {
                let condition = self.call(NOT_FALSE, &[accumulator]);
                let so_far = self.accumulator();
                [self.literal(Literal::Bool(true)), condition, self.call(AND, &[so_far, test]), self.accumulator()]
            }
            Quantifier::Exists => {
                let not = self.call(NOT, &[accumulator]);
                let condition = self.call(NOT_FALSE, &[not]);
                let so_far = self.accumulator();
                [self.literal(Literal::Bool(false)), condition, self.call(OR, &[so_far, test]), self.accumulator()]
            }
            Quantifier::ExistsOne => {
                let one = self.literal(Literal::Int(1));
                let more = self.call(ADD, &[accumulator, one]);
                let same = self.accumulator();
                let step = self.call(CONDITIONAL, &[test, more, same]);
                let (count, one) = (self.accumulator(), self.literal(Literal::Int(1)));
                let result = self.call(EQUALS, &[count, one]);
                [self.literal(Literal::Int(0)), self.literal(Literal::Bool(true)), step, result]
            }
        };
        self.comprehension(range, variables, parts)
    }

    /// A step that is done where a test says so.
    fn tested(&mut self, test: Option<Id>, step: Id) -> Id {
        match test {
            Some(test) => {
                let same = self.accumulator();
                self.call(CONDITIONAL, &[test, step, same])
            }
            None => step,
        }
    }

    /// A list to which each round may add an element.
    fn collected(&mut self, range: Id, variables: Variables, test: Option<Id>, element: Id) -> Id {
        let so_far = self.accumulator();
        let element = self.list(&[element]);
        let step = self.call(ADD, &[so_far, element]);
        let step = self.tested(test, step);
        let parts = [self.list(&[]), self.literal(Literal::Bool(true)), step, self.accumulator()];
        self.comprehension(range, variables, parts)
    }

    // Upstream: cel-go/parser/macro.go MakeMap (v0.29.2)
    fn map(&mut self, range: Id, variable: Id, test: Option<Id>, to: Id) -> Result<Id, Wrong> {
        let name = self.variable(variable, "argument is not an identifier")?;
        self.overwrites(variable, &name)?;
        Ok(self.collected(range, (name, None), test, to))
    }

    // Upstream: cel-go/parser/macro.go MakeFilter (v0.29.2)
    fn filter(&mut self, range: Id, variable: Id, test: Id) -> Result<Id, Wrong> {
        let name = self.variable(variable, "argument is not an identifier")?;
        self.overwrites(variable, &name)?;
        Ok(self.collected(range, (name, None), Some(test), variable))
    }

    // Upstream: cel-go/ext/comprehensions.go transformList, transformMap, transformMapEntry (v0.29.2)
    fn transform(&mut self, function: &str, range: Id, variables: Variables, test: Option<Id>, to: Id) -> Id {
        if function == "transformList" {
            return self.collected(range, variables, test, to);
        }
        let so_far = self.accumulator();
        let step = if function == "transformMap" {
            let key = self.node(Kind::Ident(variables.0.clone()));
            self.call(MAP_INSERT, &[so_far, key, to])
        } else {
            self.call(MAP_INSERT, &[so_far, to])
        };
        let step = self.tested(test, step);
        let parts = [self.node(Kind::Map(Vec::new())), self.literal(Literal::Bool(true)), step, self.accumulator()];
        self.comprehension(range, variables, parts)
    }

    // Upstream: cel-go/cel/library.go optMap, optFlatMap (v0.29.2)
    fn opt_map(&mut self, target: Id, variable: Id, to: Id, wrap: bool) -> Result<Id, Wrong> {
        let function = if wrap { "optMap" } else { "optFlatMap" };
        let name = self.variable(variable, &format!("{function}() variable name must be a simple identifier"))?;
        let there = self.member_call("hasValue", target, &[]);
        let copy = self.copy(target);
        let value = self.member_call("value", copy, &[]);
        let bound = self.bind(name, value, to);
        let some = if wrap { self.call("optional.of", &[bound]) } else { bound };
        let none = self.call("optional.none", &[]);
        Ok(self.call(CONDITIONAL, &[there, some, none]))
    }

    // Upstream: cel-go/ext/lists.go sortByMacro (v0.29.2)
    fn sort_by(&mut self, target: Id, variable: Id, key: Id) -> Result<Id, Wrong> {
        if !matches!(
            self.builder.ast.node(target).kind,
            Kind::List { .. } | Kind::Select { .. } | Kind::Ident(_) | Kind::Comprehension(_) | Kind::Call { .. }
        ) {
            let message = "sortBy can only be applied to a list, identifier, comprehension, call or select expression";
            return Err((self.place(target), message.into()));
        }
        let sorted = SmolStr::new_static(SORTED);
        let range = self.node(Kind::Ident(sorted.clone()));
        let keys = self.map(range, variable, None, key)?;
        let list = self.node(Kind::Ident(sorted.clone()));
        let result = self.member_call("@sortByAssociatedKeys", list, &[keys]);
        Ok(self.bind(sorted, target, result))
    }

    /// The same once more, with nodes of its own. Beyond the limit of nodes it is the same one: the whole is refused then.
    // Upstream: cel-go/parser/helper.go exprHelper.Copy (v0.29.2)
    fn copy(&mut self, id: Id) -> Id {
        if self.builder.ast.len() > MOST_NODES {
            return id;
        }
        let node = self.builder.ast.node(id).clone();
        let kind = match node.kind {
            Kind::Select { operand, field, test } => Kind::Select { operand: self.copy(operand), field, test },
            Kind::Call { function, target, args } => {
                Kind::Call { function, target: target.map(|target| self.copy(target)), args: self.copy_all(&args) }
            }
            Kind::List { elements, optional } => Kind::List { elements: self.copy_all(&elements), optional },
            Kind::Map(entries) => Kind::Map(
                entries
                    .into_iter()
                    .map(|Entry { key, value, optional, .. }| Entry {
                        at: self.at,
                        key: self.copy(key),
                        value: self.copy(value),
                        optional,
                    })
                    .collect(),
            ),
            Kind::Struct { name, fields } => Kind::Struct {
                name,
                fields: fields
                    .into_iter()
                    .map(|Field { name, value, optional, .. }| Field {
                        at: self.at,
                        name,
                        value: self.copy(value),
                        optional,
                    })
                    .collect(),
            },
            Kind::Comprehension(mut loops) => {
                for part in
                    [&mut loops.range, &mut loops.initial, &mut loops.condition, &mut loops.step, &mut loops.result]
                {
                    *part = self.copy(*part);
                }
                Kind::Comprehension(loops)
            }
            kind @ (Kind::Literal(_) | Kind::Ident(_)) => kind,
        };
        self.builder.ast.add(kind, node.at)
    }

    fn copy_all(&mut self, ids: &[Id]) -> Vec<Id> {
        ids.iter().map(|id| self.copy(*id)).collect()
    }
}
