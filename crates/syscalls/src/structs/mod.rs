//! Structures that calls read and fill, and how strace prints them.
//!
//! One [`StructDef`] per structure, grouped into one file per subject. Most are lists of [`Field`]s; what a list cannot
//! say (a union, a mask that decides what follows) is a print function.
//!
//! ```text
//! struct timespec { tv_sec: i64 at 0, tv_nsec: u64 at 8 }  ──►  {tv_sec=1, tv_nsec=500000000}
//! ```

/// Structures that are lists of members: name, C name, size, the ABIs that share its layout (`any` or `wide`), then
/// one member a line: name, offset, size, how it shows, and when if not always.
macro_rules! structures {
    ($($(#[$doc:meta])* $name:ident $c_name:literal $size:literal $abi:ident {
        $($member:ident $at:literal $length:literal $show:expr $(, $when:ident($($condition:expr)?))?;)*
    })*) => {
        $($(#[$doc])*
        pub static $name: StructDef = StructDef::new($c_name, $size, |printer, bytes| {
            field::print(
                printer,
                bytes,
                &[$(Field::new(stringify!($member), $at, $length, $show)$(.$when($($condition)?))?),*],
            );
        })
        .$abi();)*
    };
}

mod aio;
mod block;
mod bpf;
mod clock;
mod def;
mod event;
pub(crate) mod field;
mod file;
mod interface;
mod ipc;
mod nested;
mod number;
mod perf;
mod process;
mod quota;
mod sched;
mod seccomp;
mod security;
mod signal;
mod socket;
mod socket_option;
mod statx;
mod sysinfo;
mod terminal;
mod time;

pub use aio::*;
pub use block::*;
pub use bpf::*;
pub use clock::*;
pub use def::{Change, StructDef};
pub use event::*;
pub use field::{Field, Show, When};
pub use file::*;
pub use interface::*;
pub use ipc::*;
pub use nested::{Is, Nested, OnlyIf, Reach};
pub use number::*;
pub use perf::*;
pub use process::*;
pub use quota::*;
pub use sched::*;
pub use seccomp::*;
pub use security::*;
pub use signal::*;
pub use socket::*;
pub use socket_option::*;
pub use statx::*;
pub use sysinfo::*;
pub use terminal::*;
pub use time::*;
