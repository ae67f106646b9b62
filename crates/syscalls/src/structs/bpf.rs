//! Attributes of bpf(2). Of those that grew, the caller says how long they are.

use super::{Field, Nested, Show, StructDef, field, interface};
use crate::decode::Printer;
use crate::decode::number::{half, unsigned};
use crate::flags;
use crate::memory::Status;

/// A new map (`BPF_MAP_CREATE`).
pub static BPF_MAP_CREATE: StructDef = StructDef::new("bpf_attr: map_create", 72, |printer, bytes| {
    field::print(
        printer,
        bytes,
        &[
            Field::new("map_type", 0, 4, Show::Flags(&flags::BPF_MAP_TYPE)),
            Field::new("key_size", 4, 4, Show::Uint),
            Field::new("value_size", 8, 4, Show::Uint),
            Field::new("max_entries", 12, 4, Show::Uint),
            Field::new("map_flags", 16, 4, Show::Flags(&flags::BPF_MAP_FLAGS)),
            Field::new("inner_map_fd", 20, 4, Show::Fd),
            Field::new("numa_node", 24, 4, Show::Uint).when(|bytes| half(bytes, 16) & 4 != 0),
            Field::new("map_name", 28, 16, Show::Text),
            Field::new("map_ifindex", 44, 4, Show::With(interface)),
            Field::new("btf_fd", 48, 4, Show::Fd),
            Field::new("btf_key_type_id", 52, 4, Show::Uint),
            Field::new("btf_value_type_id", 56, 4, Show::Uint),
            Field::new("btf_vmlinux_value_type_id", 60, 4, Show::Uint),
            Field::new("map_extra", 64, 8, Show::Uint),
        ],
    );
})
.least(4)
.padded(16)
.any_abi();

/// An element of a map (`BPF_MAP_UPDATE_ELEM`).
pub static BPF_ELEM: StructDef = StructDef::new("bpf_attr: elem", 32, |printer, bytes| {
    field::print(
        printer,
        bytes,
        &[
            Field::new("map_fd", 0, 4, Show::Fd),
            Field::new("key", 8, 8, Show::Addr),
            Field::new("value", 16, 8, Show::Addr),
            Field::new("flags", 24, 8, Show::Flags(&flags::BPF_UPDATE)),
        ],
    );
})
.least(4)
.padded(32)
.any_abi();

/// An element of a map that is deleted (`BPF_MAP_DELETE_ELEM`).
pub static BPF_ELEM_DELETE: StructDef = StructDef::new("bpf_attr: elem_delete", 16, |printer, bytes| {
    field::print(printer, bytes, &[Field::new("map_fd", 0, 4, Show::Fd), Field::new("key", 8, 8, Show::Addr)]);
})
.least(4)
.padded(16)
.any_abi();

/// The key after another one (`BPF_MAP_GET_NEXT_KEY`).
pub static BPF_ELEM_NEXT: StructDef = StructDef::new("bpf_attr: elem_next", 24, |printer, bytes| {
    field::print(
        printer,
        bytes,
        &[
            Field::new("map_fd", 0, 4, Show::Fd),
            Field::new("key", 8, 8, Show::Addr),
            Field::new("next_key", 16, 8, Show::Addr),
        ],
    );
})
.least(4)
.padded(24)
.any_abi();

/// A new program (`BPF_PROG_LOAD`).
pub static BPF_PROG_LOAD: StructDef = StructDef::new("bpf_attr: prog_load", 128, |printer, bytes| {
    field::print(
        printer,
        bytes,
        &[
            Field::new("prog_type", 0, 4, Show::Flags(&flags::BPF_PROG_TYPE)),
            Field::new("insn_cnt", 4, 4, Show::Uint),
            Field::new("insns", 8, 8, Show::Addr),
            Field::new("license", 16, 8, Show::With(text)),
            Field::new("log_level", 24, 4, Show::Uint),
            Field::new("log_size", 28, 4, Show::Uint),
            Field::new("log_buf", 32, 8, Show::Addr),
            Field::new("kern_version", 40, 4, Show::With(kernel_version)),
            Field::new("prog_flags", 44, 4, Show::Flags(&flags::BPF_PROG_FLAGS)),
            Field::new("prog_name", 48, 16, Show::Text),
            Field::new("prog_ifindex", 64, 4, Show::With(interface)),
            Field::new("expected_attach_type", 68, 4, Show::Flags(&flags::BPF_ATTACH_TYPE)),
            Field::new("prog_btf_fd", 72, 4, Show::Fd),
            Field::new("func_info_rec_size", 76, 4, Show::Uint),
            Field::new("func_info", 80, 8, Show::Addr),
            Field::new("func_info_cnt", 88, 4, Show::Uint),
            Field::new("line_info_rec_size", 92, 4, Show::Uint),
            Field::new("line_info", 96, 8, Show::Addr),
            Field::new("line_info_cnt", 104, 4, Show::Uint),
            Field::new("attach_btf_id", 108, 4, Show::Uint),
            Field::new("attach_prog_fd", 112, 4, Show::Fd),
            Field::new("fd_array", 120, 8, Show::Addr),
        ],
    );
})
.least(4)
.padded(24)
.nested(&[Nested::c_str(16)])
.any_abi();

