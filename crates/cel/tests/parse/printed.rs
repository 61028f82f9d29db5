//! A tree as the reference's library writes it.

use coracle_cel::ast::{Ast, Comprehension, Id, Kind, Literal};

/// The whole tree; with the place of each node and entry behind it, where they are asked for.
// Upstream: cel-go/common/debug/debug.go ToAdornedDebugString (v0.29.2)
pub fn tree(ast: &Ast, places: bool) -> String {
    let mut printer = Printer { ast, places, out: String::new(), indent: 0, begins: true };
    if let Some(root) = ast.root() {
        printer.expr(root);
    }
    printer.out
}

struct Printer<'a> {
    ast: &'a Ast,
    places: bool,
    out: String,
    indent: usize,
    begins: bool,
}

impl Printer<'_> {
    fn text(&mut self, text: &str) {
        if std::mem::take(&mut self.begins) {
            self.out.push_str(&"  ".repeat(self.indent));
        }
        self.out.push_str(text);
    }

    fn line(&mut self) {
        self.out.push('\n');
        self.begins = true;
    }

    fn expr(&mut self, id: Id) {
        let ast = self.ast;
        match &ast.node(id).kind {
            Kind::Literal(value) => self.text(&literal(value)),
            Kind::Ident(name) => self.text(name),
            Kind::Select { operand, field, test } => {
                self.expr(*operand);
                self.text(&format!(".{field}{}", if *test { "~test-only~" } else { "" }));
            }
            Kind::Call { function, target, args } => {
                if let Some(target) = target {
                    self.expr(*target);
                    self.text(".");
                }
                self.text(&format!("{function}("));
                self.items(args.len(), true, |own, at| own.expr(args[at]));
                self.text(")");
            }
            Kind::List { elements, .. } => {
                self.text("[");
                self.items(elements.len(), false, |own, at| own.expr(elements[at]));
                self.text("]");
            }
            Kind::Map(entries) => {
                self.text("{");
                self.items(entries.len(), false, |own, at| {
                    own.text(if entries[at].optional { "?" } else { "" });
                    own.expr(entries[at].key);
                    own.text(":");
                    own.expr(entries[at].value);
                    own.place(entries[at].at);
                });
                self.text("}");
            }
            Kind::Struct { name, fields } => {
                self.text(&format!("{name}{{"));
                self.items(fields.len(), false, |own, at| {
                    own.text(&format!("{}{}:", if fields[at].optional { "?" } else { "" }, fields[at].name));
                    own.expr(fields[at].value);
                    own.place(fields[at].at);
                });
                self.text("}");
            }
            Kind::Comprehension(comprehension) => self.comprehension(comprehension),
        }
        self.place(ast.node(id).at);
    }

    fn place(&mut self, at: u32) {
        let text = if self.places { format!("@{at}") } else { String::new() };
        self.text(&text);
    }

    fn items(&mut self, count: usize, indent_first: bool, item: impl Fn(&mut Self, usize)) {
        if count == 0 {
            return;
        }
        if indent_first {
            self.indent += 1;
        }
        self.line();
        if !indent_first {
            self.indent += 1;
        }
        for at in 0..count {
            if at > 0 {
                self.text(",");
                self.line();
            }
            item(self, at);
        }
        self.indent -= 1;
        self.line();
    }

    fn comprehension(&mut self, own: &Comprehension) {
        self.text("__comprehension__(");
        self.indent += 1;
        self.line();
        self.text("// Variable");
        self.line();
        self.named(&own.variable);
        if let Some(second) = &own.second {
            self.named(second);
        }
        self.part("// Target", own.range);
        self.text("// Accumulator");
        self.line();
        self.named(&own.accumulator);
        self.part("// Init", own.initial);
        self.part("// LoopCondition", own.condition);
        self.part("// LoopStep", own.step);
        self.text("// Result");
        self.line();
        self.expr(own.result);
        self.text(")");
        self.indent -= 1;
    }

    fn named(&mut self, name: &str) {
        self.text(name);
        self.text(",");
        self.line();
    }

    fn part(&mut self, title: &str, id: Id) {
        self.text(title);
        self.line();
        self.expr(id);
        self.text(",");
        self.line();
    }
}

fn literal(value: &Literal) -> String {
    match value {
        Literal::Null => "null".into(),
        Literal::Bool(value) => value.to_string(),
        Literal::Int(value) => value.to_string(),
        Literal::Uint(value) => format!("{value}u"),
        Literal::Double(value) => double(*value),
        Literal::String(value) => quoted(value.as_bytes()),
        Literal::Bytes(value) => format!("b{}", quoted(value)),
    }
}

/// Go's shortest form of a float.
fn double(value: f64) -> String {
    let scientific = format!("{value:e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if (-4..6).contains(&exponent) {
        return value.to_string();
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{digits}e{sign}{:02}", exponent.abs())
}

/// Go's form of a string; the rows have no characters that Rust and Go do not agree about.
// Upstream: strconv/quote.go Quote (go1.26.8)
fn quoted(mut bytes: &[u8]) -> String {
    let mut out = String::from("\"");
    while !bytes.is_empty() {
        let valid = match std::str::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default(),
        };
        for c in valid.chars() {
            match c {
                '"' => out.push_str("\\\""),
                '\\' => out.push_str("\\\\"),
                '\u{7}' => out.push_str("\\a"),
                '\u{8}' => out.push_str("\\b"),
                '\u{c}' => out.push_str("\\f"),
                '\n' => out.push_str("\\n"),
                '\r' => out.push_str("\\r"),
                '\t' => out.push_str("\\t"),
                '\u{b}' => out.push_str("\\v"),
                ' '..='~' => out.push(c),
                c if (c as u32) < 0x80 => out.push_str(&format!("\\x{:02x}", c as u32)),
                c if c == '\'' || !c.escape_debug().to_string().starts_with("\\u") && !c.is_whitespace() => out.push(c),
                c if (c as u32) < 0x1_0000 => out.push_str(&format!("\\u{:04x}", c as u32)),
                c => out.push_str(&format!("\\U{:08x}", c as u32)),
            }
        }
        bytes = &bytes[valid.len()..];
        if let Some((first, rest)) = bytes.split_first() {
            out.push_str(&format!("\\x{first:02x}"));
            bytes = rest;
        }
    }
    out.push('"');
    out
}
