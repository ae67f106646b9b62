//! The tables and views that a session has.
//!
//! `events` is the file. Every other view is one `.sql` file here whose header documents its columns, as the header of a
//! report does; what a column of the file means in a view is not said again.

mod docs;
mod events;
mod traces;

pub(crate) use docs::describe;
pub(crate) use events::{events, recorded};
pub(crate) use traces::{facts, traces};

/// Name and text of each view, in an order in which each needs only earlier ones.
///
/// In them `recorded` is every row, `events` those that the filters let through.
pub(crate) const VIEWS: &[(&str, &str)] = &[
    ("syscalls", include_str!("syscalls.sql")),
    ("errors", include_str!("errors.sql")),
    ("unreturned", include_str!("unreturned.sql")),
    ("operations", include_str!("operations.sql")),
    ("files", include_str!("files.sql")),
    ("sockets", include_str!("sockets.sql")),
    ("signals", include_str!("signals.sql")),
    ("processes", include_str!("processes.sql")),
    ("threads", include_str!("threads.sql")),
    ("fds", include_str!("fds.sql")),
    ("losses", include_str!("losses.sql")),
];

/// The name of every table and view.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    ["events"].into_iter().chain(VIEWS.iter().map(|(name, _)| *name)).chain(["traces"])
}
