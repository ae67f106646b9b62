//! strace's text.
//!
//! [`Text`] takes rows in the order of `seq` and writes what `strace -f -o FILE` would have written: [`Layout::Strace`]
//! to the letter, with calls cut into `<unfinished ...>` and `resumed` where others come between, or
//! [`Layout::Whole`] with each call on one line where it began. [`Options`] are strace's.
//!
//! `seq` is the order of beginnings. When a call ended follows from its duration, so a row waits for its end while the
//! rows behind it are read: memory is that of the calls in progress.

mod call;
mod columns;
mod events;
mod expression;
mod leader;
mod lines;
mod options;
mod signals;
mod statuses;
mod summary;
mod text;
mod threads;

pub use columns::{Column, SortBy};
pub use expression::ExpressionError;
pub use options::{Layout, Options, Quiet, SummaryOptions, Time};
pub use signals::SignalSet;
pub use statuses::{Status, Statuses};
pub use text::Text;

pub use crate::names::Naming;
