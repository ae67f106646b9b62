//! What `/proc` tells about a process.
//!
//! Two kinds of readers: [`Links`] and [`status`] are called while a thread is stopped and reuse their buffers; the rest
//! is called once, at the start. A process that is gone gives `None`: that is a state, not an error.

mod fds;
mod file;
mod links;
mod path;
mod snapshot;
mod socket_ends;
mod sockets;
mod status;
mod times;

pub use fds::{OpenFd, open_fd, open_fds};
pub use file::Buffer;
pub use links::{Links, Made};
pub use path::ProcPath;
pub use snapshot::{Snapshot, snapshot};
pub use sockets::{SocketEnds, sockets};
pub use status::{Status, status};
pub use times::{CpuTimes, cpu_times};
