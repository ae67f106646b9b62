//! Processes, threads and their limits.

use super::{Change, Field, Is, Nested, Show, StructDef, TIMEVAL, field};
use crate::decode::Printer;
use crate::decode::number::{self, word};
use crate::flags;

const CLONE_PIDFD: u64 = 0x1000;
const CLONE_SETTLS: u64 = 0x8_0000;
const CLONE_PARENT_SETTID: u64 = 0x10_0000;
const CLONE_CHILD_TID: u64 = 0x20_0000 | 0x100_0000;
const CLONE_INTO_CGROUP: u64 = 0x2_0000_0000;

fn asks_for<const FLAGS: u64>(bytes: &[u8]) -> bool {
    word(bytes, 0) & FLAGS != 0
}

/// `struct clone_args` (clone3(2)). What the kernel writes for the parent follows it: ` => {parent_tid=[5]}`.
pub static CLONE_ARGS: StructDef = StructDef::new("clone_args", 88, |printer, bytes| {
    field::print(
        printer,
        bytes,
        &[
            Field::new("flags", 0, 8, Show::Flags(&flags::CLONE3)),
            Field::new("pidfd", 8, 8, Show::Addr).when(asks_for::<CLONE_PIDFD>),
            Field::new("child_tid", 16, 8, Show::Addr).when(asks_for::<CLONE_CHILD_TID>),
            Field::new("parent_tid", 24, 8, Show::Addr).when(asks_for::<CLONE_PARENT_SETTID>),
            Field::new("exit_signal", 32, 8, Show::With(print_exit_signal)),
            Field::new("stack", 40, 8, Show::Addr),
            Field::new("stack_size", 48, 8, Show::Hex),
            Field::new("tls", 56, 8, Show::Addr).when(asks_for::<CLONE_SETTLS>),
            Field::new("set_tid", 64, 8, Show::Addr).when(|bytes| word(bytes, 64) != 0 || word(bytes, 72) != 0),
            Field::new("set_tid_size", 72, 8, Show::Uint).when(|bytes| word(bytes, 64) != 0 || word(bytes, 72) != 0),
            Field::new("cgroup", 80, 8, Show::Uint)
                .when(|bytes| word(bytes, 80) != 0 || asks_for::<CLONE_INTO_CGROUP>(bytes)),
        ],
    );
})
.least(64)
.nested_at_exit(&[
    Nested::bytes(WRITTEN[0].1 as u32, 4).only_if(0, Is::Any(WRITTEN[0].0)),
    Nested::bytes(WRITTEN[1].1 as u32, 4).only_if(0, Is::Any(WRITTEN[1].0)),
])
.change(Change::After(print_written));

/// Flags under which the kernel writes an `int` in the parent, and where the pointer to it stands.
const WRITTEN: [(u64, usize); 2] = [(CLONE_PIDFD, 8), (CLONE_PARENT_SETTID, 24)];

fn print_written(printer: &mut Printer<'_>, bytes: &[u8]) {
    let mut separator = " => {";
    for ((flag, at), name) in WRITTEN.into_iter().zip(["pidfd", "parent_tid"]) {
        let address = word(bytes, at);
        if word(bytes, 0) & flag != 0 && address == 0 {
            printer.display(format_args!("{}{name}=NULL", std::mem::replace(&mut separator, ", ")));
            continue;
        }
        let Some(value) = printer.nested(address, true).filter(|_| word(bytes, 0) & flag != 0) else { continue };
        let value = number::signed(value.bytes) as i32;
        printer.out.push_str(std::mem::replace(&mut separator, ", "));
        printer.out.push_str(name);
        printer.out.push_str("=[");
        if flag == CLONE_PIDFD {
            printer.fd(value);
        } else {
            printer.display(value);
        }
        printer.out.push(']');
    }
    if separator == ", " {
        printer.out.push('}');
    }
}

fn print_exit_signal(printer: &mut Printer<'_>, bytes: &[u8]) {
    let raw = number::unsigned(bytes);
    match i32::try_from(raw) {
        Ok(signal) => printer.signal(signal),
        Err(_) => printer.display(raw),
    }
}

/// `struct rusage` (getrusage(2)).
pub static RUSAGE: StructDef = StructDef::new("rusage", 144, |printer, bytes| {
    field::print(
        printer,
        bytes,
        &[
            Field::new("ru_utime", 0, 16, Show::Struct(&TIMEVAL)),
            Field::new("ru_stime", 16, 16, Show::Struct(&TIMEVAL)),
            Field::new("ru_maxrss", 32, 8, Show::Uint).verbose(),
            Field::new("ru_ixrss", 40, 8, Show::Uint).verbose(),
            Field::new("ru_idrss", 48, 8, Show::Uint).verbose(),
            Field::new("ru_isrss", 56, 8, Show::Uint).verbose(),
            Field::new("ru_minflt", 64, 8, Show::Uint).verbose(),
            Field::new("ru_majflt", 72, 8, Show::Uint).verbose(),
            Field::new("ru_nswap", 80, 8, Show::Uint).verbose(),
            Field::new("ru_inblock", 88, 8, Show::Uint).verbose(),
            Field::new("ru_oublock", 96, 8, Show::Uint).verbose(),
            Field::new("ru_msgsnd", 104, 8, Show::Uint).verbose(),
            Field::new("ru_msgrcv", 112, 8, Show::Uint).verbose(),
            Field::new("ru_nsignals", 120, 8, Show::Uint).verbose(),
            Field::new("ru_nvcsw", 128, 8, Show::Uint).verbose(),
            Field::new("ru_nivcsw", 136, 8, Show::Uint).verbose(),
        ],
    );
});

fn print_rlimit(printer: &mut Printer<'_>, bytes: &[u8]) {
    field::print(
        printer,
        bytes,
        &[Field::new("rlim_cur", 0, 8, Show::With(print_limit)), Field::new("rlim_max", 8, 8, Show::With(print_limit))],
    );
}

/// Whole multiples of 1024 as such: `8192*1024`.
fn print_limit(printer: &mut Printer<'_>, bytes: &[u8]) {
    match number::unsigned(bytes) {
        u64::MAX => printer.constant(u64::MAX, "RLIM64_INFINITY"),
        limit if limit > 1024 && limit % 1024 == 0 => printer.constant(limit, format_args!("{}*1024", limit / 1024)),
        limit => printer.display(limit),
    }
}

/// `struct rlimit` (getrlimit(2)).
pub static RLIMIT: StructDef = StructDef::new("rlimit", 16, print_rlimit);

/// `struct rlimit64` (prlimit(2)).
pub static RLIMIT64: StructDef = StructDef::new("rlimit64", 16, print_rlimit).any_abi();

/// `struct futex_waitv` (futex_waitv(2)).
pub static FUTEX_WAITV: StructDef = StructDef::new("futex_waitv", 24, |printer, bytes| {
    field::print(
        printer,
        bytes,
        &[
            Field::new("val", 0, 8, Show::Hex),
            Field::new("uaddr", 8, 8, Show::Addr),
            Field::new("flags", 16, 4, Show::Flags(&flags::FUTEX_WAITER)),
            Field::new("__reserved", 20, 4, Show::Hex).when(|bytes| number::half(bytes, 20) != 0),
        ],
    );
})
.any_abi();
