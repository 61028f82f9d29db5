//! Whether a text is a date or time of YAML 1.1. Such a text stays text, but needs quotes when it is written.

// Upstream: go.yaml.in/yaml/v2/resolve.go parseTimestamp (v2.4.4). It gives four layouts to Go's time.Parse.

/// `2001-2-3`, `2001-2-3 4:5:6.7`, or `2001-2-3T4:5:6.7` with `Z` or an offset.
pub(super) fn is_timestamp(text: &str) -> bool {
    parse(text.as_bytes()).is_some()
}

fn parse(text: &[u8]) -> Option<()> {
    let (year, rest) = text.split_at_checked(4)?;
    if !year.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let year = year.iter().fold(0, |n, digit| n * 10 + u32::from(digit - b'0'));
    let (month, rest) = one_or_two_digits(rest.strip_prefix(b"-")?)?;
    let (day, rest) = one_or_two_digits(rest.strip_prefix(b"-")?)?;
    if !(1..=12).contains(&month) || !(1..=days_in(month, year)).contains(&day) {
        return None;
    }
    match rest {
        [] => Some(()),
        [b'T' | b't', rest @ ..] => zone(time(rest)?),
        [b' ', ..] => time(skip_spaces(rest)).filter(|rest| rest.is_empty()).map(|_| ()),
        _ => None,
    }
}

/// Only spaces, not other white space, may stand between a date and a time.
fn skip_spaces(text: &[u8]) -> &[u8] {
    &text[text.iter().take_while(|b| **b == b' ').count()..]
}

fn one_or_two_digits(text: &[u8]) -> Option<(u32, &[u8])> {
    let value = |digit: &u8| u32::from(digit - b'0');
    match text {
        [a, b, rest @ ..] if a.is_ascii_digit() && b.is_ascii_digit() => Some((value(a) * 10 + value(b), rest)),
        [a, rest @ ..] if a.is_ascii_digit() => Some((value(a), rest)),
        _ => None,
    }
}

fn days_in(month: u32, year: u32) -> u32 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// What follows hour, minute, second and fraction, if they are in range.
fn time(text: &[u8]) -> Option<&[u8]> {
    let (hour, rest) = one_or_two_digits(text)?;
    let (minute, rest) = one_or_two_digits(rest.strip_prefix(b":")?)?;
    let (second, rest) = one_or_two_digits(rest.strip_prefix(b":")?)?;
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    Some(match rest {
        [b'.' | b',', digits @ ..] if digits.first().is_some_and(u8::is_ascii_digit) => {
            &digits[digits.iter().take_while(|b| b.is_ascii_digit()).count()..]
        }
        _ => rest,
    })
}

fn zone(text: &[u8]) -> Option<()> {
    match text {
        b"Z" => Some(()),
        [b'+' | b'-', hours @ .., b':', _, _] => {
            let minutes = &text[text.len() - 2..];
            let two = |digits: &[u8]| match one_or_two_digits(digits)? {
                (value, []) if digits.len() == 2 => Some(value),
                _ => None,
            };
            (two(hours)? <= 24 && two(minutes)? <= 60).then_some(())
        }
        _ => None,
    }
}
