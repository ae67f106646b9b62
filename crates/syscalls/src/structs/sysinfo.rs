//! What the system says of itself.

use super::{Field, Show, StructDef, field};
use crate::decode::number;

/// Size of a member of `struct utsname`.
const NAME: usize = 65;

/// `struct utsname` (uname(2)).
pub static UTSNAME: StructDef = StructDef::new("utsname", 6 * NAME as u32, |printer, bytes| {
    field::print(
        printer,
        bytes,
        &[
            Field::new("sysname", 0, NAME, Show::Text),
            Field::new("nodename", NAME, NAME, Show::Text),
            Field::new("release", 2 * NAME, NAME, Show::Text).verbose(),
            Field::new("version", 3 * NAME, NAME, Show::Text).verbose(),
            Field::new("machine", 4 * NAME, NAME, Show::Text).verbose(),
            Field::new("domainname", 5 * NAME, NAME, Show::Text).verbose(),
        ],
    );
})
.any_abi();

/// `struct sysinfo` (sysinfo(2)).
pub static SYSINFO: StructDef = StructDef::new("sysinfo", 112, |printer, bytes| {
    field::print(
        printer,
        bytes,
        &[
            Field::new("uptime", 0, 8, Show::Uint),
            Field::new(
                "loads",
                8,
                24,
                Show::With(|printer, bytes| {
                    printer.out.push('[');
                    for (index, load) in bytes.chunks(8).enumerate() {
                        if index > 0 {
                            printer.out.push_str(", ");
                        }
                        printer.display(number::unsigned(load));
                    }
                    printer.out.push(']');
                }),
            ),
            Field::new("totalram", 32, 8, Show::Uint),
            Field::new("freeram", 40, 8, Show::Uint),
            Field::new("sharedram", 48, 8, Show::Uint),
            Field::new("bufferram", 56, 8, Show::Uint),
            Field::new("totalswap", 64, 8, Show::Uint),
            Field::new("freeswap", 72, 8, Show::Uint),
            Field::new("procs", 80, 2, Show::Uint),
            Field::new("totalhigh", 88, 8, Show::Uint),
            Field::new("freehigh", 96, 8, Show::Uint),
            Field::new("mem_unit", 104, 4, Show::Uint),
        ],
    );
});
