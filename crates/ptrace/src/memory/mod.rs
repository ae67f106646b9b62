//! The memory of a tracee.

mod c_str;
mod owner;
mod pages;
mod peek;
mod read;

pub use c_str::CStrEnd;
pub use owner::Owner;
pub use pages::{Range, to_page_end};
pub use read::{Memory, Pieces};
