//! The tracer: from stops to events.
//!
//! One loop over what [`trapline_ptrace::Waiter`] reports. Each kind of stop has its file: system calls, the life of
//! processes and threads, signals. Processes that run already are taken over first, and their calls in progress with them.

mod affinity;
mod attach;
mod before;
mod birth;
mod detach;
mod life;
mod names;
mod namespaces;
mod run;
mod signals;
mod syscalls;
mod thread;
mod untraced;

pub(crate) use run::{Setup, Tracer, TracerEnd};
