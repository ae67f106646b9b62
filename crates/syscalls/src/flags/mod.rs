//! Named bits and values of arguments, as strace prints them.
//!
//! One [`FlagSet`] per argument kind, grouped into one file per subject. The names and values are those of the kernel's
//! headers (include/uapi) up to Linux 6.18; the order of the bits is the order in which strace prints them.

mod bpf;
mod device;
mod event;
mod file;
mod ioctl;
mod ipc;
mod kernel;
mod memory;
mod mount;
mod perf;
mod process;
mod security;
mod set;
mod signal;
mod socket;
mod terminal;
mod time;

pub use bpf::*;
pub use device::*;
pub use event::*;
pub use file::*;
pub use ioctl::*;
pub use ipc::*;
pub use kernel::*;
pub use memory::*;
pub use mount::*;
pub use perf::*;
pub use process::*;
pub use security::*;
pub use set::FlagSet;
pub(crate) use set::{Hex, print_octal};
pub use signal::*;
pub use socket::*;
pub use terminal::*;
pub use time::*;
