//! Signals.

use super::{Field, Is, Nested, Show, StructDef, field};
use crate::decode::number::{self, half, word};
use crate::decode::{Printer, siginfo};
use crate::flags;

/// The kernel's `struct sigaction` (rt_sigaction(2)), which is not that of the C library.
pub static SIGACTION: StructDef = StructDef::new("sigaction", 32, |printer, bytes| {
    const SA_RESTORER: u64 = 0x0400_0000;
    field::print(
        printer,
        bytes,
        &[
            Field::new("sa_handler", 0, 8, Show::With(print_handler)),
            Field::new("sa_mask", 24, 8, Show::SigSet),
            Field::new("sa_flags", 8, 8, Show::Flags(&flags::SA)),
            Field::new("sa_restorer", 16, 8, Show::Addr).when(|bytes| word(bytes, 8) & SA_RESTORER != 0),
        ],
    );
});

fn print_handler(printer: &mut Printer<'_>, bytes: &[u8]) {
    let handler = number::unsigned(bytes);
    match flags::SA_HANDLER.value_name(handler) {
        Some(name) => printer.constant(flags::Hex(handler), name),
        None => printer.addr(handler),
    }
}

/// `stack_t` (sigaltstack(2)).
pub static STACK_T: StructDef = StructDef::new("stack_t", 24, |printer, bytes| {
    field::print(
        printer,
        bytes,
        &[
            Field::new("ss_sp", 0, 8, Show::Addr),
            Field::new("ss_flags", 8, 4, Show::Flags(&flags::SS)),
            Field::new("ss_size", 16, 8, Show::Uint),
        ],
    );
});

/// `siginfo_t` (waitid(2), rt_sigtimedwait(2)).
pub static SIGINFO: StructDef = StructDef::new("siginfo_t", 128, siginfo::print);

/// `struct sigevent` (timer_create(2), mq_notify(2)).
pub static SIGEVENT: StructDef = StructDef::new("sigevent", 64, |printer, bytes| {
    const NOTIFY: usize = 12;
    fn notify(bytes: &[u8]) -> u64 {
        half(bytes, NOTIFY)
    }
    /// `SIGEV_SIGNAL`, `SIGEV_THREAD` and `SIGEV_THREAD_ID`.
    const SENDS: [u64; 3] = [0, 2, 4];
    const SIGEV_THREAD: u64 = 2;
    const SIGEV_THREAD_ID: u64 = 4;
    field::print(
        printer,
        bytes,
        &[
            Field::new("sigev_value", 0, 8, Show::With(print_sigval)).when(|bytes| word(bytes, 0) != 0),
            Field::new("sigev_signo", 8, 4, Show::Uint).when(|bytes| !SENDS.contains(&notify(bytes))),
            Field::new("sigev_signo", 8, 4, Show::Signal).when(|bytes| SENDS.contains(&notify(bytes))),
            Field::new("sigev_notify", NOTIFY, 4, Show::Flags(&flags::SIGEV)),
            Field::new("sigev_notify_thread_id", 16, 4, Show::Int).when(|bytes| notify(bytes) == SIGEV_THREAD_ID),
            Field::new("sigev_notify_function", 16, 8, Show::Addr).when(|bytes| notify(bytes) == SIGEV_THREAD),
            Field::new("sigev_notify_attributes", 24, 8, Show::Addr).when(|bytes| notify(bytes) == SIGEV_THREAD),
        ],
    );
})
.least(32);

fn print_sigval(printer: &mut Printer<'_>, bytes: &[u8]) {
    field::print(
        printer,
        bytes,
        &[Field::new("sival_int", 0, 4, Show::Int), Field::new("sival_ptr", 0, 8, Show::Addr)],
    );
}

/// A signal set and its size, as pselect6(2) and io_pgetevents(2) take them in one argument.
pub static SIGSET_ARG: StructDef = StructDef::new("sigset_argpack", 16, |printer, bytes| {
    let address = word(bytes, 0);
    printer.out.push_str("{sigmask=");
    match printer.nested(address, false) {
        Some(set) => printer.sigset(set.bytes),
        None => printer.addr(address),
    }
    printer.out.push_str(", sigsetsize=");
    printer.display(word(bytes, 8));
    printer.out.push('}');
})
.nested(&[Nested::bytes(0, 8).only_if(8, Is::Equal(8))]);
