//! What an expression costs at most, from its text and what is known of its variables alone.

mod calls;
mod extensions;
mod paths;
mod range;

use std::collections::BTreeMap;
use std::sync::Arc;

use smol_str::SmolStr;

use crate::ast::{Comprehension, Entry, Id, Kind, Literal};
use crate::checked::{Checked, Reference};
use crate::functions::Overload;
use crate::schema::Schema;
use crate::types::Type;

use paths::{Path, Paths};
pub use range::Cost;

/// Cost of a variable or of a member of an object or map.
const SELECT: Cost = Cost::ONE;
/// Cost of making a list, a map and a message.
// Upstream: cel-go/common/cost.go ListCreateBaseCost, MapCreateBaseCost, StructCreateBaseCost (v0.29.2)
const LIST: Cost = Cost::fixed(10);
const MAP: Cost = Cost::fixed(30);
const MESSAGE: Cost = Cost::fixed(40);
/// Cost of a character of a text that is gone through.
const CHARACTER: f64 = 0.1;

/// What a call costs apart from its arguments, and how large its result is.
type CallCost = (Cost, Option<Cost>);

/// Estimates what an expression costs. `roots` says what the variables look like, by their names; what stands under the empty name is
/// taken for whatever has none, as the reference's estimate for custom resources takes `self` for everything.
// Upstream: cel-go/checker/cost.go Cost (v0.29.2); apiserver/pkg/cel/library/cost.go CostEstimator (v1.37.2)
#[must_use]
pub fn estimate(checked: &Checked, roots: &BTreeMap<SmolStr, Arc<Schema>>) -> Cost {
    let length = checked.ast.len();
    let mut estimate = Estimate {
        checked,
        paths: Paths::new(roots),
        places: vec![Path::default(); length],
        sizes: vec![None; length],
        entries: vec![None; length],
        locals: Vec::new(),
    };
    checked.ast.root().map_or(Cost::ZERO, |root| estimate.cost(root))
}

struct Estimate<'a> {
    checked: &'a Checked,
    paths: Paths<'a>,
    /// Where in its object a node's value stands.
    places: Vec<Path>,
    /// How large a node's value is, where that was found.
    sizes: Vec<Option<Cost>>,
    /// How large the keys and values of a node's value are.
    entries: Vec<Option<Sizes>>,
    /// The variables of the loops that a node is in, from the outermost on.
    locals: Vec<Local<'a>>,
}

/// What a loop's variable is.
struct Local<'a> {
    name: &'a str,
    place: Path,
    size: Option<Cost>,
    entries: Option<Sizes>,
}

/// How large the keys and values of a list or map are.
// Upstream: cel-go/checker/cost.go entrySizeEstimate (v0.29.2)
#[derive(Clone, Copy)]
struct Sizes {
    is_list: bool,
    key: Cost,
    value: Cost,
}

impl Sizes {
    fn union(self, other: Self) -> Self {
        Self { is_list: self.is_list, key: self.key.union(other.key), value: self.value.union(other.value) }
    }
}

/// An argument of a call.
#[derive(Clone, Copy)]
struct Argument<'a> {
    id: Id,
    place: Path,
    ty: &'a Type,
    size: Option<Cost>,
}

impl Argument<'_> {
    fn size_or_unknown(&self) -> Cost {
        self.size.unwrap_or(Cost::UNKNOWN)
    }
}

impl<'a> Estimate<'a> {
    fn cost(&mut self, id: Id) -> Cost {
        match self.kind(id) {
            Kind::Literal(_) => Cost::ZERO,
            Kind::Ident(name) => {
                self.places[id.index()] = match self.local(name) {
                    Some(local) => local.place,
                    None => self.paths.variable(name),
                };
                SELECT
            }
            Kind::Select { operand, test: true, .. } => self.cost(*operand),
            Kind::Select { operand, field, .. } => self.select(id, *operand, field),
            Kind::Call { function, target, args } => self.call(id, function, *target, args),
            Kind::List { elements, .. } => self.list(id, elements),
            Kind::Map(entries) => self.map(id, entries),
            Kind::Struct { fields, .. } => fields.iter().fold(MESSAGE, |sum, field| sum.plus(self.cost(field.value))),
            Kind::Comprehension(comprehension) if self.is_bind(comprehension) => self.bind(id, comprehension),
            Kind::Comprehension(comprehension) => self.comprehension(id, comprehension),
        }
    }

