//! The table against itself and against others' tables.
#![allow(clippy::unwrap_used)]

mod lines;
mod numbers;
mod strace;
