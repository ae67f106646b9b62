//! Numbers that the BPF programs and the loader share: a mirror of the enumerations in `bpf/layout.h` and
//! `bpf/state.h`. A test compares the two.
#![expect(missing_docs, reason = "each item is explained in bpf/layout.h")]

macro_rules! constants {
    ($($(#[$meta:meta])* $module:ident $prefix:literal {
        $($(#[$inner:meta])* $name:ident: $ty:ty = $value:expr;)*
    })*) => {
        $($(#[$meta])* pub mod $module {
            $($(#[$inner])* pub const $name: $ty = $value;)*
        })*

        /// What names begin with in C (most of them), name, value.
        #[cfg(test)]
        const ALL: &[(&str, &str, u64)] = &[$($(($prefix, stringify!($name), $module::$name as u64),)*)*];
    };
}

constants! {
    plan "PLAN_" {
        WANTED: u16 = 1;
        NEEDED: u16 = 2;
        SELECTS: u16 = 4;
        FRAME: u16 = 8;
        NOTHING_AT_0: u16 = 16;
        MADE: u16 = 32;
        CWD: u16 = 64;
        IDS: u16 = 128;
        SOCKETCALL: u16 = 256;
        EXEC: u16 = 512;
        FD_PAIR: u16 = 1024;
        RECEIVES: u16 = 2048;
        PIDFD: u16 = 4096;
        PIDFD3: u16 = 8192;
        PROBE: u16 = 16384;
    }
    op "OP_" {
        BYTES: u8 = 0;
        STRING: u8 = 1;
        STRINGS: u8 = 2;
        COUNT_STRINGS: u8 = 3;
        COUNT_DIRENTS: u8 = 4;
        DATA: u8 = 5;
        IOVEC_DATA: u8 = 6;
        NOTHING: u8 = 7;

        AT_ENTER: u8 = 1;
        AT_SUCCESS: u8 = 2;
        AT_INTERRUPTED: u8 = 4;

        LEN_CONST: u8 = 0;
        LEN_ARG: u8 = 1;
        LEN_RET: u8 = 2;
        LEN_RET_AT_MOST: u8 = 3;
        LEN_UNITS: u8 = 4;
        LEN_AT: u8 = 5;
        LEN_BITS: u8 = 6;
        LEN_FIELD4: u8 = 7;
        LEN_FIELD8: u8 = 8;
        LEN_FIELD2: u8 = 9;

        NUMBER_RAW: u8 = 0;
        NUMBER_INT: u8 = 1;
        NUMBER_LONG: u8 = 2;
        NUMBER_UINT: u8 = 3;

        ALWAYS: u8 = 0;
        IF_ANY: u8 = 1;
        IF_EQUAL: u8 = 2;
        IF_NOT: u8 = 3;

        SOCKET_OPTION: u8 = 1;
        FILLED: u8 = 2;
        PLAIN: u8 = 4;
        /// In a key of the socket options.
        FILLED_BY_KERNEL: u64 = 1 << 31;
    }
    record "RECORD_" {
        CALL: u8 = 1;
        PART: u8 = 2;
        FORK: u8 = 3;
        EXEC: u8 = 4;
        EXIT: u8 = 5;
        SIGNAL: u8 = 6;
        LOST: u8 = 7;
        TORN: u8 = 8;
        TASK: u8 = 9;
        CONTINUE: u8 = 10;
        SUBMITTED: u8 = 11;
        COMPLETED: u8 = 12;
    }
    /// `enum call_flags`.
    call "CALL_" {
        BEFORE: u8 = 1;
        REFUSED: u8 = 2;
        AT_GATE: u8 = 4;
        UNSEEN: u8 = 8;
        ABI_SHIFT: u8 = 6;
    }
    piece "PIECE_" {
        AT_EXIT: u8 = 1;
        FAULT: u8 = 2;
        TRUNCATED: u8 = 4;
        RECOVERED: u8 = 8;
        CONTINUES: u8 = 16;
    }
    what "WHAT_" {
        FD: u8 = 8;
        CWD: u8 = 9;
        DATA: u8 = 64;
        IDS: u8 = 65;
        EXE: u8 = 66;
        ARGV: u8 = 67;
        PROGRAM: u8 = 68;
    }
    /// `enum exit_flags`.
    exit "EXIT_" {
        BY_EXEC: u32 = 1;
        LAST: u32 = 2;
        GROUP: u32 = 4;
    }
    /// `enum signal_flags`.
    signal "SIGNAL_" {
        HAS_INFO: u32 = 1;
        STOPS: u32 = 2;
        FATAL: u32 = 4;
    }
    file "FILE_" {
        DELETED: u32 = 1;
        CUT: u32 = 2;
        UNMOUNTED: u32 = 4;
    }
    /// `enum task_flags` (bpf/state.h).
    task "TASK_" {
        AT_GATE: u32 = 1;
    }
    /// `enum uring_form`.
    uring "URING_" {
        CQE: u32 = 1;
        FLAT: u32 = 2;
    }
    /// `enum scope`.
    scope "SCOPE_" {
        MARKED: u32 = 0;
        CGROUP: u32 = 1;
        SYSTEM: u32 = 2;
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::collections::HashMap;

    use crate::layout::{ABSENT, ASIDE, BEYOND, CALLS, MOST_OPS, MOST_PLANS, MOST_STEPS, NOWHERE};

    const C: &str = concat!(include_str!("../bpf/layout.h"), include_str!("../bpf/state.h"));

    /// Every `NAME = NUMBER`, and every `#define NAME NUMBER`.
    fn numbers() -> HashMap<&'static str, u64> {
        let text = C.split(['{', '}', ',', ';', '\n']);
        let pairs = text.filter_map(|item| {
            let item = item.split("/*").next().unwrap().trim();
            item.split_once(" = ").or_else(|| item.strip_prefix("#define ")?.split_once(' '))
        });
        let value = |text: &str| match text.strip_prefix("0x") {
            Some(hex) => u64::from_str_radix(hex.trim_end_matches('u'), 16).ok(),
            None => text.parse().ok(),
        };
        pairs.filter_map(|(name, text)| Some((name, value(text)?))).collect()
    }

    #[test]
    fn the_mirror_is_true() {
        let numbers = numbers();
        for &(prefix, name, value) in super::ALL {
            let long = format!("{prefix}{name}");
            let c = numbers.get(long.as_str()).or_else(|| numbers.get(name));
            assert_eq!(c, Some(&value), "{long}");
        }
        let limits = [
            ("ABSENT", ABSENT),
            ("ASIDE", ASIDE),
            ("BEYOND", BEYOND),
            ("CALLS", CALLS),
            ("MOST_PLANS", MOST_PLANS),
            ("MOST_OPS", MOST_OPS),
            ("MOST_STEPS", MOST_STEPS as u32),
            ("NOWHERE", NOWHERE.into()),
        ];
        for (name, value) in limits {
            assert_eq!(numbers.get(name), Some(&u64::from(value)), "{name}");
        }
    }
}
