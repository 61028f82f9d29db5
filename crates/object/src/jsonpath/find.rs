//! Follows a path in a value.

// Upstream: client-go/util/jsonpath/jsonpath.go FindResults, walk (v1.37.2)

use super::compare::holds;
use super::item::Item;
use super::node::{Filter, Node, Slice, To};
use crate::Value;

/// How many steps are gone at most: what is found and what is looked at. The reference goes as many as there are ways, which `..`
/// multiplies each time.
const STEPS_MAX: usize = 100_000;
/// How many bytes of text are compared in the time of a step, or fewer.
const STEP_BYTES: usize = 64;

/// Follows each part of a template.
pub(super) fn find<'a>(nodes: &'a [Node], value: &'a Value) -> Result<Vec<Vec<Item<'a>>>, String> {
    let mut walk = Walk { steps: 0 };
    let parts = nodes.iter().map(|node| walk.node(&[Item::Value(value)], node).map_err(|failed| failed.message));
    parts.collect()
}

/// Why there is no further way, and what there was by then: whether a filter's item leads somewhere is told by that.
struct Failed<'a> {
    message: String,
    found: Vec<Item<'a>>,
}

type Found<'a> = Result<Vec<Item<'a>>, Failed<'a>>;

struct Walk {
    steps: usize,
}

impl Walk {
    /// Goes so many steps.
    fn steps<'a>(&mut self, steps: usize) -> Result<(), Failed<'a>> {
        self.steps = self.steps.saturating_add(steps);
        if self.steps > STEPS_MAX {
            return Err(Failed { message: format!("more than {STEPS_MAX} steps"), found: Vec::new() });
        }
        Ok(())
    }

    /// Goes to something.
    fn step<'a>(&mut self, found: &mut Vec<Item<'a>>, item: Item<'a>) -> Result<(), Failed<'a>> {
        self.steps(1)?;
        found.push(item);
        Ok(())
    }

