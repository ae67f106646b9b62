//! BPF programs that observe system calls without stopping whoever makes them.
//!
//! The programs (`bpf/trapline.bpf.c`) know no system call: what they copy is said by [plans](layout::Plan) that the
//! caller compiles from its table. They use no relocations: offsets in the kernel's structures are looked up in its type
//! information ([`btf`]) and given to them as constants. What they hand over are raw [records].
//!
//! ```no_run
//! use trapline_ebpf::layout::{MOST_OPS, MOST_PLANS, Op, Plan};
//! use trapline_ebpf::{Programs, Setup};
//!
//! let plans = vec![Plan::default(); MOST_PLANS as usize];
//! let ops = vec![Op::default(); MOST_OPS as usize];
//! let mut programs = Programs::load(&Setup { ring_size: 1 << 20, plans, ops, ..Setup::default() })?;
//! programs.attach()?;
//! let mut marked = Vec::new();
//! programs.mark(&[1234], 0, &mut marked)?;
//! let mut handed_over = Vec::new();
//! programs.drain(&mut handed_over);
//! println!("{} records", trapline_ebpf::records::frames(&handed_over).count());
//! # Ok::<(), trapline_ebpf::Error>(())
//! ```
//!
//! Constraints: Linux 5.17 or later with BTF, CAP_BPF and CAP_PERFMON. **Nothing is lost in silence:** what has no room
//! is counted where it was lost.
#![expect(
    unsafe_code,
    reason = "bpf(2), plain numbers that the loader takes as bytes, and rings that are shared with the kernel"
)]

pub mod btf;
mod command;
mod constants;
pub mod empty;
mod error;
mod functions;
mod iterate;
mod kernel;
mod kernel_file;
pub mod layout;
mod load;
mod object;
mod prefetch;
mod programs;
pub mod records;
mod ring_size;
mod rings;
pub mod uring;

pub use error::Error;
pub use load::Setup;
pub use prefetch::prefetch;
pub use programs::Programs;
pub use ring_size::MOST_RING;
pub use rings::Untold;
