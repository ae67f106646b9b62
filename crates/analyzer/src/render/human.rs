//! Numbers with units, for people.

use super::Unit;

/// A number as people like to read it; `None` for units that change nothing.
///
/// Rounded to about three digits, and rounded before the unit is chosen: 999,999 ns are `1.00 ms`, not `1000.00 µs`.
pub fn human(value: f64, unit: Unit) -> Option<String> {
    match unit {
        Unit::Text | Unit::Id => None,
        _ if !value.is_finite() => Some(value.to_string()),
        _ if value < 0.0 => human(-value, unit).map(|text| format!("-{text}")),
        Unit::Ns => Some(duration(value)),
        Unit::Bytes => Some(bytes(value)),
        Unit::Count => Some(count(value)),
        Unit::Ratio => {
            Some(if value < 0.01 { format!("{:.2} %", value * 100.0) } else { format!("{:.1} %", value * 100.0) })
        }
        Unit::Time => Some(format!("{:.6} s", value / 1e9)),
    }
}

fn duration(ns: f64) -> String {
    const STEPS: [(f64, &str); 3] = [(1e3, "µs"), (1e6, "ms"), (1e9, "s")];
    if ns < 999.5 {
        return if ns.fract() == 0.0 { format!("{ns:.0} ns") } else { format!("{} ns", digits(ns)) };
    }
    for (scale, name) in STEPS {
        let scaled = ns / scale;
        if scaled < 999.5 && (name != "s" || scaled < 99.95) {
            return format!("{} {name}", digits(scaled));
        }
    }
    let seconds = (ns / 1e9).round();
    let (hours, minutes, seconds) = ((seconds / 3600.0).floor(), (seconds / 60.0).floor() % 60.0, seconds % 60.0);
    if hours > 0.0 { format!("{hours} h {minutes:02} min") } else { format!("{minutes} min {seconds:02} s") }
}

fn bytes(bytes: f64) -> String {
    const NAMES: [&str; 6] = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
    if bytes < 1023.5 {
        return if bytes.fract() == 0.0 { format!("{bytes:.0} B") } else { format!("{bytes:.1} B") };
    }
    let mut scaled = bytes / 1024.0;
    let mut step = 0;
    while scaled >= 1023.5 && step + 1 < NAMES.len() {
        scaled /= 1024.0;
        step += 1;
    }
    let decimals = usize::from(scaled < 99.95);
    format!("{scaled:.decimals$} {}", NAMES[step])
}

/// Three significant digits of a number below 1000.
fn digits(value: f64) -> String {
    let decimals = if value < 9.995 { 2 } else { usize::from(value < 99.95) };
    format!("{value:.decimals$}")
}

/// Thousands separated by commas; two decimals if there is a fraction.
fn count(value: f64) -> String {
    let text = if value.fract() == 0.0 { format!("{value:.0}") } else { format!("{value:.2}") };
    let whole = text.find('.').unwrap_or(text.len());
    let mut out = String::with_capacity(text.len() + text.len() / 3);
    for (index, digit) in text.char_indices() {
        if index > 0 && index < whole && (whole - index) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
