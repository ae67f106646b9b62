//! The memory of a stopped tracee.

mod c_str;
mod pages;
mod peek;
mod read;

pub use c_str::CStrEnd;
pub use pages::{Range, to_page_end};
pub use read::{Memory, Pieces};
