//! Dates in comments.

use std::fmt::Write;

/// Appends ` /* 2023-11-14T22:13:20.5+0000 */` for a time since 1970 with a fraction of so many decimal digits.
///
/// Nothing for 1970 itself, for a fraction that is none, and for years that no calendar reaches. Always in UTC.
pub fn comment(seconds: i64, fraction: u64, digits: u32, out: &mut String) {
    if seconds == 0 && fraction == 0 || fraction >= 10u64.pow(digits) && fraction != 0 {
        return;
    }
    let (days, of_day) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let (year, month, day) = date(days);
    if i32::try_from(year).is_err() {
        return;
    }
    let (hour, minute, second) = (of_day / 3600, of_day / 60 % 60, of_day % 60);
    // Writing to a String cannot fail.
    let _ = write!(out, " /* {year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}");
    if fraction > 0 {
        let _ = write!(out, ".{fraction:0width$}", width = digits as usize);
    }
    out.push_str("+0000 */");
}

/// Year, month and day of a day since 1970-01-01 in the proleptic Gregorian calendar.
///
/// Counted from 0000-03-01, so that a leap day ends its year, in eras of 400 years or 146,097 days.
fn date(days: i64) -> (i64, i64, i64) {
    const DAYS_TO_1970: i64 = 719_468;
    const ERA: i64 = 146_097;
    let days = days + DAYS_TO_1970;
    let (era, of_era) = (days.div_euclid(ERA), days.rem_euclid(ERA));
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (era * 400 + year_of_era + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(seconds: i64, fraction: u64, digits: u32) -> String {
        let mut out = String::new();
        comment(seconds, fraction, digits, &mut out);
        out
    }

    #[test]
    fn times_read_as_dates() {
        assert_eq!(text(1_700_000_000, 0, 9), " /* 2023-11-14T22:13:20+0000 */");
        assert_eq!(text(1_709_164_800, 5, 9), " /* 2024-02-29T00:00:00.000000005+0000 */");
        assert_eq!(text(-1, 0, 0), " /* 1969-12-31T23:59:59+0000 */");
        assert_eq!(text(1, 250_000, 6), " /* 1970-01-01T00:00:01.250000+0000 */");
    }

    #[test]
    fn what_is_no_time_has_no_date() {
        assert_eq!(text(0, 0, 9), "");
        assert_eq!(text(1, 1_000_000_000, 9), "");
        assert_eq!(text(i64::MAX, 0, 9), "");
        assert_eq!(text(i64::MIN, 999, 9), "");
    }
}
