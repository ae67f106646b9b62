//! Amounts as people write them: `5ms`, `1.5s`, `64KiB`, `10M`.

/// Units of time in nanoseconds. The first is what a bare number means.
const DURATIONS: &[(&str, i128)] = &[
    ("", 1_000_000_000),
    ("ns", 1),
    ("us", 1_000),
    ("µs", 1_000),
    ("μs", 1_000),
    ("ms", 1_000_000),
    ("s", 1_000_000_000),
    ("m", 60_000_000_000),
    ("min", 60_000_000_000),
    ("h", 3_600_000_000_000),
    ("d", 86_400_000_000_000),
];

/// Units of size in bytes, in lower case; as in GNU coreutils, `K` and `KiB` are 1024 and `kB` is 1000.
const SIZES: &[(&str, i128)] = &[
    ("", 1),
    ("b", 1),
    ("k", 1 << 10),
    ("kib", 1 << 10),
    ("kb", 1_000),
    ("m", 1 << 20),
    ("mib", 1 << 20),
    ("mb", 1_000_000),
    ("g", 1 << 30),
    ("gib", 1 << 30),
    ("gb", 1_000_000_000),
    ("t", 1 << 40),
    ("tib", 1 << 40),
    ("tb", 1_000_000_000_000),
];

/// Nanoseconds in a span of time: a number with `ns`, `us`, `ms`, `s`, `m`, `h` or `d`; seconds without.
///
/// # Errors
/// A lowercase fragment that says what a span of time looks like.
pub fn parse_duration(text: &str) -> Result<i64, String> {
    parse(text, DURATIONS)
        .ok_or_else(|| format!("`{text}` is no span of time (like 250us, 5ms, 1.5s, 2m, or 3 for three seconds)"))
}

/// Bytes in a size: a number with `K`, `M`, `G`, `T` (powers of 1024, also `KiB`…) or `kB`, `MB`… (powers of 1000).
///
/// # Errors
/// A lowercase fragment that says what a size looks like.
pub fn parse_bytes(text: &str) -> Result<i64, String> {
    parse(&text.to_ascii_lowercase(), SIZES)
        .ok_or_else(|| format!("`{text}` is no size (like 512, 64KiB, 10M or 2GiB)"))
}

/// Exact decimal arithmetic: `1.1s` is 1,100,000,000 ns and not one less.
fn parse(text: &str, units: &[(&str, i128)]) -> Option<i64> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let (_, factor) = units.iter().find(|(name, _)| *name == unit.trim_start())?;
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if whole.is_empty() && fraction.is_empty() || fraction.contains('.') || fraction.len() > 18 {
        return None;
    }
    let digits: i128 = format!("0{whole}{fraction}").parse().ok()?;
    let scale = 10i128.pow(u32::try_from(fraction.len()).ok()?);
    let scaled = digits.checked_mul(*factor)?;
    i64::try_from((scaled + scale / 2) / scale).ok()
}
