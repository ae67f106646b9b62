//! Local time, where the trace is read.

use chrono::{Local, Offset, TimeZone};

/// Seconds from UTC to local time at a moment, given in seconds since the Unix epoch. `TZ` is respected.
pub fn utc_offset(seconds: i64) -> i32 {
    match Local.timestamp_opt(seconds, 0) {
        chrono::LocalResult::Single(time) | chrono::LocalResult::Ambiguous(time, _) => {
            time.offset().fix().local_minus_utc()
        }
        chrono::LocalResult::None => 0,
    }
}
