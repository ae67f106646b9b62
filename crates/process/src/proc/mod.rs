//! What `/proc` tells about a process.
//!
//! Two kinds of readers: [`Links`] and [`status`] are called while a thread is stopped and reuse their buffers; the rest
//! is called once, at the start or at an attach. A process that is gone gives `None`: that is a state, not an error.

mod fds;
mod file;
mod links;
mod path;
mod snapshot;
mod socket_ends;
mod sockets;
mod standing;
mod status;
mod syscall;
mod tasks;
mod times;

pub use fds::{OpenFd, open_fd, open_fds};
pub use file::Buffer;
pub use links::{Links, Made};
pub use path::ProcPath;
pub use snapshot::{Snapshot, argv, snapshot};
pub use sockets::{SocketEnds, sockets};
pub use standing::{Standing, standing};
pub use status::{Status, status};
pub use syscall::{Blocked, blocked};
pub use tasks::tasks;
pub use times::{CpuTimes, cpu_times};
