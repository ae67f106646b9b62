//! What stands before a line: thread, time, number of the call.

use std::fmt::Write;

use super::{Options, Time};

const SECOND: i64 = 1_000_000_000;
const DAY: i64 = 86_400;

/// Writes the beginnings of lines; remembers when the last one began (`-r`).
#[derive(Debug, Default)]
pub(super) struct Leader {
    last: Option<i64>,
}

impl Leader {
    /// `7     1700000000.123456 [ 257] `. `ts` is in ns since the Unix epoch, `nr` the thread's call in progress or the
    /// one before.
    pub(super) fn text(&mut self, options: &Options, tid: i32, ts: i64, nr: Option<u32>) -> String {
        let mut text = format!("{tid:<5} ");
        // Writing to a String cannot fail.
        let _ = self.write_time(options, ts, &mut text);
        if options.numbers {
            let _ = match nr {
                Some(nr) => write!(text, "[{nr:4}] "),
                None => write!(text, "[????] "),
            };
        }
        text
    }

    fn write_time(&mut self, options: &Options, ts: i64, text: &mut String) -> std::fmt::Result {
        let (seconds, micros) = (ts.div_euclid(SECOND), ts.rem_euclid(SECOND) / 1000);
        let day = (seconds + i64::from((options.utc_offset)(seconds))).rem_euclid(DAY);
        let (hour, minute, second) = (day / 3600, day / 60 % 60, day % 60);
        match options.time {
            Time::None => {}
            Time::Seconds => write!(text, "{hour:02}:{minute:02}:{second:02} ")?,
            Time::Microseconds => write!(text, "{hour:02}:{minute:02}:{second:02}.{micros:06} ")?,
            Time::Unix => write!(text, "{seconds}.{micros:06} ")?,
        }
        if options.relative {
            let since = ts.saturating_sub(self.last.unwrap_or(ts)).max(0);
            let since = format!("{:6}.{:06}", since / SECOND, since % SECOND / 1000);
            match options.time {
                Time::None => write!(text, "{since} ")?,
                _ => write!(text, "(+{since}) ")?,
            }
        }
        self.last = Some(ts);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TS: i64 = 1_700_000_000_123_456_789;

    fn leader(options: &Options, nr: Option<u32>) -> [String; 2] {
        let mut leader = Leader::default();
        [leader.text(options, 7, TS, nr), leader.text(options, 123_456, TS + 2_000_061_000, nr)]
    }

    #[test]
    fn times_stand_before_lines_as_asked_for() {
        let options = Options::default();
        assert_eq!(leader(&options, None), ["7     ", "123456 "]);
        let time =
            |time, relative| leader(&Options { time, relative, numbers: relative, ..Options::default() }, Some(3));
        assert_eq!(time(Time::Seconds, false)[0], "7     22:13:20 ");
        assert_eq!(time(Time::Microseconds, false)[0], "7     22:13:20.123456 ");
        assert_eq!(time(Time::Unix, false)[1], "123456 1700000002.123517 ");
        assert_eq!(time(Time::None, true), ["7          0.000000 [   3] ", "123456      2.000061 [   3] "]);
        assert_eq!(time(Time::Unix, true)[1], "123456 1700000002.123517 (+     2.000061) [   3] ");
    }

    #[test]
    fn local_time_may_be_of_another_day() {
        let options = Options { time: Time::Seconds, utc_offset: |_| 2 * 3600, ..Options::default() };
        assert_eq!(leader(&options, None)[0], "7     00:13:20 ");
        let options = Options { numbers: true, ..Options::default() };
        assert_eq!(leader(&options, None)[0], "7     [????] ");
    }
}
