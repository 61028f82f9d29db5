//! Expressions that are made to cost: the types are found in time and memory that grow with the text, or there is an error.

use std::collections::BTreeMap;

use coracle_cel::env::Environment;
use coracle_cel::types::Type;
use coracle_cel::{compile, cost};

/// What comes of it, on the stack that the parser's limits are made for.
fn outcome(text: String) -> String {
    let run = move || {
        let environment = Environment { variables: BTreeMap::from([("d".into(), Type::Dyn)]), stored: true };
        match compile(&text, &environment) {
            Ok(checked) => format!("{} {}", cost::estimate(&checked, &BTreeMap::new()).max, checked.result().name()),
            Err(error) => error,
        }
    };
    std::thread::Builder::new().stack_size(64 << 20).spawn(run).expect("a thread").join().expect("no panic")
}

fn list(element: &str, count: usize) -> String {
    format!("[{}]", vec![element; count].join(","))
}

#[test]
fn types_that_double() {
    let too_large = "ERROR: <input>:-1:0: the types of this expression are too large";
    assert_eq!(outcome(format!("[1]{}", ".map(x, {x: x})".repeat(200))), too_large);
    assert_eq!(outcome(format!("[1]{} + 1", ".map(x, {x: x})".repeat(24))), too_large);
    // Each of the errors would have a long text.
    let errors = vec!["a + 1"; 300].join(",");
    let named = format!("[1]{}.map(a, [{errors}])", ".map(x, {x: x})".repeat(15));
    assert_eq!(outcome(named), too_large);
    assert_eq!(outcome(format!("[1]{}", ".map(x, [x, x])".repeat(200))), "7010 list");
}

#[test]
fn many_of_the_same() {
    for (element, cost) in [("1", 0), ("[]", 10), ("{}", 30), ("d", 1), ("[d][0]", 12)] {
        let count = 99_000 / (element.len() + 1);
        assert_eq!(outcome(list(element, count)), format!("{} list", 10 + count as u64 * cost), "{element}");
    }
    for element in ["d<d", "d+d", "d[d]", "[].all(x,x)", "d.map(x,x)", "size(d)"] {
        assert!(outcome(list(element, 99_000 / (element.len() + 1))).ends_with("list"), "{element}");
    }
}

#[test]
fn deep_ones() {
    let loops: String = (0..100).map(|number| format!("[[d]].all(x{number}, ")).collect();
    assert!(outcome(format!("{loops}true{}", ")".repeat(100))).ends_with(" bool"));
    assert!(outcome(format!("{}1{}", "optional.of(".repeat(100), ")".repeat(100))).ends_with("optional_type"));
    assert!(outcome(format!("{}1{}", "type(".repeat(100), ")".repeat(100))).ends_with("type"));
    assert!(outcome(list(&format!("d{}", ".a".repeat(240)), 200)).ends_with("list"));
}