    fn kind(&self, id: Id) -> &'a Kind {
        &self.checked.ast.node(id).kind
    }

    fn local(&self, name: &str) -> Option<&Local<'a>> {
        self.locals.iter().rev().find(|local| local.name == name)
    }

    fn select(&mut self, id: Id, operand: Id, field: &'a str) -> Cost {
        let cost = self.cost(operand);
        let place = self.place(operand);
        self.places[id.index()] = self.paths.append(place, field);
        match self.checked.type_of(operand) {
            Type::Map(_) | Type::Object(_) => cost.plus(SELECT),
            Type::Opaque(name, _) if Type::is_message(name) => cost.plus(SELECT),
            _ => cost,
        }
    }

    fn call(&mut self, id: Id, function: &'a str, target: Option<Id>, args: &'a [Id]) -> Cost {
        if let ("dyn", [arg]) = (function, args) {
            let cost = self.cost(*arg).plus(Cost::ONE);
            self.copy_sizes(id, *arg);
            return cost;
        }
        let mut costs = Vec::with_capacity(args.len());
        let mut arguments = Vec::with_capacity(args.len());
        for arg in args {
            costs.push(self.cost(*arg));
            arguments.push(self.argument(*arg));
        }
        let Some(Reference::Function(overloads)) = self.checked.reference(id) else {
            return Cost::ZERO;
        };
        let of_target = target.map_or(Cost::ZERO, |target| self.cost(target));
        let call =
            Call { id, function, target: target.map(|target| self.argument(target)), args: &arguments, costs: &costs };
        let mut cost = Cost::NONE;
        let mut result: Option<Cost> = None;
        for overload in overloads.iter() {
            let (of_overload, size) = self.call_cost(&call, overload);
            cost = cost.union(of_overload);
            if let Some(size) = size {
                result = Some(result.map_or(size, |result| result.union(size)));
            }
            if let Some((first, part)) = element(overload).and_then(|part| Some((*args.first()?, part))) {
                result = self.entry_sizes(first).map(|sizes| sizes.value);
                let place = self.place(first);
                self.places[id.index()] = self.paths.append(place, part);
            }
            if result.is_none() {
                result = self.size(id);
            }
        }
        self.set_size(id, result);
        of_target.plus(cost)
    }

    fn list(&mut self, id: Id, elements: &[Id]) -> Cost {
        let mut cost = LIST;
        let mut value = if elements.is_empty() { Cost::ZERO } else { Cost::NONE };
        for element in elements {
            cost = cost.plus(self.cost(*element));
            value = value.union(self.size_or_unknown(*element));
        }
        self.entries[id.index()] = Some(Sizes { is_list: true, key: Cost::ONE, value });
        cost
    }

    fn map(&mut self, id: Id, entries: &[Entry]) -> Cost {
        let mut cost = MAP;
        let none = if entries.is_empty() { Cost::ZERO } else { Cost::NONE };
        let (mut key, mut value) = (none, none);
        for entry in entries {
            cost = cost.plus(self.cost(entry.key)).plus(self.cost(entry.value));
            key = key.union(self.size_or_unknown(entry.key));
            value = value.union(self.size_or_unknown(entry.value));
        }
        self.entries[id.index()] = Some(Sizes { is_list: false, key, value });
        cost
    }

    // Upstream: cel-go/checker/cost.go costComprehension (v0.29.2)
    fn comprehension(&mut self, id: Id, comprehension: &'a Comprehension) -> Cost {
        let Comprehension { range, variable, second, accumulator, initial, condition, step, result } = comprehension;
        let mut cost = self.cost(*range).plus(self.cost(*initial));
        let outside = self.locals.len();
        self.push(accumulator, *initial);
        let inside = self.locals.len();
        match second {
            None => self.push_variable(variable, *range, None),
            Some(second) => {
                self.push_variable(variable, *range, Some(true));
                self.push_variable(second, *range, Some(false));
            }
        }
        let of_round = self.cost(*condition);
        let of_round = self.cost(*step).plus(of_round);
        self.locals.truncate(inside);
        cost = cost.plus(self.cost(*result));
        self.locals.truncate(outside);
        let rounds = self.size_or_unknown(*range);
        match self.kind(*initial) {
            Kind::Literal(_) => {
                let size = self.size(*initial);
                self.set_size(id, size);
            }
            Kind::List { .. } | Kind::Map(_) => {
                self.set_size(id, Some(rounds));
                self.entries[id.index()] = self.entry_sizes(*step).or(self.entries[id.index()]);
            }
            _ => {}
        }
        cost.plus(rounds.times(of_round))
    }

    /// Whether this is no loop, but only gives a name to a value.
    // Upstream: cel-go/checker/cost.go isBind (v0.29.2)
    fn is_bind(&self, comprehension: &Comprehension) -> bool {
        matches!(self.kind(comprehension.range), Kind::List { elements, .. } if elements.is_empty())
            && matches!(self.kind(comprehension.condition), Kind::Literal(Literal::Bool(false)))
            && comprehension.accumulator != "__result__"
    }

    fn bind(&mut self, id: Id, comprehension: &'a Comprehension) -> Cost {
        let Comprehension { range, accumulator, initial, result, .. } = comprehension;
        let cost = self.cost(*range).plus(self.cost(*initial));
        self.push(accumulator, *initial);
        let cost = cost.plus(self.cost(*result));
        self.locals.pop();
        self.copy_sizes(id, *result);
        cost
    }

    /// A variable that is this node's value.
    fn push(&mut self, name: &'a str, id: Id) {
        let place = self.place(id);
        let entries = self.entry_sizes(id);
        let size = self.size(id);
        self.locals.push(Local { name, place, size, entries });
    }

    /// A variable that goes through a list or map. `keys`: through the keys or indices, or through the values; what there are of elements
    /// or keys where nothing is said.
    // Upstream: cel-go/checker/cost.go pushIterKey, pushIterValue, pushIterSingle (v0.29.2)
    fn push_variable(&mut self, name: &'a str, range: Id, keys: Option<bool>) {
        let entries = self.entry_sizes(range);
        let is_list =
            entries.map_or_else(|| matches!(self.checked.type_of(range), Type::List(_)), |sizes| sizes.is_list);
        let keys = keys.unwrap_or(!is_list);
        let part = match (keys, is_list) {
            (true, true) => "@indices",
            (true, false) => "@keys",
            (false, true) => "@items",
            (false, false) => "@values",
        };
        let place = self.place(range);
        let place = self.paths.append(place, part);
        let size = entries.map(|sizes| if keys { sizes.key } else { sizes.value });
        self.locals.push(Local { name, place, size, entries: None });
    }

    fn place(&self, id: Id) -> Path {
        let local = match self.kind(id) {
            Kind::Ident(name) => self.local(name),
            _ => None,
        };
        local.map_or(self.places[id.index()], |local| local.place)
    }

    // Upstream: cel-go/checker/cost.go newAstNode (v0.29.2)
    fn argument(&mut self, id: Id) -> Argument<'a> {
        let mut place = self.place(id);
        if matches!(self.paths.first(place), Some("@result" | "__result__")) {
            place = Path::default();
        }
        Argument { id, place, ty: self.checked.type_of(id), size: self.size(id) }
    }

    fn set_size(&mut self, id: Id, size: Option<Cost>) {
        if size.is_some() {
            self.sizes[id.index()] = size;
        }
    }

    fn copy_sizes(&mut self, to: Id, from: Id) {
        let size = self.size(from);
        self.set_size(to, size);
        if let Some(sizes) = self.entry_sizes(from) {
            self.entries[to.index()] = Some(sizes);
        }
    }

    fn size_or_unknown(&mut self, id: Id) -> Cost {
        self.size(id).unwrap_or(Cost::UNKNOWN)
    }

    // Upstream: cel-go/checker/cost.go computeSize (v0.29.2)
    fn size(&mut self, id: Id) -> Option<Cost> {
        if let Some(size) = self.sizes[id.index()] {
            return Some(size);
        }
        if let Some(size) = written_size(self.kind(id)) {
            return Some(size);
        }
        if let Some(max) = self.paths.size(self.place(id)) {
            self.sizes[id.index()] = Some(Cost::up_to(max));
            return self.sizes[id.index()];
        }
        if is_scalar(self.checked.type_of(id)) {
            return Some(Cost::ONE);
        }
        match self.kind(id) {
            Kind::Ident(name) => self.local(name)?.size,
            _ => None,
        }
    }

    // Upstream: cel-go/checker/cost.go computeEntrySize (v0.29.2)
    fn entry_sizes(&self, id: Id) -> Option<Sizes> {
        self.entries[id.index()].or_else(|| match self.kind(id) {
            Kind::Ident(name) => self.local(name)?.entries,
            _ => None,
        })
    }
}

