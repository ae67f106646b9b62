//! Moments as people write them: seconds since the recording began, or a date and time.

use arrow::compute::kernels::cast_utils::string_to_timestamp_nanos;

use super::quantity::parse_duration;
use crate::Moment;

/// From this many seconds on, a bare number is a time since the Unix epoch (as in `strace -ttt`): no recording lasts
/// thirty years.
const EPOCH_NS: i64 = 1_000_000_000 * 1_000_000_000;

/// A moment: `1.5` or `250ms` since the recording began; `2026-11-23T18:34:53.5`, in UTC unless it ends in a zone; or
/// seconds since the Unix epoch.
///
/// # Errors
/// A lowercase fragment that says what a moment looks like.
pub fn parse_moment(text: &str) -> Result<Moment, String> {
    if let Ok(ns) = parse_duration(text) {
        return Ok(if ns >= EPOCH_NS { Moment::Epoch(ns) } else { Moment::Elapsed(ns) });
    }
    if text.len() >= "2026-11-23".len()
        && let Ok(ns) = string_to_timestamp_nanos(text)
    {
        return Ok(Moment::Epoch(ns));
    }
    Err(format!("`{text}` is no moment (like 1.5 or 250ms since the recording began, or 2026-11-23T18:34:53.5)"))
}
