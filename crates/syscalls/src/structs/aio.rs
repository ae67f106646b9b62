//! Asynchronous I/O (io_submit(2)).

use super::{Field, Nested, Show, StructDef, field};
use crate::decode::Printer;
use crate::decode::number::{half, signed, unsigned, word};
use crate::{flags, values};

const RESFD: u64 = 1;
const IOPRIO: u64 = 2;

const HEAD: &[Field] = &[
    Field::new("aio_data", 0, 8, Show::Hex),
    Field::new("aio_key", 8, 4, Show::Uint).when(|bytes| half(bytes, 8) != 0),
    Field::new("aio_rw_flags", 12, 4, Show::Flags(&flags::RWF)).when(|bytes| half(bytes, 12) != 0),
    Field::new("aio_lio_opcode", 16, 2, Show::Flags(&flags::AIO_CMD)),
    Field::new("aio_reqprio", 18, 2, Show::With(|printer, bytes| values::ioprio(printer, unsigned(bytes))))
        .when(|bytes| half(bytes, 56) & IOPRIO != 0),
    Field::new("aio_reqprio", 18, 2, Show::Int)
        .when(|bytes| half(bytes, 56) & IOPRIO == 0 && half(bytes, 18) & 0xffff != 0),
    Field::new("aio_fildes", 20, 4, Show::Fd),
];

/// `struct iocb`, as much of it as cancelling one looks at (io_cancel(2)).
pub static IOCB_HEAD: StructDef =
    StructDef::new("iocb (head)", 64, |printer, bytes| field::print(printer, bytes, HEAD)).any_abi();

/// `struct iocb` (io_submit(2)).
pub static IOCB: StructDef = StructDef::new("iocb", 64, |printer, bytes| {
    /// pread, pwrite; preadv, pwritev; poll.
    const PLAIN: [u64; 4] = [0, 1, 7, 8];
    const POLL: u64 = 5;
    fn opcode(bytes: &[u8]) -> u64 {
        half(bytes, 16) & 0xffff
    }
    fn is_plain(bytes: &[u8]) -> bool {
        PLAIN.contains(&opcode(bytes))
    }
    fn has_flags(bytes: &[u8]) -> bool {
        is_plain(bytes) || opcode(bytes) == POLL
    }
    let rest = [
        Field::new("aio_buf", 24, 8, Show::Flags(&flags::POLL_EVENTS)).when(|bytes| opcode(bytes) == POLL),
        Field::new("aio_buf", 24, 8, Show::Hex).when(is_plain),
        Field::new("aio_nbytes", 32, 8, Show::Uint).when(is_plain),
        Field::new("aio_offset", 40, 8, Show::Int).when(is_plain),
        Field::new("aio_flags", 56, 4, Show::Flags(&flags::IOCB_FLAG))
            .when(|bytes| has_flags(bytes) && half(bytes, 56) != 0),
        Field::new("aio_resfd", 60, 4, Show::Fd).when(|bytes| has_flags(bytes) && half(bytes, 56) & RESFD != 0),
        Field::new("aio_resfd", 60, 4, Show::Hex)
            .when(|bytes| has_flags(bytes) && half(bytes, 56) & RESFD == 0 && half(bytes, 60) != 0),
    ];
    field::print(printer, bytes, &[HEAD, &rest].concat());
})
.any_abi();

/// `struct iocb *` as an element of an array (io_submit(2)).
pub static IOCB_PTR: StructDef = StructDef::new("iocb *", 8, |printer, bytes| printer.pointed(&IOCB, unsigned(bytes)))
    .nested(&[Nested::bytes(0, IOCB.size)]);

/// `struct io_event` (io_getevents(2)).
pub static IO_EVENT: StructDef = StructDef::new("io_event", 32, |printer, bytes| {
    print_event(printer, bytes);
})
.any_abi();

fn print_event(printer: &mut Printer<'_>, bytes: &[u8]) {
    let signed_at = |at: usize| signed(bytes.get(at..at + 8).unwrap_or_default());
    printer.out.push_str("{data=");
    printer.hex(word(bytes, 0));
    printer.out.push_str(", obj=");
    printer.hex(word(bytes, 8));
    printer.display(format_args!(", res={}, res2={}}}", signed_at(16), signed_at(24)));
}
