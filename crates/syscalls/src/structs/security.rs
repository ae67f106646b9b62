//! Capabilities and landlock.

use super::{Field, Show, StructDef, field};
use crate::decode::number;
use crate::flags;

/// `cap_user_header_t` (capget(2)).
pub static CAP_HEADER: StructDef = StructDef::new("__user_cap_header_struct", 8, |printer, bytes| {
    field::print(
        printer,
        bytes,
        &[Field::new("version", 0, 4, Show::Flags(&flags::CAP_VERSION)), Field::new("pid", 4, 4, Show::Int)],
    );
})
.any_abi();

/// `struct __user_cap_data_struct[2]` (capget(2)): the low 32 bits of each set, then the high ones.
pub static CAP_DATA: StructDef = StructDef::new("__user_cap_data_struct[2]", 24, |printer, bytes| {
    /// `_LINUX_CAPABILITY_VERSION_1`: 32 bits alone.
    const FIRST_VERSION: u64 = 0x1998_0330;
    let version = printer.passed(0).map_or(0, |header| number::half(header.bytes, 0));
    for (index, name) in ["{effective=", ", permitted=", ", inheritable="].into_iter().enumerate() {
        let at = 4 * index;
        let high = if version == FIRST_VERSION { 0 } else { number::half(bytes, at + 12) << 32 };
        printer.out.push_str(name);
        flags::CAP_MASK.print(number::half(bytes, at) | high, &mut printer.out);
    }
    printer.out.push('}');
})
.least(12)
.any_abi();

/// `struct landlock_ruleset_attr` (landlock_create_ruleset(2)).
pub static LANDLOCK_RULESET: StructDef = StructDef::new("landlock_ruleset_attr", 24, |printer, bytes| {
    field::print(
        printer,
        bytes,
        &[
            Field::new("handled_access_fs", 0, 8, Show::Flags(&flags::LANDLOCK_ACCESS_FS)),
            Field::new("handled_access_net", 8, 8, Show::Flags(&flags::LANDLOCK_ACCESS_NET)),
            Field::new("scoped", 16, 8, Show::Flags(&flags::LANDLOCK_SCOPE)),
        ],
    );
})
.least(8)
.any_abi();

/// `struct landlock_path_beneath_attr` (landlock_add_rule(2)); packed.
pub static LANDLOCK_PATH_BENEATH: StructDef = StructDef::new("landlock_path_beneath_attr", 12, |printer, bytes| {
    field::print(
        printer,
        bytes,
        &[
            Field::new("allowed_access", 0, 8, Show::Flags(&flags::LANDLOCK_ACCESS_FS)),
            Field::new("parent_fd", 8, 4, Show::Fd),
        ],
    );
})
.any_abi();

/// `struct landlock_net_port_attr` (landlock_add_rule(2)).
pub static LANDLOCK_NET_PORT: StructDef = StructDef::new("landlock_net_port_attr", 16, |printer, bytes| {
    field::print(
        printer,
        bytes,
        &[
            Field::new("allowed_access", 0, 8, Show::Flags(&flags::LANDLOCK_ACCESS_NET)),
            Field::new("port", 8, 8, Show::Uint),
        ],
    );
})
.any_abi();
