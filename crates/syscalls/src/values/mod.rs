//! Numbers that are more than a set of names: how strace prints them.

mod file;
mod memory;
mod process;
mod socket;

pub use file::*;
pub use memory::*;
pub use process::*;
pub use socket::*;
