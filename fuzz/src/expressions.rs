//! The text of expressions.

use coracle_cel::ast::{Ast, Id, Kind, Literal};
use coracle_cel::parse;
use coracle_cel::source::{self, Issue};

/// A text that may be an expression. What is wrong stands in it and has words; what is read can be written and reads as the same.
pub fn cel_source(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    match parse::parse(&text) {
        Ok(ast) => check_tree(&text, &ast),
        Err(issues) => check_issues(&text, &issues),
    }
}

fn check_issues(text: &str, issues: &[Issue]) {
    assert!(!issues.is_empty());
    let length = text.chars().count() as u32;
    for issue in issues {
        assert!(!issue.message.is_empty());
        assert!(issue.at.is_none_or(|at| at <= length || at == u32::MAX), "{issue:?}");
    }
    let shown = source::show(text, issues);
    assert!(shown.matches("ERROR: <input>:").count() >= issues.len().min(100), "{shown}");
}

fn check_tree(text: &str, ast: &Ast) {
    let root = ast.root().expect("what is read has a root");
    let length = text.chars().count() as u32;
    let mut written = String::new();
    let whole = write(ast, root, length, &mut written);
    if !whole {
        return;
    }
    match parse::parse(&written) {
        Ok(again) => assert!(same((ast, root), (&again, again.root().expect("a root"))), "{text}\n{written}"),
        // Parentheses nest, too.
        Err(issues) => assert!(
            issues
                .iter()
                .all(|issue| ["recursion", "code point size"].iter().any(|limit| issue.message.contains(limit))),
            "{text}\n{written}\n{}",
            source::show(&written, &issues)
        ),
    }
}

/// Writes an expression with all parentheses; `false` where there is a macro's loop in it, which cannot be written.
fn write(ast: &Ast, id: Id, length: u32, out: &mut String) -> bool {
    let node = ast.node(id);
    assert!(node.at < length, "{node:?}");
    let inner = |id: Id, out: &mut String| {
        out.push('(');
        let whole = write(ast, id, length, out);
        out.push(')');
        whole
    };
    match &node.kind {
        Kind::Literal(value) => write_literal(value, out),
        Kind::Ident(name) => out.push_str(name),
        Kind::Select { operand, field, test } => {
            out.push_str(if *test { "has(" } else { "" });
            let whole = inner(*operand, out);
            out.push_str(&format!(".`{field}`{}", if *test { ")" } else { "" }));
            return whole;
        }
        Kind::Call { function, target: None, args } if let Some(sign) = sign(function) => match args[..] {
            [one, other] => {
                let left = inner(one, out);
                out.push_str(sign);
                let right = inner(other, out);
                out.push_str(if sign.starts_with('[') { "]" } else { "" });
                return left && right;
            }
            [one, other, third] => {
                let first = inner(one, out);
                out.push('?');
                let second = inner(other, out);
                out.push(':');
                return inner(third, out) && first && second;
            }
            _ => {
                out.push_str(sign);
                return args.iter().all(|arg| inner(*arg, out));
            }
        },
        Kind::Call { function, target: None, args } if function == "_?._" => {
            let whole = inner(args[0], out);
            let Kind::Literal(Literal::String(field)) = &ast.node(args[1]).kind else {
                panic!("{:?}", ast.node(args[1]))
            };
            out.push_str(&format!(".?`{field}`"));
            return whole;
        }
        Kind::Call { function, target, args } => {
            let mut whole = target.is_none_or(|target| inner(target, out));
            out.push_str(&format!("{}{function}(", if target.is_some() { "." } else { "" }));
            for arg in args {
                whole &= inner(*arg, out);
                out.push(',');
            }
            out.truncate(out.len() - usize::from(!args.is_empty()));
            out.push(')');
            return whole;
        }
        _ => return write_aggregate(ast, id, length, out),
    }
    true
}

