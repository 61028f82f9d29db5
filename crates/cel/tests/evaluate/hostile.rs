//! Expressions that are made to take long or much: they end within their limit.

use std::time::{Duration, Instant};

use coracle_cel::compile;
use coracle_cel::env::Environment;
use coracle_cel::program::Program;
use coracle_cel::types::Type;
use coracle_cel::value::Val;

/// What an evaluation may cost.
const LIMIT: u64 = 1_000_000;

/// How long one may take here, on a machine that does much else.
const TIME_MAX: Duration = Duration::from_secs(60);

fn hostile() -> Vec<String> {
    let chain = |first: &str, more: &str, times: usize| first.to_owned() + &more.repeat(times);
    vec![
        // What is in it twice, again and again.
        chain("[[1]]", ".map(l, [l, l])", 60) + ".map(l, l == l)",
        chain("[[1]]", ".map(l, [l, l])", 60) + ".map(l, dyn(l).indexOf(1))",
        chain("[[1]]", ".map(l, [l, l])", 60) + ".map(l, '%s'.format([l]))",
        chain("[[1]]", ".map(l, [l, l])", 60) + ".map(l, dyn(l).flatten(100))",
        chain("[[1]]", ".map(l, l + l)", 200) + ".map(l, l.sum())",
        chain("[[1]]", ".map(l, l + l)", 200) + ".map(l, l == l)",
        chain("['a']", ".map(s, s + s)", 100) + ".map(s, s.size())",
        // Much from little.
        chain("['aaaaaaaaaa']", ".map(s, s.replace('', s))", 10) + ".map(s, s.size())",
        chain("['aaaaaaaaaa']", ".map(s, [s, s, s, s, s, s, s, s].join(s))", 20) + ".map(s, s.size())",
        chain("['aaaaaaaaaa']", ".map(s, '%s%s%s%s'.format([s, s, s, s]))", 40) + ".map(s, s.size())",
        chain("['aaaaaaaaaa']", ".map(s, strings.quote(s + '\"' + s))", 40) + ".map(s, s.size())",
        "lists.range(1000000).map(x, lists.range(1000000))".to_owned(),
        "lists.range(1000).all(x, lists.range(1000).all(y, lists.range(1000).all(z, true)))".to_owned(),
        "lists.range(100000).map(x, x % 7).distinct()".to_owned(),
        "lists.range(100000).sortBy(x, -x)".to_owned(),
        "'%.60000f'.format([1.5])".to_owned(),
        // Deep.
        chain("1", " + 1", 10_000),
        chain("[1]", " + [1]", 5_000) + " == [1]",
        chain("true", " && true", 5_000),
        chain("d", ".a", 5_000),
        chain("[1]", ".map(x, [x])", 3_000),
        chain("optional.of(1)", ".optMap(x, x + 1)", 30),
        // Expressions that try again and again.
        chain("'", "a", 30_000) + "'.matches('(a|aa)+$')",
        chain("'", "a", 30_000) + "'.matches('(a*)*b')",
        chain("'", "x", 3_000) + "'.findAll('x(.*y)?')",
        "quantity('1e2147483647').add(quantity('1'))".to_owned(),
        "duration('1h') * 2 == 1".to_owned(),
    ]
}

#[test]
fn ends() {
    let run = || {
        let variables = [("d".into(), Type::Dyn)].into();
        let environment = Environment { variables, stored: true };
        for expression in hostile() {
            let begin = Instant::now();
            if let Ok(checked) = compile(&expression, &environment)
                && let Ok(program) = Program::new(&checked)
            {
                let stop = || begin.elapsed() > TIME_MAX;
                let outcome = program.evaluate_until(&[("d", Val::Null)], LIMIT, &stop);
                let over = outcome.cost > LIMIT;
                assert!(!over || outcome.value.is_err(), "{expression:.80}");
            }
            let took = begin.elapsed();
            assert!(took < TIME_MAX, "{took:?}: {expression:.80}");
        }
    };
    std::thread::Builder::new().stack_size(64 << 20).spawn(run).expect("a thread").join().expect("an end");
}

#[test]
fn stops() {
    let environment = Environment { stored: true, ..Environment::default() };
    let checked = compile("lists.range(1000).all(x, lists.range(1000).all(y, x + y >= 0))", &environment).expect("one");
    let program = Program::new(&checked).expect("a program");
    let outcome = program.evaluate_until(&[], u64::MAX, &|| true);
    assert_eq!(outcome.value.expect_err("stopped").to_string(), "operation interrupted");
    assert!(outcome.cost < 10_000, "{}", outcome.cost);
}
