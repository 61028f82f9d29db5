//! From a tree to the steps of a program.

use std::collections::HashSet;

use coracle_object::structural::texts::{Pattern, Places};
use smol_str::SmolStr;

use super::charge::Price;
use super::steps::{Attribute, Call, CallKind, Fold, Place, Qualifier, QualifierKind, Root, Step};
use super::{Program, evaluate};
use crate::ast::{self, Comprehension, Id, Kind, Literal};
use crate::call::{self, Room};
use crate::checked::{Checked, Reference};
use crate::functions::Overload;
use crate::schema::unescape;
use crate::types::Type;
use crate::value::key::{lossless_int, lossless_uint};
use crate::value::{Key, Shared, Val};

/// How many steps a program can have. A tree has fewer, but parts of it may stand at more places than one.
pub const NODES_MAX: usize = 1 << 20;

/// Makes a program.
pub(super) fn plan(checked: &Checked) -> Result<Program, String> {
    let mut planner = Planner { checked, steps: Vec::new(), scopes: Vec::new(), variables: Vec::new(), slots: 0 };
    let root = checked.ast.root().ok_or_else(|| "unsupported expr".to_owned())?;
    let root = planner.plan(root)?;
    let Planner { steps, variables, slots, .. } = planner;
    Ok(Program { steps, root, variables, slots })
}

struct Planner<'c> {
    checked: &'c Checked,
    steps: Vec<Step>,
    /// The names that loops give, the innermost last.
    scopes: Vec<(SmolStr, Local)>,
    variables: Vec<SmolStr>,
    slots: usize,
}

/// What a loop's name means.
#[derive(Clone, Copy)]
enum Local {
    /// What is stored there.
    Slot(usize),
    /// What is handed on, and the step that it is at first.
    Accumulator(usize, Place),
}

/// The functions that are done at once where their argument is constant.
// Upstream: cel-go/common/overloads/overloads.go IsTypeConversionFunction (v0.29.2)
const CONVERSIONS: [&str; 10] =
    ["bool", "bytes", "double", "duration", "dyn", "int", "string", "timestamp", "type", "uint"];

