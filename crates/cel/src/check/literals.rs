//! What is looked at once the types are known: literals that are read as something else, and lists and maps of several types.

use coracle_object::structural::texts::{check_pattern, go_duration};
use coracle_object::time;

use super::format;
use super::unify::Bindings;
use crate::ast::{Ast, Id, Kind, Literal};
use crate::checked::Checked;
use crate::source::Issue;
use crate::types::Type;

/// The seconds of the first and the last moment that there are.
// Upstream: cel-go/common/types/timestamp.go minUnixTime, maxUnixTime (v0.29.2)
const MOMENTS: std::ops::RangeInclusive<i64> = -62_135_596_800..=253_402_300_799;

/// What is wrong with literals, in the order of the reference's validators and, for each of them, of the nodes from below.
// Upstream: apiserver/pkg/cel/environment/base.go baseOpts (v1.37.2); cel-go/cel/validator.go ValidateDurationLiterals,
// ValidateTimestampLiterals,
// ValidateRegexLiterals, ValidateHomogeneousAggregateLiterals (v0.29.2)
pub(super) fn validate(checked: &Checked, bindings: &mut Bindings) -> Vec<Issue> {
    let mut nodes = Nodes::default();
    if let Some(root) = checked.ast.root() {
        nodes.collect(&checked.ast, root, false);
    }
    let mut issues = Vec::new();
    for id in &nodes.lists {
        list(checked, *id, bindings, &mut issues);
    }
    for id in &nodes.maps {
        map(checked, *id, bindings, &mut issues);
    }
    for (function, is_valid) in VALIDATED {
        for (id, literal) in
            nodes.literals.iter().filter(|(name, ..)| *name == function).map(|(_, id, literal)| (id, literal))
        {
            if !is_valid(literal) {
                issues.push(Issue {
                    at: Some(checked.ast.node(*id).at),
                    message: format!("invalid {function} argument"),
                });
            }
        }
    }
    for (id, text, args) in nodes.formats {
        issues.extend(format::check(checked, id, text, args));
    }
    issues
}

/// Functions whose first argument is looked at where it is a literal, and what it must be.
const VALIDATED: [(&str, Valid); 3] = [("duration", is_duration), ("timestamp", is_timestamp), ("matches", is_pattern)];

type Valid = fn(&Literal) -> bool;

fn is_duration(literal: &Literal) -> bool {
    matches!(literal, Literal::String(text) if go_duration(text).is_some())
}

fn is_timestamp(literal: &Literal) -> bool {
    match literal {
        Literal::String(text) => time::parse(text).is_ok_and(|seconds| MOMENTS.contains(&seconds)),
        Literal::Int(seconds) => MOMENTS.contains(seconds),
        _ => false,
    }
}

fn is_pattern(literal: &Literal) -> bool {
    matches!(literal, Literal::String(text) if check_pattern(text).is_ok())
}

/// The nodes that are looked at, each list from below.
#[derive(Default)]
struct Nodes<'a> {
    /// Calls whose first argument is a literal: their function, and the argument.
    literals: Vec<(&'a str, Id, &'a Literal)>,
    /// Lists that do not stand in an argument of `format`.
    lists: Vec<Id>,
    /// Maps that do not stand there, either.
    maps: Vec<Id>,
    /// Calls of `format` on a literal with a list that is written out.
    formats: Vec<(Id, &'a str, &'a [Id])>,
}

impl<'a> Nodes<'a> {
    fn collect(&mut self, ast: &'a Ast, id: Id, formatted: bool) {
        let mut inside = |id: Id| self.collect(ast, id, formatted);
        match &ast.node(id).kind {
            Kind::Literal(_) | Kind::Ident(_) => {}
            Kind::Select { operand, .. } => inside(*operand),
            Kind::List { elements, .. } => {
                elements.iter().for_each(|id| inside(*id));
                if !formatted {
                    self.lists.push(id);
                }
            }
            Kind::Map(entries) => {
                for entry in entries {
                    inside(entry.key);
                    inside(entry.value);
                }
                if !formatted {
                    self.maps.push(id);
                }
            }
            Kind::Struct { fields, .. } => fields.iter().for_each(|field| inside(field.value)),
            Kind::Comprehension(parts) => {
                [parts.range, parts.initial, parts.condition, parts.step, parts.result].into_iter().for_each(inside);
            }
            Kind::Call { function, target, args } => self.call(ast, id, (function, *target, args), formatted),
        }
    }

    fn call(&mut self, ast: &'a Ast, id: Id, call: (&'a str, Option<Id>, &'a [Id]), formatted: bool) {
        let (function, target, args) = call;
        let formatted = formatted || function == "format";
        target.iter().chain(args).for_each(|id| self.collect(ast, *id, formatted));
        if let Some(first) = args.first()
            && let Kind::Literal(literal) = &ast.node(*first).kind
            && VALIDATED.iter().any(|(name, _)| *name == function)
        {
            self.literals.push((function, *first, literal));
        }
        if function == "format"
            && let (Some(target), [list]) = (target, args)
            && let Kind::Literal(Literal::String(text)) = &ast.node(target).kind
            && let Kind::List { elements, .. } = &ast.node(*list).kind
        {
            self.formats.push((id, text, elements));
        }
    }
}

/// A list whose elements have several types: the first that has another one than the first.
fn list(checked: &Checked, id: Id, bindings: &mut Bindings, issues: &mut Vec<Issue>) {
    let Kind::List { elements, optional } = &checked.ast.node(id).kind else {
        return;
    };
    let mut first = None;
    for (place, element) in elements.iter().enumerate() {
        let is_optional = optional.binary_search_by(|other| (*other as usize).cmp(&place)).is_ok();
        let ty = of(checked, *element, is_optional);
        let expected = *first.get_or_insert(ty);
        if !bindings.is_exact(expected, ty) {
            issues.extend(mismatch(checked, bindings, *element, (expected, ty)));
            break;
        }
    }
}

fn map(checked: &Checked, id: Id, bindings: &mut Bindings, issues: &mut Vec<Issue>) {
    let Kind::Map(entries) = &checked.ast.node(id).kind else {
        return;
    };
    let mut first = None;
    for entry in entries {
        let types = (of(checked, entry.key, false), of(checked, entry.value, entry.optional));
        let expected = *first.get_or_insert(types);
        if !bindings.is_exact(expected.0, types.0) {
            issues.extend(mismatch(checked, bindings, entry.key, (expected.0, types.0)));
        }
        if !bindings.is_exact(expected.1, types.1) {
            issues.extend(mismatch(checked, bindings, entry.value, (expected.1, types.1)));
        }
    }
}

/// The type of an element; of one that can be left out, what is in it.
fn of(checked: &Checked, id: Id, is_optional: bool) -> &Type {
    let ty = checked.type_of(id);
    if is_optional { ty.in_optional().unwrap_or(ty) } else { ty }
}

/// What is wrong with a value of the second type; nothing where the types are too large to be written.
fn mismatch(checked: &Checked, bindings: &mut Bindings, id: Id, types: (&Type, &Type)) -> Option<Issue> {
    let (expected, found) = types;
    bindings.write(expected);
    bindings.write(found);
    let message = || format!("expected type '{}' but found '{}'", expected.in_errors(), found.in_errors());
    (!bindings.is_exhausted()).then(|| Issue { at: Some(checked.ast.node(id).at), message: message() })
}
