//! The order of a map's keys in YAML output: numbers within keys count as numbers, so that `a9` comes before `a10`.

// Upstream: go.yaml.in/yaml/v2/sorter.go keyList.Less (v2.4.4)

/// Sorts members by their keys.
// A merge sort of our own: `less` is no total order where digits overflow, which the standard sort may answer with a
// panic.
pub(super) fn sort<T: Copy>(members: &mut Vec<(&str, T)>) {
    let mut width = 1;
    while width < members.len() {
        let mut sorted = Vec::with_capacity(members.len());
        for pair in members.chunks(width * 2) {
            let (mut left, mut right) = pair.split_at(width.min(pair.len()));
            while let (Some(a), Some(b)) = (left.first(), right.first()) {
                if less(b.0, a.0) {
                    sorted.push(*b);
                    right = &right[1..];
                } else {
                    sorted.push(*a);
                    left = &left[1..];
                }
            }
            sorted.extend_from_slice(left);
            sorted.extend_from_slice(right);
        }
        *members = sorted;
        width *= 2;
    }
}

/// Whether `a` comes before `b`.
fn less(a: &str, b: &str) -> bool {
    let same = a.chars().zip(b.chars()).take_while(|(x, y)| x == y).map(|(x, _)| x.len_utf8()).sum();
    let (head, a, b) = (&a[..same], &a[same..], &b[same..]);
    let (Some(x), Some(y)) = (a.chars().next(), b.chars().next()) else { return a.len() < b.len() };
    match (x.is_alphabetic(), y.is_alphabetic()) {
        (true, true) => return x < y,
        (false, false) => {}
        (_, y_is_letter) => return y_is_letter,
    }
    // A zero after other digits of the same number is worth something.
    let in_number =
        (x == '0' || y == '0') && head.bytes().rev().take_while(u8::is_ascii_digit).any(|digit| digit != b'0');
    let (x_value, x_len) = number(a, i64::from(in_number));
    let (y_value, y_len) = number(b, i64::from(in_number));
    (x_value, x_len, x) < (y_value, y_len, y)
}

/// The number at the start of a text, `start` standing before its digits, and how many digits it has.
fn number(text: &str, start: i64) -> (i64, usize) {
    let digits = text.bytes().take_while(u8::is_ascii_digit);
    digits
        .fold((start, 0), |(value, len), digit| (value.wrapping_mul(10).wrapping_add(i64::from(digit - b'0')), len + 1))
}
