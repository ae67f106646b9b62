//! The real strace, and what its log says: the oracle of differential tests.

mod args;
mod cwd;
mod log;
mod path;

pub use cwd::Directories;
pub use log::{Call, parse};
pub use path::{path, shows_path};

/// What follows `strace` for a log that [`parse`] and [`path`] understand: threads and children followed, names of
/// descriptors, no payload.
pub const OPTIONS: [&str; 4] = ["-f", "-yy", "-s", "0"];
