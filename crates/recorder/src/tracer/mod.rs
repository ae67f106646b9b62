//! The tracer: from stops to events.
//!
//! One loop over what [`trapline_ptrace::Waiter`] reports. Each kind of stop has its file: system calls, the life of
//! processes and threads, signals.

mod life;
mod namespaces;
mod run;
mod signals;
mod syscalls;
mod thread;
mod untraced;

pub(crate) use run::{Tracer, TracerEnd};
