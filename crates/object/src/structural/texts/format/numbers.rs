//! Numbers whose digits check each other: of books and of credit cards.

use crate::structural::texts::pattern::is_found;

const CREDIT_CARD: &str = concat!(
    r"^(?:4[0-9]{12}(?:[0-9]{3})?|5[1-5][0-9]{14}|6(?:011|5[0-9][0-9])[0-9]{12}|3[47][0-9]{13}|",
    r"3(?:0[0-5]|[68][0-9])[0-9]{11}|(?:2131|1800|35\d{3})\d{11})$"
);

/// Nine digits and a tenth, which may be X; spaces and dashes aside.
// Upstream: kube-openapi/pkg/internal/third_party/govalidator/validator.go IsISBN (v1.37.2)
pub(super) fn is_isbn10(text: &str) -> bool {
    let digits = digits(text);
    let value = |(at, byte): (usize, &u8)| match byte {
        b'X' if at == 9 => Some(10),
        _ => char::from(*byte).to_digit(10),
    };
    let values: Option<Vec<u32>> = digits.iter().enumerate().map(value).collect();
    digits.len() == 10 && values.is_some_and(|values| sum((1..).zip(values)).is_multiple_of(11))
}

/// Thirteen digits, spaces and dashes aside.
pub(super) fn is_isbn13(text: &str) -> bool {
    let digits = digits(text);
    let values: Option<Vec<u32>> = digits.iter().map(|byte| char::from(*byte).to_digit(10)).collect();
    digits.len() == 13 && values.is_some_and(|values| sum([1, 3].into_iter().cycle().zip(values)).is_multiple_of(10))
}

fn sum(weighted: impl Iterator<Item = (u32, u32)>) -> u32 {
    weighted.map(|(weight, value)| weight * value).sum()
}

/// What is left without spaces and dashes; more than the longest number has are not looked at.
fn digits(text: &str) -> Vec<u8> {
    let is_between = |b: &u8| matches!(b, b'\t' | b'\n' | b'\x0c' | b'\r' | b' ' | b'-');
    text.bytes().filter(|b| !is_between(b)).take(14).collect()
}

/// Whatever is no digit aside, the number of a card of those that are known, by Luhn's rule.
// Upstream: kube-openapi/pkg/internal/third_party/govalidator/validator.go IsCreditCard (v1.37.2)
pub(super) fn is_credit_card(text: &str) -> bool {
    let number: String = text.chars().filter(char::is_ascii_digit).take(20).collect();
    let digits = number.chars().rev().filter_map(|digit| digit.to_digit(10));
    let sum: u32 = digits.enumerate().map(|(at, digit)| [digit, digit * 2 / 10 + digit * 2 % 10][at % 2]).sum();
    is_found(CREDIT_CARD, &number) && sum.is_multiple_of(10)
}
