//! Which calls are recorded.
//!
//! What was asked for is written; to know the names of descriptors and directories more has to be seen. Two ways:
//!
//! - **All calls that change names are seen**, and only the rows are filtered. So it is without a filter in the kernel,
//!   and where the selection has those calls anyway.
//! - **Only what was asked for stops**, where a seccomp filter can say so, and names are read from `/proc` at each of
//!   these stops ([`Filter::is_partial`]): the bookkeeping of a compiler is a fifth of its calls, and stopping at it would
//!   cost what the filter saves.

mod kernel;
mod paths;

use std::time::Duration;

use trapline_syscalls::selection::Selection;
use trapline_syscalls::table::numbered;
use trapline_syscalls::{Abi, Call, Effect};
use trapline_trace::Row;

pub use paths::{PathPattern, PatternError};

/// The number of io_uring_enter, in every ABI.
const IO_URING_ENTER: i32 = 426;

/// Which calls are recorded; everything by default.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// Calls.
    pub calls: Selection,
    /// Calls about one of these paths; about anything if empty.
    pub paths: Vec<PathPattern>,
    /// Only calls that failed.
    pub failed_only: bool,
    /// Only calls that took so long.
    pub min_duration: Duration,
    /// As it was given, option by option, for the trace's metadata: `-e %file`.
    pub words: Vec<String>,
}

impl Default for Filter {
    fn default() -> Filter {
        Filter {
            calls: Selection::ALL,
            paths: Vec::new(),
            failed_only: false,
            min_duration: Duration::ZERO,
            words: Vec::new(),
        }
    }
}

impl Filter {
    /// Whether every call is observed; what it came to may still decide whether it is written.
    pub fn is_everything(&self) -> bool {
        self.calls.is_all() && self.paths.is_empty()
    }

    /// Whether what a call came to decides.
    pub(crate) fn judges_results(&self) -> bool {
        self.failed_only || !self.min_duration.is_zero()
    }

    /// Whether every row is written: then none need be looked at.
    pub(crate) fn keeps_all(&self) -> bool {
        self.is_everything() && !self.judges_results()
    }

    /// Whether this row is written. Rows that are no calls always are, but for descriptors when paths were asked for.
    pub(crate) fn keeps(&self, row: &Row<'_>) -> bool {
        match row.kind {
            "syscall" => {
                let abi = row.abi.and_then(Abi::from_name);
                // Of an architecture that has no table nothing can be said: it is written.
                let chosen = abi.zip(row.nr).is_none_or(|(abi, nr)| self.calls.contains(abi, nr));
                chosen && self.is_about(row) && self.is_of_interest(row)
            }
            // They are what an io_uring_enter hands over.
            "io_uring" => {
                self.calls.contains(Abi::X86_64, IO_URING_ENTER) && self.is_about(row) && self.is_of_interest(row)
            }
            "fd" => self.is_about(row),
            _ => true,
        }
    }

    /// By what it came to. One that has not returned is, if only how long it takes matters.
    fn is_of_interest(&self, row: &Row<'_>) -> bool {
        let least = i64::try_from(self.min_duration.as_nanos()).unwrap_or(i64::MAX);
        (!self.failed_only || row.errno.is_some()) && row.duration_ns.is_none_or(|duration| duration >= least)
    }

    fn is_about(&self, row: &Row<'_>) -> bool {
        self.paths.is_empty()
            || [row.path, row.path2]
                .into_iter()
                .flatten()
                .any(|path| self.paths.iter().any(|asked| asked.matches(path)))
    }

    /// Whether a call may have to be written.
    pub(crate) fn wants(&self, abi: Abi, nr: i32, call: Option<&Call>) -> bool {
        self.calls.contains(abi, nr) && (self.paths.is_empty() || call.is_none_or(Call::has_names))
    }

    /// Whether calls that change names, or that move bytes and file positions, go unseen behind the filter in the kernel.
    pub(crate) fn hides_moves(&self) -> bool {
        let moves = |call: &Call| {
            call.signatures().any(|signature| {
                let effect = signature.effect;
                effect.changes_names()
                    || matches!(effect, Effect::Read | Effect::Write | Effect::Copy | Effect::Receive | Effect::Seek)
            })
        };
        numbered(Abi::X86_64).any(|(nr, call)| moves(call) && !self.wants(Abi::X86_64, nr, Some(call)))
    }

    /// Whether calls that change names go unseen behind the filter in the kernel.
    pub(crate) fn is_partial(&self) -> bool {
        numbered(Abi::X86_64).any(|(nr, call)| call.changes_names() && !self.calls.contains(Abi::X86_64, nr))
    }
}