impl Planner<'_> {
    fn push(&mut self, step: Step) -> Result<Place, String> {
        if self.steps.len() >= NODES_MAX {
            return Err("expression is too large".to_owned());
        }
        self.steps.push(step);
        Ok(u32::try_from(self.steps.len() - 1).unwrap_or(u32::MAX))
    }

    fn step(&self, place: Place) -> &Step {
        &self.steps[place as usize]
    }

    fn constant(&self, place: Place) -> Option<&Val<'static>> {
        match self.step(place) {
            Step::Constant(value) => Some(value),
            _ => None,
        }
    }

    // Upstream: cel-go/interpreter/planner.go plan (v0.29.2)
    fn plan(&mut self, id: Id) -> Result<Place, String> {
        let checked = self.checked;
        match &checked.ast.node(id).kind {
            Kind::Literal(literal) => self.push(Step::Constant(value_of(literal))),
            Kind::Ident(name) => self.ident(id, name),
            Kind::Select { operand, field, test } => {
                if checked.reference(id).is_some() {
                    return self.ident(id, field);
                }
                let operand = self.plan(*operand)?;
                let name = unescape(field);
                let kind = match test {
                    false => QualifierKind::Field(field.clone(), name),
                    true => QualifierKind::Test(field.clone(), name),
                };
                let place = self.qualify(operand, Qualifier { kind, optional: false })?;
                if *test && let Step::Attribute(attribute) = &mut self.steps[place as usize] {
                    let root = Root::Step(0);
                    let attribute = std::mem::replace(&mut **attribute, Attribute { root, qualifiers: Vec::new() });
                    self.steps[place as usize] = Step::Test(Box::new(attribute));
                }
                Ok(place)
            }
            Kind::Call { function, target, args } => self.call(id, function, *target, args),
            Kind::List { elements, optional } => self.list(elements, optional),
            Kind::Map(entries) => self.map(entries),
            Kind::Struct { name, fields } => {
                let mut planned = Vec::with_capacity(fields.len());
                for field in fields {
                    planned.push((field.name.clone(), self.plan(field.value)?, field.optional));
                }
                self.push(Step::Message { name: name.clone(), fields: planned.into() })
            }
            Kind::Comprehension(comprehension) => self.fold(comprehension),
        }
    }

    // Upstream: cel-go/interpreter/planner.go planCheckedIdent (v0.29.2)
    fn ident(&mut self, id: Id, name: &SmolStr) -> Result<Place, String> {
        let meant = match self.checked.reference(id) {
            Some(Reference::Constant(literal)) => return self.push(Step::Constant(value_of(literal))),
            Some(Reference::Type(ty)) => return self.push(Step::Constant(type_value(ty))),
            Some(Reference::Variable(meant)) => meant.clone(),
            _ => name.clone(),
        };
        let is_global = name.starts_with('.') || meant.starts_with('.');
        let meant: SmolStr = meant.trim_start_matches('.').into();
        let local = if is_global { None } else { self.scopes.iter().rev().find(|(name, _)| *name == meant) };
        let root = match local {
            Some((_, Local::Slot(slot))) => Root::Local(*slot),
            Some((_, Local::Accumulator(slot, initial))) => Root::Accumulator(*slot, *initial),
            None => Root::Variable(self.variable(meant)),
        };
        self.push(Step::Attribute(Box::new(Attribute { root, qualifiers: Vec::new() })))
    }

    fn variable(&mut self, name: SmolStr) -> usize {
        if let Some(at) = self.variables.iter().position(|there| *there == name) {
            return at;
        }
        self.variables.push(name);
        self.variables.len() - 1
    }

    /// Asks something more of what a step gives.
    fn qualify(&mut self, operand: Place, qualifier: Qualifier) -> Result<Place, String> {
        if let Step::Attribute(attribute) = &mut self.steps[operand as usize] {
            attribute.qualifiers.push(qualifier);
            return Ok(operand);
        }
        self.push(Step::Attribute(Box::new(Attribute { root: Root::Step(operand), qualifiers: vec![qualifier] })))
    }

    // Upstream: cel-go/interpreter/planner.go planner.planCallIndex, attributes.go newQualifier (v0.29.2)
    fn index(&mut self, operand: Place, index: Place, optional: bool) -> Result<Place, String> {
        let kind = match self.constant(index) {
            None => QualifierKind::Step(index),
            Some(Val::String(name)) => QualifierKind::Field((&**name).into(), unescape(name)),
            Some(key @ (Val::Int(_) | Val::Uint(_) | Val::Bool(_) | Val::Double(_))) => QualifierKind::Key(key.clone()),
            Some(other) => return Err(format!("invalid qualifier type: {}", other.go_type())),
        };
        self.qualify(operand, Qualifier { kind, optional })
    }

    fn list(&mut self, elements: &[Id], optional: &[u32]) -> Result<Place, String> {
        let mut items = Vec::with_capacity(elements.len());
        for element in elements {
            items.push(self.plan(*element)?);
        }
        let is_optional = |at: usize| optional.iter().any(|place| *place as usize == at);
        let constants: Option<Vec<&Val<'static>>> = items.iter().map(|item| self.constant(*item)).collect();
        if let Some(constants) = constants {
            let items = constants.into_iter().cloned().enumerate().map(|(at, value)| (value, is_optional(at)));
            let value = evaluate::make_list(items).unwrap_or_else(Val::Error);
            return self.push(Step::Constant(value));
        }
        let optional = if optional.is_empty() { Box::default() } else { (0..items.len()).map(is_optional).collect() };
        self.push(Step::List { items: items.into(), optional })
    }

    fn map(&mut self, entries: &[ast::Entry]) -> Result<Place, String> {
        let mut planned = Vec::with_capacity(entries.len());
        for entry in entries {
            planned.push((self.plan(entry.key)?, self.plan(entry.value)?, entry.optional));
        }
        let constants: Option<Vec<_>> = planned
            .iter()
            .map(|(key, value, optional)| {
                Some((self.constant(*key)?.clone(), self.constant(*value)?.clone(), *optional))
            })
            .collect();
        if let Some(constants) = constants {
            let value = match evaluate::make_map(constants) {
                Err(error) if error.ends() => return Err(error.to_string()),
                made => made.unwrap_or_else(Val::Error),
            };
            return self.push(Step::Constant(value));
        }
        self.push(Step::Map(planned.into()))
    }

    // Upstream: cel-go/interpreter/planner.go planComprehension (v0.29.2)
    fn fold(&mut self, of: &Comprehension) -> Result<Place, String> {
        let initial = self.plan(of.initial)?;
        let range = self.plan(of.range)?;
        let (accumulator, first, second) = (self.slots, self.slots + 1, self.slots + 2);
        self.slots += 3;
        let outside = self.scopes.len();
        // What is handed on is found before the variables.
        if let Some(name) = &of.second {
            self.scopes.push((name.clone(), Local::Slot(second)));
        }
        self.scopes.push((of.variable.clone(), Local::Slot(first)));
        let handed_on = (of.accumulator.clone(), Local::Accumulator(accumulator, initial));
        self.scopes.push(handed_on.clone());
        let condition = self.plan(of.condition)?;
        let step = self.grow(of.step, &of.accumulator)?;
        self.scopes.truncate(outside);
        self.scopes.push(handed_on);
        let result = self.plan(of.result)?;
        self.scopes.truncate(outside);
        let second = of.second.as_ref().map(|_| second);
        let fold = Fold { range, first, second, accumulator, condition, step, result };
        self.push(Step::Fold(Box::new(fold)))
    }

    /// What is handed on after a round. Where that is what was handed on with something more, nobody else has it, and it can grow in
    /// its place.
    fn grow(&mut self, id: Id, accumulator: &SmolStr) -> Result<Place, String> {
        let checked = self.checked;
        let Kind::Call { function, target: None, args } = &checked.ast.node(id).kind else { return self.plan(id) };
        let is_handed_on = |id: Id| matches!(&checked.ast.node(id).kind, Kind::Ident(name) if name == accumulator);
        match (function.as_str(), args.as_slice()) {
            ("_?_:_", [condition, yes, no]) => {
                let condition = self.plan(*condition)?;
                let (yes, no) = (self.grow(*yes, accumulator)?, self.grow(*no, accumulator)?);
                self.choice(condition, yes, no)
            }
            ("_+_" | "cel.@mapInsert", [first, add @ ..]) if is_handed_on(*first) => {
                let mut args = vec![self.plan(*first)?];
                for add in add {
                    args.push(self.plan(*add)?);
                }
                let local = self.scopes.iter().rev().find(|(name, _)| name == accumulator).map(|(_, local)| *local);
                match (local, self.function(id, function, args)?) {
                    (Some(Local::Accumulator(slot, initial)), Some(call)) => {
                        self.push(Step::Grow { slot, initial, call: Box::new(call) })
                    }
                    _ => self.plan(id),
                }
            }
            _ => self.plan(id),
        }
    }

    fn choice(&mut self, condition: Place, yes: Place, no: Place) -> Result<Place, String> {
        let root = Root::Choice { condition, yes, no };
        self.push(Step::Attribute(Box::new(Attribute { root, qualifiers: Vec::new() })))
    }

    // Upstream: cel-go/interpreter/planner.go planCall (v0.29.2)
    fn call(&mut self, id: Id, function: &str, target: Option<Id>, args: &[Id]) -> Result<Place, String> {
        let mut planned = Vec::with_capacity(args.len() + 1);
        for arg in target.iter().chain(args) {
            planned.push(self.plan(*arg)?);
        }
        match (function, planned.as_slice()) {
            ("_&&_", _) => return self.push(Step::And(planned.into())),
            ("_||_", _) => return self.push(Step::Or(planned.into())),
            ("_?_:_", &[condition, yes, no]) => return self.choice(condition, yes, no),
            ("_==_" | "_!=_", &[left, right]) => {
                return self.push(Step::Equal { left, right, negated: function == "_!=_" });
            }
            ("_[_]", &[operand, index]) => return self.index(operand, index, false),
            ("_?._" | "_[?_]", &[operand, index]) => return self.index(operand, index, true),
            ("or" | "orValue", &[left, right]) => {
                return self.push(Step::Otherwise { left, right, value: function == "orValue" });
            }
            ("@not_strictly_false" | "__not_strictly_false__", &[value]) => return self.push(Step::NotFalse(value)),
            _ => {}
        }
        if self.overloads(id).len() == 1
            && self.overloads(id)[0].id == "in_list"
            && let Some(place) = self.membership(&planned)?
        {
            return Ok(place);
        }
        let conversion = CONVERSIONS.contains(&function);
        let call = self.function(id, function, planned)?.ok_or_else(|| format!("no such overload: {function}()"))?;
        if conversion
            && let [argument] = *call.args
            && let Some(value) = self.constant(argument)
        {
            let never = || false;
            let value = evaluate::call(&call, std::slice::from_ref(value), &mut Room::new(&never));
            return self.push(Step::Constant(value.map_err(|error| error.to_string())?));
        }
        self.push(Step::Call(Box::new(call)))
    }

    fn overloads(&self, id: Id) -> &[&'static Overload] {
        match self.checked.reference(id) {
            Some(Reference::Function(overloads)) => overloads,
            _ => &[],
        }
    }

    /// What calling a function does with these arguments.
    fn function(&self, id: Id, function: &str, args: Vec<Place>) -> Result<Option<Call>, String> {
        let overloads = self.overloads(id);
        let Some(one) = overloads.first() else { return Ok(None) };
        let only = (overloads.len() == 1).then_some(one.id);
        let price = Price::of(function, only);
        let expression = match args.get(1).and_then(|arg| self.constant(*arg)) {
            Some(Val::String(expression)) => Some(expression),
            _ => None,
        };
        let kind = match (function, expression) {
            ("matches", Some(expression)) => CallKind::Matches(Pattern::new(expression)?),
            ("find", Some(expression)) => CallKind::Find(Places::new(expression)?),
            ("findAll", Some(expression)) => CallKind::FindAll(Places::new(expression)?),
            _ => match call::of_operator(function) {
                Some((implementation, wanted)) => CallKind::Operator(implementation, wanted),
                None => CallKind::Forms(
                    overloads
                        .iter()
                        .filter_map(|overload| Some((*overload, call::implementation(overload.id)?)))
                        .collect(),
                ),
            },
        };
        // The reference asks for no more arguments behind one that has no value where a function's form is not one of one or two.
        let early = match &kind {
            CallKind::Operator(..) => false,
            CallKind::Forms(_) => args.len() > 2 || only.is_none_or(|id| id == "string_format"),
            _ => true,
        };
        if args.len() > evaluate::ARGUMENTS_MAX {
            return Ok(None);
        }
        Ok(Some(Call { function: one.function, args: args.into(), kind, price, early }))
    }

    /// `in` a list that is constant: found at once, whatever it costs to look for it.
    // Upstream: cel-go/interpreter/decorators.go maybeOptimizeSetMembership (v0.29.2)
    fn membership(&mut self, args: &[Place]) -> Result<Option<Place>, String> {
        let &[item, list] = args else { return Ok(None) };
        let list = match self.constant(list) {
            Some(Val::List(list)) => list.clone(),
            _ => return Ok(None),
        };
        if list.is_empty() {
            return self.push(Step::Constant(Val::Bool(false))).map(Some);
        }
        let mut set = HashSet::with_capacity(list.len());
        for value in list.iter() {
            match &value {
                Val::Bool(_) | Val::String(_) => {}
                Val::Int(_) | Val::Uint(_) | Val::Double(_) => set.extend(same_numbers(&value).map(Key)),
                _ => return Ok(None),
            }
            set.insert(Key(value));
        }
        self.push(Step::Member { item, set }).map(Some)
    }
}

