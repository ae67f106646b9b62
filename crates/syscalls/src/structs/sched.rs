//! Scheduling.

use super::{Field, Show, StructDef, field};
use crate::decode::{Printer, number};
use crate::flags;

/// `struct sched_param` (sched_setparam(2)): one number.
pub static SCHED_PARAM: StructDef = StructDef::new("sched_param", 4, |printer, bytes| {
    printer.out.push('[');
    printer.display(number::signed(bytes));
    printer.out.push(']');
})
.any_abi();

const ATTR_FIELDS: &[Field] = &[
    Field::new("size", 0, 4, Show::Uint),
    Field::new("sched_policy", 4, 4, Show::Flags(&flags::SCHED_POLICY))
        .when(|bytes| is_versioned(bytes) && !keeps_policy(bytes)),
    Field::new("sched_flags", 8, 8, Show::Flags(&flags::SCHED_FLAG)).when(is_versioned),
    Field::new("sched_nice", 16, 4, Show::Int).when(has_parameters),
    Field::new("sched_priority", 20, 4, Show::Uint).when(has_parameters),
    Field::new("sched_runtime", 24, 8, Show::Uint).when(has_parameters),
    Field::new("sched_deadline", 32, 8, Show::Uint).when(has_parameters),
    Field::new("sched_period", 40, 8, Show::Uint).when(has_parameters),
    Field::new("sched_util_min", 48, 4, Show::Uint).when(has_utilization),
    Field::new("sched_util_max", 52, 4, Show::Uint).when(has_utilization),
];

/// `struct sched_attr` as the kernel fills it (sched_getattr(2)).
pub static SCHED_ATTR: StructDef = StructDef::new("sched_attr", 56, |printer, bytes| {
    let shown: Vec<Field> = ATTR_FIELDS
        .iter()
        .map(|field| match field.name {
            "sched_util_min" | "sched_util_max" => *field,
            _ => Field::new(field.name, field.at, field.size, field.show),
        })
        .collect();
    print_attr(printer, bytes, &shown);
})
.least(48)
.any_abi();

/// The same as a program gives it, saying itself how long it is (sched_setattr(2)). To one that is too long the kernel
/// writes how long it may be.
pub static SCHED_ATTR_SET: StructDef = StructDef::new("sched_attr (set)", 56, |printer, bytes| {
    print_attr(printer, bytes, ATTR_FIELDS);
})
.least(4)
.any_abi();

fn print_attr(printer: &mut Printer<'_>, bytes: &[u8], fields: &[Field]) {
    field::print(printer, bytes, fields);
    if size(bytes) > 56 && printer.out.ends_with('}') {
        printer.out.pop();
        printer.out.push_str(", ...}");
    }
}

/// Size of the first version; one that says 0 means it.
const FIRST: u64 = 48;

fn size(bytes: &[u8]) -> u64 {
    match number::half(bytes, 0) {
        0 => FIRST,
        size => size,
    }
}

fn is_versioned(bytes: &[u8]) -> bool {
    size(bytes) >= FIRST
}

const KEEP_POLICY: u64 = 8;
const KEEP_PARAMS: u64 = 0x10;

fn keeps_policy(bytes: &[u8]) -> bool {
    (number::half(bytes, 4) as i32) >= 0 && number::word(bytes, 8) & (KEEP_POLICY | KEEP_PARAMS) != 0
}

fn has_parameters(bytes: &[u8]) -> bool {
    is_versioned(bytes) && number::word(bytes, 8) & KEEP_PARAMS == 0
}

/// Whether the structure says of itself that it is of the second version.
fn has_utilization(bytes: &[u8]) -> bool {
    number::half(bytes, 0) >= 56
}