/// A call whose cost is asked for.
struct Call<'c, 'a> {
    id: Id,
    function: &'a str,
    target: Option<Argument<'a>>,
    args: &'c [Argument<'a>],
    /// What the arguments cost.
    costs: &'c [Cost],
}

/// Where an index leads.
fn element(overload: &Overload) -> Option<&'static str> {
    match overload.id {
        "index_list" => Some("@items"),
        "index_map" => Some("@values"),
        _ => None,
    }
}

/// The size of what is written out.
// Upstream: cel-go/checker/cost.go computeExprSize (v0.29.2)
fn written_size(kind: &Kind) -> Option<Cost> {
    let length = match kind {
        Kind::Literal(Literal::String(text)) => text.chars().count(),
        Kind::Literal(Literal::Bytes(bytes)) => bytes.len(),
        Kind::Literal(_) => 1,
        Kind::List { elements, .. } => elements.len(),
        Kind::Map(entries) => entries.len(),
        _ => return None,
    };
    Some(Cost::fixed(length as u64))
}

// Upstream: cel-go/checker/cost.go isScalar (v0.29.2)
fn is_scalar(ty: &Type) -> bool {
    match ty.without_null() {
        Type::Bool | Type::Double | Type::Duration | Type::Int | Type::Timestamp | Type::Uint => true,
        other => other.in_optional().is_some_and(is_scalar),
    }
}
