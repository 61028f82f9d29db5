//! Go's regular expressions, by what Go itself made of 100,000 of them.

#[path = "../../crates/object/tests/texts/generated.rs"]
mod generated;

/// The number of an expression that Go has answered, and another expression.
pub fn patterns(data: &[u8]) {
    let (number, other) = data.split_at(data.len().min(4));
    let number = number.iter().fold(0, |number: usize, byte| (number << 8) | usize::from(*byte));
    generated::check(number % generated::COUNT);
    generated::answer(&String::from_utf8_lossy(other));
}
