//! Times and timers.

use super::{Change, Field, Show, StructDef, field};
use crate::decode::{Printer, number, time};
use crate::flags;

const TIMESPEC_FIELDS: &[Field] = &[Field::new("tv_sec", 0, 8, Show::Int), Field::new("tv_nsec", 8, 8, Show::Uint)];
const TIMEVAL_FIELDS: &[Field] = &[Field::new("tv_sec", 0, 8, Show::Int), Field::new("tv_usec", 8, 8, Show::Uint)];

fn print_timespec(printer: &mut Printer<'_>, bytes: &[u8]) {
    field::print(printer, bytes, TIMESPEC_FIELDS);
}

fn print_timeval(printer: &mut Printer<'_>, bytes: &[u8]) {
    field::print(printer, bytes, TIMEVAL_FIELDS);
}

/// `struct timespec` (clock_gettime(2)). One that the kernel changes holds the time left.
pub static TIMESPEC: StructDef =
    StructDef::new("timespec", 16, print_timespec).change(Change::InResult(|printer, bytes| {
        printer.out.push_str("left ");
        print_timespec(printer, bytes);
    }));

/// `struct timeval` (gettimeofday(2)). One that the kernel changes holds the time left.
pub static TIMEVAL: StructDef =
    StructDef::new("timeval", 16, print_timeval).change(Change::InResult(|printer, bytes| {
        printer.out.push_str("left ");
        print_timeval(printer, bytes);
    }));

/// `struct timezone` (gettimeofday(2)).
pub static TIMEZONE: StructDef = StructDef::new("timezone", 8, |printer, bytes| {
    field::print(
        printer,
        bytes,
        &[Field::new("tz_minuteswest", 0, 4, Show::Int), Field::new("tz_dsttime", 4, 4, Show::Int)],
    );
})
.any_abi();

/// `struct timespec` as utimensat(2) takes two of: with the date, or `UTIME_NOW`, `UTIME_OMIT`.
pub static UTIME_TIMESPEC: StructDef = StructDef::new("timespec (utimensat)", 16, |printer, bytes| {
    const SPECIAL: [(u64, &str); 2] = [((1 << 30) - 1, "UTIME_NOW"), ((1 << 30) - 2, "UTIME_OMIT")];
    let (seconds, nanoseconds) = parts(bytes);
    match SPECIAL.iter().find(|&&(value, _)| value == nanoseconds) {
        Some((_, name)) => printer.out.push_str(name),
        None => {
            print_timespec(printer, bytes);
            time::comment(seconds, nanoseconds, 9, &mut printer.out);
        }
    }
});

/// `struct timeval` as utimes(2) takes two of: with the date.
pub static UTIME_TIMEVAL: StructDef = StructDef::new("timeval (utimes)", 16, |printer, bytes| {
    let (seconds, microseconds) = parts(bytes);
    print_timeval(printer, bytes);
    time::comment(seconds, microseconds, 6, &mut printer.out);
});

/// `struct utimbuf` (utime(2)).
pub static UTIMBUF: StructDef = StructDef::new("utimbuf", 16, |printer, bytes| {
    const NOWHERE: usize = usize::MAX;
    field::print(
        printer,
        bytes,
        &[Field::new("actime", 0, 8, Show::Seconds(NOWHERE)), Field::new("modtime", 8, 8, Show::Seconds(NOWHERE))],
    );
});

/// `struct itimerval` (setitimer(2)).
pub static ITIMERVAL: StructDef = StructDef::new("itimerval", 32, |printer, bytes| {
    field::print(
        printer,
        bytes,
        &[
            Field::new("it_interval", 0, 16, Show::Struct(&TIMEVAL)),
            Field::new("it_value", 16, 16, Show::Struct(&TIMEVAL)),
        ],
    );
});

/// `struct itimerspec` (timer_settime(2), timerfd_settime(2)).
pub static ITIMERSPEC: StructDef = StructDef::new("itimerspec", 32, |printer, bytes| {
    field::print(
        printer,
        bytes,
        &[
            Field::new("it_interval", 0, 16, Show::Struct(&TIMESPEC)),
            Field::new("it_value", 16, 16, Show::Struct(&TIMESPEC)),
        ],
    );
});

/// `struct tms` (times(2)).
pub static TMS: StructDef = StructDef::new("tms", 32, |printer, bytes| {
    field::print(
        printer,
        bytes,
        &[
            Field::new("tms_utime", 0, 8, Show::Ticks),
            Field::new("tms_stime", 8, 8, Show::Ticks),
            Field::new("tms_cutime", 16, 8, Show::Ticks),
            Field::new("tms_cstime", 24, 8, Show::Ticks),
        ],
    );
});

/// `struct timex` (adjtimex(2)).
pub static TIMEX: StructDef = StructDef::new("timex", 208, |printer, bytes| {
    field::print(
        printer,
        bytes,
        &[
            Field::new("modes", 0, 4, Show::Flags(&flags::ADJTIMEX_MODES)),
            Field::new("offset", 8, 8, Show::Int),
            Field::new("freq", 16, 8, Show::Int),
            Field::new("maxerror", 24, 8, Show::Uint),
            Field::new("esterror", 32, 8, Show::Uint),
            Field::new("status", 40, 4, Show::Flags(&flags::ADJTIMEX_STATUS)),
            Field::new("constant", 48, 8, Show::Int),
            Field::new("precision", 56, 8, Show::Uint),
            Field::new("tolerance", 64, 8, Show::Int),
            Field::new("time", 72, 16, Show::Struct(&TIMEVAL)),
            Field::new("tick", 88, 8, Show::Int),
            Field::new("ppsfreq", 96, 8, Show::Int),
            Field::new("jitter", 104, 8, Show::Int),
            Field::new("shift", 112, 4, Show::Int),
            Field::new("stabil", 120, 8, Show::Int),
            Field::new("jitcnt", 128, 8, Show::Int),
            Field::new("calcnt", 136, 8, Show::Int),
            Field::new("errcnt", 144, 8, Show::Int),
            Field::new("stbcnt", 152, 8, Show::Int),
            Field::new("tai", 160, 4, Show::Int),
        ],
    );
});

fn parts(bytes: &[u8]) -> (i64, u64) {
    (number::signed(bytes.get(..8).unwrap_or_default()), number::unsigned(bytes.get(8..16).unwrap_or_default()))
}
