//! Panics of decoders as errors.
//!
//! A trace is untrusted, and no decoder is free of every defect: should forged bytes make one panic, that is an error of
//! the query, not the end of the process, and nobody wants a backtrace of it. DataFusion carries panics of its tasks to
//! whoever polls them, so catching at the top catches all.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::path::PathBuf;
use std::sync::Once;

use crate::{Error, Result, failure};

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Makes panics of this thread silent for good; for the threads of a session's own runtime.
pub(crate) fn silence_thread() {
    QUIET.set(true);
}

/// Runs something that touches bytes of these traces. A panic inside is an error.
pub(crate) fn guard<T>(traces: &[PathBuf], run: impl FnOnce() -> Result<T>) -> Result<T> {
    install();
    let before = QUIET.replace(true);
    // What a panic leaves behind is not looked at again: the plan and its streams are dropped.
    let outcome = panic::catch_unwind(AssertUnwindSafe(run));
    QUIET.set(before);
    outcome.unwrap_or_else(|payload| {
        let text = payload.downcast_ref::<&str>().copied().or(payload.downcast_ref::<String>().map(String::as_str));
        let message = format!("it cannot be decoded ({})", text.unwrap_or("no reason given"));
        Err(Error::Damaged(failure::place(&message, traces)))
    })
}

/// Puts a hook before the one that is there, which goes on speaking for all other threads.
fn install() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let previous = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !QUIET.get() {
                previous(info);
            }
        }));
    });
}