/// The same of a list, a map or a message.
fn write_aggregate(ast: &Ast, id: Id, length: u32, out: &mut String) -> bool {
    let inner = |id: Id, out: &mut String| {
        out.push('(');
        let whole = write(ast, id, length, out);
        out.push(')');
        whole
    };
    let mut whole = true;
    match &ast.node(id).kind {
        Kind::List { elements, optional } => {
            out.push('[');
            for (at, element) in (0..).zip(elements) {
                out.push_str(if optional.contains(&at) { "?" } else { "" });
                whole &= inner(*element, out);
                out.push(',');
            }
            out.push(']');
        }
        Kind::Map(entries) => {
            out.push('{');
            for entry in entries {
                assert!(entry.at < length);
                out.push_str(if entry.optional { "?" } else { "" });
                whole &= inner(entry.key, out);
                out.push(':');
                whole &= inner(entry.value, out);
                out.push(',');
            }
            out.push('}');
        }
        Kind::Struct { name, fields } => {
            out.push_str(&format!("{name}{{"));
            for field in fields {
                assert!(field.at < length);
                out.push_str(&format!("{}`{}`:", if field.optional { "?" } else { "" }, field.name));
                whole &= inner(field.value, out);
                out.push(',');
            }
            out.push('}');
        }
        _ => return false,
    }
    whole
}

/// An operator's sign.
fn sign(function: &str) -> Option<&'static str> {
    Some(match function {
        "_?_:_" => "?",
        "_||_" => "||",
        "_&&_" => "&&",
        "_==_" => "==",
        "_!=_" => "!=",
        "_<_" => "<",
        "_<=_" => "<=",
        "_>_" => ">",
        "_>=_" => ">=",
        "@in" => " in ",
        "_+_" => "+",
        "_-_" | "-_" => "-",
        "_*_" => "*",
        "_/_" => "/",
        "_%_" => "%",
        "!_" => "!",
        "_[_]" => "[",
        "_[?_]" => "[?",
        _ => return None,
    })
}

fn write_literal(value: &Literal, out: &mut String) {
    match value {
        Literal::Null => out.push_str("null"),
        Literal::Bool(value) => out.push_str(&value.to_string()),
        Literal::Int(value) => out.push_str(&value.to_string()),
        Literal::Uint(value) => out.push_str(&format!("{value}u")),
        Literal::Double(value) => out.push_str(&format!("{value:e}")),
        Literal::String(value) => {
            out.push('"');
            out.extend(value.chars().map(|c| format!("\\U{:08x}", c as u32)));
            out.push('"');
        }
        Literal::Bytes(value) => {
            out.push_str("b'");
            out.extend(value.iter().map(|byte| format!("\\x{byte:02x}")));
            out.push('\'');
        }
    }
}

fn same((one, a): (&Ast, Id), (other, b): (&Ast, Id)) -> bool {
    let inner = |a: &Id, b: &Id| same((one, *a), (other, *b));
    let all = |a: &[Id], b: &[Id]| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| inner(a, b));
    match (&one.node(a).kind, &other.node(b).kind) {
        (Kind::Literal(a), Kind::Literal(b)) => a == b,
        (Kind::Ident(a), Kind::Ident(b)) => a == b,
        (Kind::Select { operand: a, field: c, test: e }, Kind::Select { operand: b, field: d, test: f }) => {
            (c, e) == (d, f) && inner(a, b)
        }
        (Kind::Call { function: a, target: c, args: e }, Kind::Call { function: b, target: d, args: f }) => {
            a == b && all(c.as_slice(), d.as_slice()) && all(e, f)
        }
        (Kind::List { elements: a, optional: c }, Kind::List { elements: b, optional: d }) => c == d && all(a, b),
        (Kind::Map(a), Kind::Map(b)) => {
            let same = |(a, b): (&coracle_cel::ast::Entry, &coracle_cel::ast::Entry)| {
                a.optional == b.optional && inner(&a.key, &b.key) && inner(&a.value, &b.value)
            };
            a.len() == b.len() && a.iter().zip(b).all(same)
        }
        (Kind::Struct { name: a, fields: c }, Kind::Struct { name: b, fields: d }) => {
            let same = |(a, b): (&coracle_cel::ast::Field, &coracle_cel::ast::Field)| {
                a.optional == b.optional && a.name == b.name && inner(&a.value, &b.value)
            };
            a == b && c.len() == d.len() && c.iter().zip(d).all(same)
        }
        _ => false,
    }
}
