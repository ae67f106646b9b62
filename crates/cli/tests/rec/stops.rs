//! Group-stops.

use std::collections::BTreeMap;

use crate::Place;

#[test]
fn a_stopped_process_stands_still_with_all_its_threads_until_it_is_continued() {
    let place = Place::new();
    let recorded = place.record("stops");
    assert!(!recorded.lines.contains(&"ran".to_owned()), "it ran while it was stopped");
    let child: i64 = recorded.lines[0].split(' ').nth(1).unwrap().parse().unwrap();
    let expected: Vec<String> = recorded.lines.iter().map(|line| line.replace(&format!(" {child}"), "")).collect();
    assert_eq!(expected.len(), 9);
    let mut seen: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    for row in &recorded.rows {
        match row.text("kind") {
            "stop" => seen.entry(row.int("tid").unwrap()).or_default().push(format!("stop {}", row.text("signal"))),
            "continue" => seen.entry(row.int("tid").unwrap()).or_default().push("continue".to_owned()),
            _ => {}
        }
    }
    assert_eq!(seen.len(), 3, "one for each thread: {seen:?}");
    for (tid, stops) in seen {
        // The last stop is ended by SIGKILL, which may come before the tracer has looked.
        assert!(expected == stops || expected[..8] == stops[..], "{tid}: {stops:?}");
    }
    assert_eq!(recorded.end(child), "SIGKILL");
}
