//! Scattered payload: iovec arrays, and messages with an address and control data (recv(2), send(2)).

use super::value::{after, before, raw, record};
use super::{Printer, Rest, control, number, sockaddr};
use crate::{Abi, Dir, flags};

/// `sizeof(struct iovec)`, `sizeof(struct msghdr)` and `sizeof(struct mmsghdr)` on x86_64.
const IOVEC: usize = 16;
const MSGHDR: usize = 56;
const MMSGHDR: usize = 64;

/// Payload that is not printed yet: the buffers of a call share one `data` column, in order.
struct Payload<'a> {
    data: Option<&'a [u8]>,
    /// Bytes that the call moved and that are not printed yet.
    left: u64,
}

impl<'a> Payload<'a> {
    /// All that a call sends, or the `left` bytes that it received.
    fn new(data: Option<&'a [u8]>, left: u64) -> Payload<'a> {
        Payload { data, left }
    }

    /// Prints what of it belongs to a buffer: its data, or its address where there is none.
    fn print(&mut self, printer: &mut Printer<'a>, address: u64, length: u64) {
        let length = length.min(self.left);
        self.left -= length;
        match self.data {
            _ if address == 0 => printer.addr(address),
            Some(_) if length == 0 => printer.out.push_str("\"\""),
            Some(data) if !data.is_empty() => {
                let (shown, rest) = data.split_at(data.len().min(usize::try_from(length).unwrap_or(usize::MAX)));
                self.data = Some(rest);
                printer.string(shown, length > shown.len() as u64);
            }
            _ => printer.addr(address),
        }
    }
}

/// What a call that receives moved; everything, where it sends.
fn moved(printer: &Printer<'_>, dir: Dir) -> u64 {
    match dir {
        Dir::In => u64::MAX,
        _ => printer.call.ret.and_then(|ret| u64::try_from(ret).ok()).unwrap_or(0),
    }
}

/// The payload column, unless the call failed to fill it.
fn payload<'a>(printer: &Printer<'a>, dir: Dir) -> Option<&'a [u8]> {
    printer.call.data.filter(|_| dir == Dir::In || printer.call.succeeded())
}

/// An iovec array that is an argument: `[{iov_base=0x…, iov_len=5}, …]`.
pub(super) fn print_vector(printer: &mut Printer<'_>, index: usize, dir: Dir, count: u64) {
    let call = printer.call;
    let address = raw(call, index);
    match before(call, index).filter(|record| call.abi == Abi::X86_64 && record.bytes.len() >= IOVEC) {
        Some(record) => {
            let mut payload = Payload::new(payload(printer, dir), moved(printer, dir));
            print_buffers(printer, record.bytes, Rest::of(&record, IOVEC), &mut payload);
        }
        None if address != 0 && count == 0 => printer.out.push_str("[]"),
        None => printer.addr(address),
    }
}

fn print_buffers<'a>(printer: &mut Printer<'a>, vector: &[u8], rest: Rest, payload: &mut Payload<'a>) {
    printer.array(vector.chunks_exact(IOVEC), rest, |printer, iovec| {
        let (address, length) = (number::unsigned(&iovec[..8]), number::unsigned(&iovec[8..]));
        printer.out.push_str("{iov_base=");
        payload.print(printer, address, length);
        printer.display(format_args!(", iov_len={length}}}"));
    });
}

/// `struct msghdr`: of one that is received, as the kernel filled it.
pub(super) fn print(printer: &mut Printer<'_>, index: usize, dir: Dir) {
    let call = printer.call;
    let whole = |header: &[u8]| call.abi == Abi::X86_64 && header.len() >= MSGHDR;
    let earlier = before(call, index).map(|record| record.bytes).filter(|header| whole(header));
    let room = earlier.map(|header| number::signed(&header[8..12]));
    if dir != Dir::In && call.failed() {
        match room {
            // Nothing else of it means anything then.
            Some(room) => printer.display(format_args!("{{msg_namelen={room}}}")),
            None => printer.addr(raw(call, index)),
        }
        return;
    }
    let header = match dir {
        Dir::In => earlier,
        _ => after(call, index).filter(|_| call.succeeded()).map(|record| record.bytes).filter(|header| whole(header)),
    };
    match header {
        Some(header) => {
            let mut payload = Payload::new(payload(printer, dir), moved(printer, dir));
            print_header(printer, header, room.filter(|_| dir != Dir::In), dir, &mut payload);
        }
        None => printer.addr(raw(call, index)),
    }
}

