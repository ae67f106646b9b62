//! Numbers for people.

use std::time::Duration;

/// `12,345`.
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `12,345 calls`, `1 call`.
pub fn counted(number: u64, singular: &str, plural: &str) -> String {
    format!("{} {}", count(number), if number == 1 { singular } else { plural })
}

/// `1.24 s`, `85.3 ms`, `120 µs`.
pub fn duration(duration: Duration) -> String {
    let seconds = duration.as_secs_f64();
    match seconds {
        1.0.. => three_digits(seconds, "s"),
        1e-3.. => three_digits(seconds * 1e3, "ms"),
        _ => three_digits(seconds * 1e6, "µs"),
    }
}

/// `812 B`, `214 KiB`, `3.1 MiB`.
pub fn size(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["B", "KiB", "MiB", "GiB", "TiB"];
    let mut value = bytes as f64;
    let mut unit = 0;
    while value >= 999.5 && unit + 1 < UNITS.len() {
        value /= 1024.0;
        unit += 1;
    }
    let decimals = usize::from(unit > 0 && value < 99.95);
    format!("{value:.decimals$} {}", UNITS[unit])
}

/// With three significant digits, or more before the point.
fn three_digits(value: f64, unit: &str) -> String {
    let decimals = match value {
        99.95.. => 0,
        9.995.. => 1,
        _ => 2,
    };
    format!("{value:.decimals$} {unit}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_separated() {
        for (number, text) in [(0, "0"), (999, "999"), (1000, "1,000"), (12345, "12,345"), (1_234_567, "1,234,567")] {
            assert_eq!(count(number), text);
        }
        assert_eq!(counted(1, "call", "calls"), "1 call");
        assert_eq!(counted(0, "call", "calls"), "0 calls");
    }

    #[test]
    fn durations_have_three_digits() {
        for (nanos, text) in
            [(1_240_000_000, "1.24 s"), (85_300_000, "85.3 ms"), (120_000, "120 µs"), (75_000_000_000, "75.0 s")]
        {
            assert_eq!(duration(Duration::from_nanos(nanos)), text);
        }
        assert_eq!(duration(Duration::from_secs(3725)), "3725 s");
    }

    #[test]
    fn sizes_are_binary() {
        for (bytes, text) in
            [(0, "0 B"), (812, "812 B"), (219_136, "214 KiB"), (3_250_586, "3.1 MiB"), (1 << 30, "1.0 GiB")]
        {
            assert_eq!(size(bytes), text);
        }
    }
}