/// The same number as a value of the other types.
#[expect(clippy::cast_precision_loss, reason = "as the reference does")]
fn same_numbers(value: &Val<'_>) -> impl Iterator<Item = Val<'static>> {
    let (int, uint, double) = match value {
        Val::Double(number) => (lossless_int(*number), lossless_uint(*number), None),
        Val::Int(number) => (None, u64::try_from(*number).ok(), Some(*number as f64)),
        Val::Uint(number) => (i64::try_from(*number).ok(), None, Some(*number as f64)),
        _ => (None, None, None),
    };
    [int.map(Val::Int), uint.map(Val::Uint), double.map(Val::Double)].into_iter().flatten()
}

fn value_of(literal: &Literal) -> Val<'static> {
    match literal {
        Literal::Null => Val::Null,
        Literal::Bool(value) => Val::Bool(*value),
        Literal::Int(number) => Val::Int(*number),
        Literal::Uint(number) => Val::Uint(*number),
        Literal::Double(number) => Val::Double(*number),
        Literal::String(text) => Val::text(text.as_str()),
        Literal::Bytes(bytes) => Val::Bytes(Shared::Made(bytes.as_slice().into())),
    }
}

// Upstream: cel-go/common/types/types.go TypeName (v0.29.2)
fn type_value(ty: &Type) -> Val<'static> {
    Val::ty(match ty {
        Type::Dyn | Type::Sought(_) => "dyn",
        Type::Any => "google.protobuf.Any",
        Type::Error => "error",
        Type::Null => "null_type",
        Type::Bool => "bool",
        Type::Int => "int",
        Type::Uint => "uint",
        Type::Double => "double",
        Type::String => "string",
        Type::Bytes => "bytes",
        Type::Duration => "google.protobuf.Duration",
        Type::Timestamp => "google.protobuf.Timestamp",
        Type::List(_) => "list",
        Type::Map(_) => "map",
        Type::Type(_) => "type",
        Type::Opaque(name, _) => name,
        Type::Nullable(of) => return type_value(of),
        Type::Object(object) => return Val::Type(Shared::Made(object.name.as_str().into())),
        Type::Param(letter) => return Val::Type(Shared::Made(letter.to_string().into())),
    })
}