/// `struct mmsghdr[]`: `[{msg_hdr={…}, msg_len=5}, …]`.
pub(super) fn print_many(printer: &mut Printer<'_>, index: usize, dir: Dir) {
    let call = printer.call;
    // How long each message was is filled in where it is sent, too.
    let filled = after(call, index).filter(|_| call.succeeded());
    let earlier = before(call, index);
    let shown = match dir {
        Dir::In => filled.or(earlier),
        _ => filled.or_else(|| record(call, index, dir)),
    };
    match shown.filter(|record| call.abi == Abi::X86_64 && record.bytes.len() >= MMSGHDR) {
        Some(record) => {
            let mut payload = Payload::new(payload(printer, dir), u64::MAX);
            let headers = record.bytes.chunks_exact(MMSGHDR).enumerate();
            printer.array(headers, Rest::of(&record, MMSGHDR), |printer, (number, header)| {
                let length = number::unsigned(&header[MSGHDR..MSGHDR + 4]);
                let room = earlier
                    .and_then(|record| record.bytes.get(number * MMSGHDR + 8..)?.get(..4))
                    .map(number::signed)
                    .filter(|_| dir != Dir::In);
                payload.left = if dir == Dir::In { u64::MAX } else { length };
                printer.out.push_str("{msg_hdr=");
                print_header(printer, &header[..MSGHDR], room, dir, &mut payload);
                match filled {
                    None if dir == Dir::In => printer.out.push('}'),
                    _ => printer.display(format_args!(", msg_len={length}}}")),
                }
            });
        }
        None => printer.addr(raw(call, index)),
    }
}

/// A header of at least [`MSGHDR`] bytes; `room` is what its `msg_namelen` was before the kernel filled it.
fn print_header<'a>(printer: &mut Printer<'a>, header: &[u8], room: Option<i64>, dir: Dir, payload: &mut Payload<'a>) {
    let word = |at: usize| number::unsigned(&header[at..at + 8]);
    let (name, name_length) = (word(0), number::signed(&header[8..12]));
    let at_exit = dir != Dir::In;
    printer.out.push_str("{msg_name=");
    match printer.nested(name, at_exit).filter(|record| name != 0 && name_length > 0 && !record.bytes.is_empty()) {
        Some(record) => {
            let length = room.map_or(name_length, |room| room.min(name_length));
            let length = record.bytes.len().min(usize::try_from(length).unwrap_or(0));
            sockaddr::print(printer, &record.bytes[..length], name);
        }
        None => printer.addr(name),
    }
    printer.out.push_str(", msg_namelen=");
    if let Some(room) = room.filter(|&room| room != name_length) {
        printer.display(format_args!("{room} => "));
    }
    printer.display(format_args!("{name_length}, msg_iov="));
    let (vector, count) = (word(16), word(24));
    match printer.nested(vector, false).filter(|record| vector != 0 && record.bytes.len() >= IOVEC) {
        Some(record) => {
            let length = usize::try_from(count.saturating_mul(IOVEC as u64)).unwrap_or(usize::MAX);
            let shown = &record.bytes[..record.bytes.len().min(length)];
            let rest = if shown.len() < length { Rest::of(&record, IOVEC) } else { Rest::None };
            print_buffers(printer, shown, rest, payload);
        }
        None if vector != 0 && count == 0 => printer.out.push_str("[]"),
        None => printer.addr(vector),
    }
    printer.display(format_args!(", msg_iovlen={count}"));
    let (control, control_length) = (word(32), word(40));
    if control_length > 0 {
        printer.out.push_str(", msg_control=");
        match printer.nested(control, at_exit).filter(|_| control != 0) {
            Some(record) => control::print(printer, &record, control_length),
            None => printer.addr(control),
        }
    }
    printer.display(format_args!(", msg_controllen={control_length}, msg_flags="));
    printer.flags(&flags::MSG, number::unsigned(&header[48..52]));
    printer.out.push('}');
}
