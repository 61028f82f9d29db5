//! Quantities against what the reference's library makes of them (data/quantities.jsonl), and their laws.

use coracle_object::Value;
use coracle_object::quantity::{Quantity, parse, settle};
use proptest::prelude::*;

fn rows() -> Vec<Value> {
    let rows = include_str!("data/quantities.jsonl").lines();
    rows.map(|line| serde_json::from_str(line).expect("a row is JSON")).collect()
}

#[test]
fn they_are_read_and_written_as_in_go() {
    let rows = rows();
    assert!(rows.len() > 400, "there are texts");
    let mut wrong = Vec::new();
    for row in &rows {
        let text = row["in"].as_str().expect("a text");
        let (found, wanted) = match settle(text) {
            Ok(settled) => (settled.into_owned(), &row["out"]),
            Err(error) => (error.to_string(), &row["error"]),
        };
        if *wanted != found {
            wrong.push(format!("{row}, not {found}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}

#[test]
fn they_are_compared_as_in_go() {
    let mut before = parse("0").expect("a quantity");
    let mut seen = 0;
    for row in rows().iter().filter(|row| row["cmp"].is_i64()) {
        let quantity = parse(row["in"].as_str().expect("a text")).expect("a quantity");
        assert_eq!(row["cmp"], quantity.cmp(&before) as i64, "{row} after {before}");
        before = quantity;
        seen += 1;
    }
    assert!(seen > 300, "{seen}");
}

#[test]
fn what_the_reference_has_no_memory_for_is_answered_all_the_same() {
    assert_eq!(settle("1e-2147483648").as_deref(), Ok("1e-9"));
    assert_eq!(settle("-12345678901234567890e-2147483600").as_deref(), Ok("-1e-9"));
    assert!(settle("12345678901234567890e2147483647").is_err());
    let long = "9".repeat(1_000_000);
    assert_eq!(settle(&long).as_deref(), Ok(long.as_str()));
    assert_eq!(settle(&format!("{long}.5Ki")).as_deref(), Ok("9223372036854775807"));
}

fn quantities() -> impl Strategy<Value = Quantity> {
    "[+-]?[0-9]{1,22}(\\.[0-9]{0,12})?(n|u|m|k|M|G|T|P|Ki|Mi|Gi|Ti|Pi|Ei|e-?[0-9])?"
        .prop_map(|text| parse(&text).expect("a quantity"))
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in ".{0,20}", likely in "[-+0-9.eEinumkKMGTP]{0,30}") {
        let _ = settle(&text);
        let _ = settle(&likely);
    }

    /// What is written is read as the same, and stays.
    #[test]
    fn what_is_written_is_settled(text in "[-+]?[0-9]{0,20}\\.?[0-9]{0,12}(n|m|k|M|Ki|Mi|Gi|Ei|e[0-9])?") {
        if let Ok(settled) = settle(&text) {
            let again = settle(&settled).map(std::borrow::Cow::into_owned);
            prop_assert_eq!(again, Ok(settled.to_string()));
            prop_assert_eq!(parse(&settled), parse(&text));
        }
    }

    #[test]
    fn they_have_an_order(a in quantities(), b in quantities(), c in quantities()) {
        prop_assert_eq!(a.cmp(&b), b.cmp(&a).reverse());
        if a <= b && b <= c {
            prop_assert!(a <= c);
        }
    }
}
