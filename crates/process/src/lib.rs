//! Starting a command held at a gate, with exactly the state that this process was itself started with; what `/proc`
//! tells about a process; and the signals that reach the recorder instead of its command.
//!
//! Both sources of system calls use it: a command is [`spawn`]ed, observed, and only then released.
//!
//! ```no_run
//! use trapline_process::{Program, spawn};
//!
//! let program = Program::find(&["ls".into(), "-l".into()])?;
//! let held = spawn(&program, &[])?;
//! // … observe held.pid() …
//! let released = held.release();
//! # let _ = released;
//! # Ok::<(), trapline_process::Error>(())
//! ```
//!
//! Constraints: Linux only; depends on `libc` and `nix` alone. **Nothing of this process leaks into the command:**
//! descriptors are close-on-exec, signal dispositions and the signal mask are those that were inherited, and standard
//! descriptors that were closed are closed again.
#![allow(unsafe_code)]

mod affinity;
mod clock;
mod end;
mod error;
mod gate;
mod guard;
mod host;
mod inherited;
mod job;
mod lookup;
mod pidfd;
pub mod proc;
mod relay;
mod urgent;
mod wait;

pub use affinity::{CpuSet, current_cpu};
pub use clock::{Clock, cpu_time, monotonic_ns};
pub use end::die_by;
pub use error::Error;
pub use gate::{CALIBRATION_CALLS, Held, Released, spawn};
pub use guard::{Guard, Slot};
pub use host::{cpus_online, kernel_release, machine, memory, page_size};
pub use inherited::Inherited;
pub use lookup::Program;
pub use pidfd::pidfd;
pub use relay::{Poke, Relay, Relayed};
pub use urgent::Urgent;
pub use wait::{Waited, wait};

/// One fork at a time in tests: a new child holds copies of whatever other tests have open, such as a script that is being
/// written (ETXTBSY) or another child's gate.
#[cfg(test)]
pub(crate) static FORKS: std::sync::Mutex<()> = std::sync::Mutex::new(());
