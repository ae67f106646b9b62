//! The table of `-c`, as strace prints one, with what a mean hides.

use trapline_recorder::CallSummary;

use super::units::count;

const HEADS: [&str; 7] = ["% time", "seconds", "calls", "errors", "p50 µs", "p99 µs", "max µs"];

/// One line a call, those that took longest first, and their sum. Times are from enter to exit, both stops included.
pub fn table(calls: &[CallSummary]) -> String {
    let total: u64 = calls.iter().map(|call| call.total_ns).sum();
    let sum = CallSummary {
        name: "total".to_owned(),
        calls: calls.iter().map(|call| call.calls).sum(),
        errors: calls.iter().map(|call| call.errors).sum(),
        total_ns: total,
        p50_ns: 0,
        p99_ns: 0,
        max_ns: calls.iter().map(|call| call.max_ns).max().unwrap_or(0),
    };
    let mut lines: Vec<([String; 7], &str)> = vec![(HEADS.map(str::to_owned), "syscall")];
    lines.extend(calls.iter().map(|call| (cells(call, total), call.name.as_str())));
    let mut last = cells(&sum, total);
    last[4].clear();
    last[5].clear();
    let widths: [usize; 7] = std::array::from_fn(|column| {
        let cells = lines.iter().map(|(cells, _)| &cells[column]).chain([&last[column]]);
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    });
    let name = lines.iter().map(|(_, name)| name.len()).max().unwrap_or(0);
    let rule = (widths.map(|width| "-".repeat(width)), "-".repeat(name));
    lines.insert(1, (rule.0.clone(), &rule.1));
    lines.push((rule.0.clone(), &rule.1));
    lines.push((last, &sum.name));
    let mut text = String::new();
    for (cells, name) in lines {
        for (cell, width) in cells.iter().zip(widths) {
            text.push_str(&format!("{cell:>width$}  "));
        }
        text.push_str(name);
        text.push('\n');
    }
    text
}

fn cells(call: &CallSummary, total: u64) -> [String; 7] {
    let share = if total == 0 { 0.0 } else { call.total_ns as f64 * 100.0 / total as f64 };
    let micros = |ns: u64| format!("{:.1}", ns as f64 / 1e3);
    [
        format!("{share:.2}"),
        format!("{:.6}", call.total_ns as f64 / 1e9),
        count(call.calls),
        if call.errors == 0 { String::new() } else { count(call.errors) },
        micros(call.p50_ns),
        micros(call.p99_ns),
        micros(call.max_ns),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_they_must_be() {
        let call = |name: &str, calls, errors, total_ns| CallSummary {
            name: name.to_owned(),
            calls,
            errors,
            total_ns,
            p50_ns: 1500,
            p99_ns: 22_000,
            max_ns: 1_234_567,
        };
        let text = table(&[call("epoll_wait", 1234, 0, 3_000_000_000), call("openat", 5, 2, 1_000_000_000)]);
        let expected = "\
% time   seconds  calls  errors  p50 µs  p99 µs  max µs  syscall
------  --------  -----  ------  ------  ------  ------  ----------
 75.00  3.000000  1,234             1.5    22.0  1234.6  epoll_wait
 25.00  1.000000      5       2     1.5    22.0  1234.6  openat
------  --------  -----  ------  ------  ------  ------  ----------
100.00  4.000000  1,239       2                  1234.6  total
";
        assert_eq!(text, expected);
        assert!(table(&[]).contains("total"));
    }
}