/// An object with a name in the file system (`BPF_OBJ_PIN`).
pub static BPF_OBJ: StructDef = StructDef::new("bpf_attr: obj", 16, |printer, bytes| {
    field::print(
        printer,
        bytes,
        &[
            Field::new("pathname", 0, 8, Show::With(path)),
            Field::new("bpf_fd", 8, 4, Show::Fd),
            Field::new("file_flags", 12, 4, Show::Flags(&flags::BPF_FILE_FLAGS)),
        ],
    );
})
.least(4)
.padded(12)
.nested(&[Nested::c_str(0)])
.any_abi();

/// A program that is attached (`BPF_PROG_ATTACH`).
pub static BPF_ATTACH: StructDef = StructDef::new("bpf_attr: attach", 20, |printer, bytes| {
    field::print(
        printer,
        bytes,
        &[
            Field::new("target_fd", 0, 4, Show::Fd),
            Field::new("attach_bpf_fd", 4, 4, Show::Fd),
            Field::new("attach_type", 8, 4, Show::Flags(&flags::BPF_ATTACH_TYPE)),
            Field::new("attach_flags", 12, 4, Show::Flags(&flags::BPF_ATTACH_FLAGS)),
            Field::new("replace_bpf_fd", 16, 4, Show::Fd),
        ],
    );
})
.least(4)
.padded(16)
.any_abi();

/// A program that is detached (`BPF_PROG_DETACH`).
pub static BPF_DETACH: StructDef = StructDef::new("bpf_attr: detach", 12, |printer, bytes| {
    field::print(
        printer,
        bytes,
        &[
            Field::new("target_fd", 0, 4, Show::Fd),
            Field::new("attach_type", 8, 4, Show::Flags(&flags::BPF_ATTACH_TYPE)),
        ],
    );
})
.least(4)
.padded(12)
.any_abi();

/// Types (`BPF_BTF_LOAD`).
pub static BPF_BTF_LOAD: StructDef = StructDef::new("bpf_attr: btf_load", 28, |printer, bytes| {
    field::print(
        printer,
        bytes,
        &[
            Field::new("btf", 0, 8, Show::Addr),
            Field::new("btf_log_buf", 8, 8, Show::Addr),
            Field::new("btf_size", 16, 4, Show::Uint),
            Field::new("btf_log_size", 20, 4, Show::Uint),
            Field::new("btf_log_level", 24, 4, Show::Uint),
        ],
    );
})
.least(4)
.padded(28)
.any_abi();

fn text(printer: &mut Printer<'_>, bytes: &[u8]) {
    let address = unsigned(bytes);
    match printer.nested(address, false).filter(|record| record.status == Status::Ok) {
        Some(record) => printer.string(record.bytes, false),
        None => printer.addr(address),
    }
}

fn path(printer: &mut Printer<'_>, bytes: &[u8]) {
    let address = unsigned(bytes);
    match printer.nested(address, false).filter(|record| record.status == Status::Ok) {
        Some(record) => printer.path(record.bytes),
        None => printer.addr(address),
    }
}

/// `KERNEL_VERSION(6, 1, 0)`.
fn kernel_version(printer: &mut Printer<'_>, bytes: &[u8]) {
    let version = unsigned(bytes);
    printer.display(format_args!("KERNEL_VERSION({}, {}, {})", version >> 16, version >> 8 & 0xff, version & 0xff));
}

/// Declares the attribute of commands that name an object by a number.
macro_rules! by_id {
    ($($(#[$doc:meta])* $name:ident $member:literal;)*) => {
        $($(#[$doc])*
        pub static $name: StructDef = StructDef::new(concat!("bpf_attr: ", $member), 12, |printer, bytes| {
            field::print(
                printer,
                bytes,
                &[
                    Field::new($member, 0, 4, Show::Uint),
                    Field::new("next_id", 4, 4, Show::Uint),
                    Field::new("open_flags", 8, 4, Show::Flags(&flags::BPF_FILE_FLAGS)),
                ],
            );
        })
        .least(4)
        .padded(4)
        .any_abi();)*
    };
}

by_id! {
    /// A program (`BPF_PROG_GET_FD_BY_ID`).
    BPF_PROG_ID "prog_id";
    /// A map (`BPF_MAP_GET_FD_BY_ID`).
    BPF_MAP_ID "map_id";
    /// Types (`BPF_BTF_GET_FD_BY_ID`).
    BPF_BTF_ID "btf_id";
    /// A link (`BPF_LINK_GET_FD_BY_ID`).
    BPF_LINK_ID "link_id";
    /// The number before the one that is asked for (`BPF_PROG_GET_NEXT_ID`).
    BPF_START_ID "start_id";
}
