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

/// `30`, `1.5s`, `250ms`, `10m`, `1h`: seconds where no unit stands.
pub fn parse_duration(text: &str) -> Result<Duration, String> {
    const UNITS: [(&str, f64); 5] = [("us", 1e-6), ("ms", 1e-3), ("s", 1.0), ("m", 60.0), ("h", 3600.0)];
    let (number, unit) = split_unit(text);
    let factor = if unit.is_empty() { Some(1.0) } else { find(&UNITS, unit) };
    let seconds = factor.zip(number.parse::<f64>().ok()).map(|(factor, number)| factor * number);
    seconds
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .filter(|duration| !duration.is_zero())
        .ok_or_else(|| "a time is a number with us, ms, s, m or h behind it, such as 30s".to_owned())
}

/// `1000`, `500M`, `1.5GiB`: all units are powers of 1024.
pub fn parse_size(text: &str) -> Result<u64, String> {
    const UNITS: [(&str, f64); 4] =
        [("K", 1024.0), ("M", 1_048_576.0), ("G", 1_073_741_824.0), ("T", 1_099_511_627_776.0)];
    let (number, unit) = split_unit(text);
    let letter = unit.strip_suffix("iB").or(unit.strip_suffix('B')).unwrap_or(unit).to_ascii_uppercase();
    let factor = if letter.is_empty() { Some(1.0) } else { find(&UNITS, &letter) };
    let bytes = factor.zip(number.parse::<f64>().ok()).map(|(factor, number)| factor * number);
    bytes
        .filter(|bytes| (1.0..1e18).contains(bytes))
        .map(|bytes| bytes as u64)
        .ok_or_else(|| "a size is a number with K, M, G or T behind it, such as 500M".to_owned())
}

fn split_unit(text: &str) -> (&str, &str) {
    text.split_at(text.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(text.len()))
}

fn find(units: &[(&str, f64)], unit: &str) -> Option<f64> {
    units.iter().find(|(name, _)| *name == unit).map(|&(_, factor)| factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_sizes_are_read_with_their_units() {
        for (text, ms) in [("30", 30_000), ("1.5s", 1500), ("250ms", 250), ("2m", 120_000), ("1h", 3_600_000)] {
            assert_eq!(parse_duration(text), Ok(Duration::from_millis(ms)), "{text}");
        }
        for (text, bytes) in [("1000", 1000), ("4k", 4096), ("500M", 500 << 20), ("1.5GiB", 3 << 29), ("2TB", 2 << 40)]
        {
            assert_eq!(parse_size(text), Ok(bytes), "{text}");
        }
        for bad in ["", "x", "-1", "0", "1x", "1e3s3", "nan", "1 m m"] {
            assert!(parse_duration(bad).is_err() && parse_size(bad).is_err(), "{bad}");
        }
    }

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