    fn list<'a>(&mut self, from: &[Item<'a>], nodes: &'a [Node]) -> Found<'a> {
        self.steps(from.len())?;
        nodes.iter().try_fold(from.to_vec(), |found, node| self.node(&found, node))
    }

    fn node<'a>(&mut self, from: &[Item<'a>], node: &'a Node) -> Found<'a> {
        self.steps(from.len().max(1))?;
        let mut found = Vec::new();
        match node {
            Node::List(nodes) => return self.list(from, nodes),
            Node::Text(text) => self.step(&mut found, Item::Text(text))?,
            Node::Identifier(name) => {
                let message = format!("unrecognized identifier {name}");
                return Err(Failed { message, found: from.to_vec() });
            }
            Node::Field(name) => {
                for item in from {
                    if let Item::Value(Value::Object(members)) = item
                        && let Some(member) = members.get(name)
                    {
                        self.step(&mut found, Item::Value(member))?;
                    }
                }
            }
            Node::Slice(slice) => return self.slice(from, slice),
            Node::Filter(filter) => return self.filter(from, filter),
            Node::Int(number) => self.each(from, &mut found, Item::Int(*number))?,
            Node::Float(number) => self.each(from, &mut found, Item::Float(*number))?,
            Node::Bool(word) => self.each(from, &mut found, Item::Bool(*word))?,
            Node::Wildcard => {
                for item in from {
                    self.below(item, &mut found)?;
                }
            }
            Node::Recursive => self.recursive(from, &mut found)?,
            Node::Union(union) => {
                for nodes in union {
                    let some = self.list(from, nodes).map_err(|failed| Failed { found: from.to_vec(), ..failed })?;
                    found.extend(some);
                }
            }
        }
        Ok(found)
    }

    fn each<'a>(&mut self, from: &[Item<'a>], found: &mut Vec<Item<'a>>, item: Item<'a>) -> Result<(), Failed<'a>> {
        from.iter().try_for_each(|_| self.step(found, item))
    }

    /// All members, items or bytes.
    fn below<'a>(&mut self, item: &Item<'a>, found: &mut Vec<Item<'a>>) -> Result<(), Failed<'a>> {
        match *item {
            Item::Value(Value::Object(members)) => {
                members.values().try_for_each(|member| self.step(found, Item::Value(member)))
            }
            Item::Value(Value::Array(items)) => items.iter().try_for_each(|item| self.step(found, Item::Value(item))),
            Item::Value(Value::String(text)) => text.bytes().try_for_each(|byte| self.step(found, Item::Byte(byte))),
            Item::Text(text) => text.bytes().try_for_each(|byte| self.step(found, Item::Byte(byte))),
            _ => Ok(()),
        }
    }

    /// All that has something below it, itself before that.
    fn recursive<'a>(&mut self, from: &[Item<'a>], found: &mut Vec<Item<'a>>) -> Result<(), Failed<'a>> {
        for item in from {
            let mut below = Vec::new();
            self.below(item, &mut below)?;
            if !below.is_empty() {
                found.push(*item);
                self.recursive(&below, found)?;
            }
        }
        Ok(())
    }

    // Upstream: client-go/util/jsonpath/jsonpath.go evalArray (v1.37.2)
    fn slice<'a>(&mut self, from: &[Item<'a>], slice: &Slice) -> Found<'a> {
        let fail = |message| Err(Failed { message, found: from.to_vec() });
        let mut found = Vec::new();
        for item in from {
            let items = match item {
                Item::Value(Value::Null) => continue,
                Item::Value(Value::Array(items)) => items,
                other => return fail(format!("{} is not array or slice", go_type(other))),
            };
            let len = i64::try_from(items.len()).unwrap_or(i64::MAX);
            let from_end = |index: i64| if index < 0 { index.wrapping_add(len) } else { index };
            let first = from_end(slice.from.unwrap_or(0));
            let last = match slice.to {
                To::End => len,
                To::Before(index) => from_end(index),
                // The item behind the last but one of none is the first.
                To::After(index) => match index.wrapping_add(1) {
                    0 => len,
                    index => from_end(index),
                },
            };
            if first == last {
                // Quirk: what further lists have is not looked at (asked of the reference: `[*][1:1]`).
                return Ok(found);
            }
            let out = |index: i64| format!("array index out of bounds: index {index}, length {len}");
            if !(0..len).contains(&first) {
                return fail(out(first));
            }
            if !(0..=len).contains(&last) {
                return fail(out(last.wrapping_sub(1)));
            }
            if first > last {
                return fail(format!("starting index {first} is greater than ending index {last}"));
            }
            let step = slice.step.unwrap_or(1);
            if step <= 0 {
                return fail("step must be > 0".to_owned());
            }
            let index = |at: i64| usize::try_from(at).unwrap_or(usize::MAX);
            for item in items[index(first)..index(last)].iter().step_by(index(step)) {
                self.step(&mut found, Item::Value(item))?;
            }
        }
        Ok(found)
    }

    // Upstream: client-go/util/jsonpath/jsonpath.go evalFilter (v1.37.2)
    fn filter<'a>(&mut self, from: &[Item<'a>], filter: &'a Filter) -> Found<'a> {
        let mut found = Vec::new();
        for item in from {
            let Item::Value(Value::Array(items)) = item else {
                // The reference shows the value itself here, however large; nobody is told.
                let message = format!("{} is not array or slice and cannot be filtered", go_type(item));
                return Err(Failed { message, found: from.to_vec() });
            };
            for item in items.iter().map(Item::Value) {
                let passes = match filter {
                    Filter::Exists(nodes) => match self.list(&[item], nodes) {
                        Ok(some) => !some.is_empty(),
                        Err(failed) if self.steps > STEPS_MAX => return Err(failed),
                        Err(failed) => !failed.found.is_empty(),
                    },
                    Filter::Compare { left, operator, right } => {
                        let mut only = |nodes| match self.list(&[item], nodes).map_err(|failed| failed.message)?[..] {
                            [] => Ok(None),
                            [one] => Ok(Some(one)),
                            _ => Err("can only compare one element at a time".to_owned()),
                        };
                        let sides = only(left).and_then(|left| match left {
                            None => Ok(None),
                            Some(left) => Ok(only(right)?.map(|right| (left, right))),
                        });
                        match sides.map_err(|message| Failed { message, found: from.to_vec() })? {
                            None => false,
                            Some((left, right)) => {
                                let len = |item: &Item<'_>| item.as_str().map_or(0, str::len);
                                self.steps(len(&left).min(len(&right)) / STEP_BYTES)?;
                                match holds(&left, operator, &right) {
                                    Ok(holds) => holds,
                                    Err(message) => return Err(Failed { message, found }),
                                }
                            }
                        }
                    }
                };
                if passes {
                    self.step(&mut found, item)?;
                }
            }
        }
        Ok(found)
    }
}

/// What Go calls its type.
fn go_type(item: &Item<'_>) -> &'static str {
    match item {
        Item::Value(value) => crate::structural::go_type(value),
        Item::Text(_) => "string",
        Item::Int(_) => "int",
        Item::Float(_) => "float64",
        Item::Bool(_) => "bool",
        Item::Byte(_) => "uint8",
    }
}
