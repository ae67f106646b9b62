//! Payload, and what is captured with it: messages' types, numbers of directory entries.

use super::value::{after, length, raw, record};
use super::{Printer, Rest, number};
use crate::structs::StructDef;
use crate::{Dir, Kind, Len, Signature};

/// What a call returns that was given an address that is not mapped.
const EFAULT: i64 = -14;

/// Whether an argument is the first that holds payload: the `data` column is its.
fn is_payload(signature: &Signature, index: usize) -> bool {
    let payload = |kind: &Kind| {
        matches!(
            kind.bare(),
            Kind::Buf(..)
                | Kind::MsgBuf(..)
                | Kind::Dirents(_)
                | Kind::Value(..)
                | Kind::Bytes(..)
                | Kind::IoVec(..)
                | Kind::MsgHdr(_)
                | Kind::MmsgHdr(..)
        )
    };
    signature.args.iter().position(|arg| payload(&arg.kind)) == Some(index)
}

pub(super) fn print_buffer<'a>(
    printer: &mut Printer<'a>,
    signature: &Signature,
    index: usize,
    dir: Dir,
    len: Len,
    print: fn(&mut Printer<'a>, &[u8], bool),
) {
    let call = printer.call;
    let address = raw(call, index);
    let length = length(call, signature, len);
    let filled = dir == Dir::In || call.succeeded();
    let data = call.data.filter(|_| is_payload(signature, index));
    match data {
        _ if address == 0 || !filled => printer.addr(address),
        _ if length == 0 => printer.out.push_str("\"\""),
        // What could not be read is not shown in part.
        Some(data) if call.ret == Some(EFAULT) && (data.len() as u64) < length.min(printer.style.string as u64 + 1) => {
            printer.addr(address);
        }
        Some(data) if !data.is_empty() => {
            let shown = &data[..data.len().min(usize::try_from(length).unwrap_or(usize::MAX))];
            print(printer, shown, length > shown.len() as u64);
        }
        _ => printer.addr(address),
    }
}

/// `{mtype=1, mtext="…"}`.
pub(super) fn print_message(printer: &mut Printer<'_>, signature: &Signature, index: usize, dir: Dir, len: Len) {
    let call = printer.call;
    let word = call.abi.word();
    let Some(kind) = record(call, index, dir).filter(|record| record.bytes.len() == word) else {
        printer.addr(raw(call, index));
        return;
    };
    printer.display(format_args!("{{mtype={}, mtext=", number::signed(kind.bytes)));
    let text = length(call, signature, len);
    match call.data.filter(|data| !data.is_empty()) {
        _ if text == 0 => printer.out.push_str("\"\""),
        Some(data) => printer.string(data, text > data.len() as u64),
        None => printer.addr(raw(call, index).wrapping_add(word as u64)),
    }
    printer.out.push('}');
}

/// Directory entries: their number; in verbose style themselves, if they were captured.
pub(super) fn print_dirents(printer: &mut Printer<'_>, index: usize, def: &StructDef) {
    let call = printer.call;
    let filled = call.ret.and_then(|ret| usize::try_from(ret).ok()).unwrap_or(0);
    match (call.data.filter(|data| !data.is_empty()), after(call, index).filter(|_| call.succeeded())) {
        (Some(data), Some(count)) if printer.style.verbose => {
            let more = data.len() < filled;
            print_entries(printer, data, count.full_length, def, more);
        }
        (_, None) if printer.style.verbose && call.succeeded() => printer.out.push_str("[]"),
        (_, count) => {
            printer.addr(raw(call, index));
            if call.succeeded() {
                printer.display(format_args!(" /* {} entries */", count.map_or(0, |count| count.full_length)));
            }
        }
    }
}

fn print_entries(printer: &mut Printer<'_>, mut data: &[u8], count: u32, def: &StructDef, more: bool) {
    let entries = std::iter::from_fn(|| {
        let length = number::unsigned(data.get(16..18)?) as usize;
        let (entry, rest) = data.split_at_checked(length).filter(|_| length >= 18)?;
        data = rest;
        Some(entry)
    });
    let rest = if more { Rest::Left } else { Rest::None };
    let longest = printer.style.string;
    printer.style.string = longest.max(count as usize);
    printer.array(entries, rest, |printer, entry| (def.print)(printer, entry));
    printer.style.string = longest;
}
