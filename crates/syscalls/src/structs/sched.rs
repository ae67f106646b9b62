//! Scheduling.

use super::{Field, Show, StructDef, field};
use crate::decode::number;
use crate::flags;

/// `struct sched_param` (sched_setparam(2)): one number.
pub static SCHED_PARAM: StructDef = StructDef::new("sched_param", 4, |printer, bytes| {
    printer.out.push('[');
    printer.display(number::signed(bytes));
    printer.out.push(']');
})
.any_abi();

/// `struct sched_attr` (sched_setattr(2)).
pub static SCHED_ATTR: StructDef = StructDef::new("sched_attr", 56, |printer, bytes| {
    field::print(
        printer,
        bytes,
        &[
            Field::new("size", 0, 4, Show::Uint),
            Field::new("sched_policy", 4, 4, Show::Flags(&flags::SCHED_POLICY)),
            Field::new("sched_flags", 8, 8, Show::Flags(&flags::SCHED_FLAG)),
            Field::new("sched_nice", 16, 4, Show::Int),
            Field::new("sched_priority", 20, 4, Show::Uint),
            Field::new("sched_runtime", 24, 8, Show::Uint),
            Field::new("sched_deadline", 32, 8, Show::Uint),
            Field::new("sched_period", 40, 8, Show::Uint),
            Field::new("sched_util_min", 48, 4, Show::Uint).when(has_utilization),
            Field::new("sched_util_max", 52, 4, Show::Uint).when(has_utilization),
        ],
    );
})
.least(48)
.any_abi();

/// Whether the structure says of itself that it is of the second version.
fn has_utilization(bytes: &[u8]) -> bool {
    number::half(bytes, 0) >= 56
}
