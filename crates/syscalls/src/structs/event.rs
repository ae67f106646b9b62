//! Readiness: poll, epoll, io_uring.

use super::{Change, Field, Show, StructDef, field};
use crate::decode::{Printer, number};
use crate::flags;

/// Size of `struct pollfd`.
const POLLFD_SIZE: usize = 8;

/// `struct pollfd` (poll(2)). Those that are ready are told after the result: `[{fd=3, revents=POLLIN}]`.
pub static POLLFD: StructDef = StructDef::new("pollfd", POLLFD_SIZE as u32, |printer, bytes| {
    field::print(
        printer,
        bytes,
        &[
            Field::new("fd", 0, 4, Show::Fd),
            Field::new("events", 4, 2, Show::Flags(&flags::POLL_EVENTS))
                .when(|bytes| number::signed(bytes.get(..4).unwrap_or_default()) >= 0),
        ],
    );
})
.change(Change::InResult(print_ready))
.any_abi();

fn print_ready(printer: &mut Printer<'_>, bytes: &[u8]) {
    let revents = |pollfd: &[u8]| number::unsigned(pollfd.get(6..8).unwrap_or_default());
    let mut separator = "[";
    for (index, pollfd) in bytes.chunks_exact(POLLFD_SIZE).filter(|pollfd| revents(pollfd) != 0).enumerate() {
        printer.out.push_str(std::mem::replace(&mut separator, ", "));
        if !printer.style.verbose && index >= printer.style.string {
            printer.out.push_str("...");
            break;
        }
        printer.out.push_str("{fd=");
        printer.display(number::signed(&pollfd[..4]));
        printer.out.push_str(", revents=");
        printer.flags(&flags::POLL_EVENTS, revents(pollfd));
        printer.out.push('}');
    }
    if separator == ", " {
        printer.out.push(']');
    }
}

/// `struct epoll_event` (epoll_ctl(2), epoll_wait(2)); packed on x86.
pub static EPOLL_EVENT: StructDef = StructDef::new("epoll_event", 12, |printer, bytes| {
    field::print(
        printer,
        bytes,
        &[
            Field::new("events", 0, 4, Show::Flags(&flags::EPOLL_EVENTS)),
            Field::new("data", 4, 8, Show::With(print_epoll_data)),
        ],
    );
})
.any_abi();

/// A union: nobody but the program knows which member it uses.
fn print_epoll_data(printer: &mut Printer<'_>, bytes: &[u8]) {
    field::print(printer, bytes, &[Field::new("u32", 0, 4, Show::Uint), Field::new("u64", 0, 8, Show::Uint)]);
}

const IORING_SETUP_ATTACH_WQ: u64 = 0x20;

const IO_URING_FIELDS: &[Field] = &[
    Field::new("flags", 8, 4, Show::Flags(&flags::IO_URING_SETUP)),
    Field::new("sq_thread_cpu", 12, 4, Show::Hex),
    Field::new("sq_thread_idle", 16, 4, Show::Uint),
    Field::new("wq_fd", 24, 4, Show::Fd).when(|bytes| number::half(bytes, 8) & IORING_SETUP_ATTACH_WQ != 0),
    Field::new("sq_entries", 0, 4, Show::Uint),
    Field::new("cq_entries", 4, 4, Show::Uint),
    Field::new("features", 20, 4, Show::Flags(&flags::IO_URING_FEATURES)),
    Field::new("sq_off", 40, 40, Show::With(print_sq_offsets)),
    Field::new("cq_off", 80, 40, Show::With(print_cq_offsets)),
];

/// `struct io_uring_params` (io_uring_setup(2)); the kernel adds sizes, features and offsets.
pub static IO_URING_PARAMS: StructDef =
    StructDef::new("io_uring_params", 120, |printer, bytes| field::print(printer, bytes, &IO_URING_FIELDS[..4]))
        .change(Change::As(|printer, bytes| field::print(printer, bytes, IO_URING_FIELDS)))
        .any_abi();

fn print_sq_offsets(printer: &mut Printer<'_>, bytes: &[u8]) {
    field::print(
        printer,
        bytes,
        &[
            Field::new("head", 0, 4, Show::Uint),
            Field::new("tail", 4, 4, Show::Uint),
            Field::new("ring_mask", 8, 4, Show::Uint),
            Field::new("ring_entries", 12, 4, Show::Uint),
            Field::new("flags", 16, 4, Show::Uint),
            Field::new("dropped", 20, 4, Show::Uint),
            Field::new("array", 24, 4, Show::Uint),
        ],
    );
}

fn print_cq_offsets(printer: &mut Printer<'_>, bytes: &[u8]) {
    field::print(
        printer,
        bytes,
        &[
            Field::new("head", 0, 4, Show::Uint),
            Field::new("tail", 4, 4, Show::Uint),
            Field::new("ring_mask", 8, 4, Show::Uint),
            Field::new("ring_entries", 12, 4, Show::Uint),
            Field::new("overflow", 16, 4, Show::Uint),
            Field::new("cqes", 20, 4, Show::Uint),
            Field::new("flags", 24, 4, Show::Uint),
        ],
    );
}
