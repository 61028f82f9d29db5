//! Texts that are made to cost: read in time that grows with their length alone, and on a small stack.

use std::time::{Duration, Instant};

use coracle_cel::{parse, source};

/// What the parser may need, even where nothing is optimized.
const STACK: usize = 4 << 20;

/// Reads a text on a small stack, as a server's thread has it, and says what is wrong with it at last.
fn read(text: String) -> Option<String> {
    let reading = move || {
        let start = Instant::now();
        let last = parse::parse(&text).err().map(|issues| {
            let shown = source::show(&text, &issues);
            assert!(shown.len() < 4 << 20, "{} bytes are told", shown.len());
            issues.last().map(|issue| issue.message.clone()).unwrap_or_default()
        });
        assert!(start.elapsed() < Duration::from_secs(20), "{:?} for {} bytes", start.elapsed(), text.len());
        last
    };
    std::thread::Builder::new().stack_size(STACK).spawn(reading).expect("a thread").join().expect("no overflow")
}

fn nested(opens: &str, inner: &str, closes: &str, times: usize) -> String {
    format!("{}{inner}{}", opens.repeat(times), closes.repeat(times))
}

#[test]
fn nesting_ends_at_the_limit() {
    const DEEP: &str = "expression recursion limit exceeded: 250";
    for (opens, closes) in [
        ("(", ")"),
        ("[", "]"),
        ("{1:", "}"),
        ("f(", ")"),
        ("a.f(", ")"),
        ("a[", "]"),
        ("A{b:", "}"),
        ("a.all(x,", ")"),
        ("a?b:", ""),
    ] {
        assert_eq!(read(nested(opens, "1", closes, 1000)).as_deref(), Some(DEEP), "{opens}");
        assert_eq!(read(nested(opens, "1", "", 100_000 / opens.len() - 1)).as_deref(), Some(DEEP), "{opens}");
    }
    assert_eq!(read("a?b:".repeat(10_000) + "c").as_deref(), Some(DEEP));
    for chain in ["a.", "a+", "a<", "a*"] {
        assert_eq!(read(chain.repeat(10_000) + "a").as_deref(), Some("max recursion depth exceeded"), "{chain}");
    }
}

#[test]
fn the_deepest_that_is_allowed_fits() {
    for unit in [
        ("(a?b:c||d&&e==f+g*!h(", "))"),
        ("[{a:b||c&&d==e+f*-g([", "])}]"),
        ("a.map(x,!(x||x&&[x,", "]))"),
        ("a.sortBy(x,a.transformMapEntry(i,x,{x:", "}))"),
        ("A{b:c||d&&!e(", ")}"),
    ] {
        // As often as the limit lets it.
        let deepest = (1..260).rev().find(|times| read(nested(unit.0, "a", unit.1, *times)).is_none());
        assert!(deepest.is_some_and(|times| times >= 40), "{unit:?}: {deepest:?}");
    }
}

#[test]
fn long_rows_of_the_same() {
    for c in "()[]{}.,:?!-+*/%<>=&|'\"`\\ab1 \n@\0é".chars() {
        read(c.to_string().repeat(100_000));
    }
    assert_eq!(read("!".repeat(99_999) + "a"), None);
    assert_eq!(read("-".repeat(99_999) + "a"), None);
    assert_eq!(read("a||".repeat(33_000) + "a"), None);
    for piece in
        ["\"\"\"", "'''a", "r\"\"\"\\", "\"\\", "b'", "0x", "1e", "1.", "//", "`a", "a b ", "a.b{", "[,", "{:", "?:"]
    {
        read(piece.repeat(100_000 / piece.len()));
    }
    let long = "expression code point size exceeds limit: size: 100001, limit 100000";
    assert_eq!(read("é".repeat(100_001)).as_deref(), Some(long));
}

/// Each of these copies all that stands before it.
#[test]
fn copies_of_copies_are_refused() {
    let text = format!("a{}", ".optMap(x, x)".repeat(60));
    assert_eq!(read(text).as_deref(), Some("expression is too large once its macros are expanded"));
}
