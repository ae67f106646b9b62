//! How this kernel tells of operations of io_uring, and where requests have what.
//!
//! Both have changed over time; where they are none of the forms that are known here, operations are not recorded.

use crate::btf::Btf;
use crate::layout::{NOWHERE, Places, Uring, uring};

/// What is to be read of the requests of one operation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Operation {
    /// The descriptor that it is about.
    pub fd: Fd,
    /// The kernel's structure whose field `file_slot` says that not the process's table of files is meant but the ring's own.
    pub slot: Option<&'static str>,
    /// Its result is a new descriptor.
    pub makes: bool,
    /// One request may complete more than once.
    pub repeats: bool,
}

/// Where a request has its descriptor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fd {
    /// It has none.
    #[default]
    Nowhere,
    /// Where all have that the kernel looks up before it begins.
    Request,
    /// In the field `fd` of this structure of the kernel.
    Field(&'static str),
}

/// The tracepoint of completions.
pub(crate) const COMPLETE: &str = "io_uring_complete";
/// That of submissions, by its names since Linux 6.0, the newest first.
const SUBMIT: [&str; 2] = ["io_uring_submit_req", "io_uring_submit_sqe"];

/// Where everything is, and the tracepoint of submissions; `None` if this kernel has it otherwise.
pub(crate) fn find(btf: &Btf<'_>, operations: &[Operation]) -> Option<(Uring, &'static str)> {
    let takes_request = |name: &&str| btf.arguments(name).is_some_and(|taken| taken.first() == Some(&"io_kiocb"));
    let submit = SUBMIT.into_iter().find(takes_request)?;
    let form = match btf.arguments(COMPLETE)?.as_slice() {
        [_, _, "io_uring_cqe", ..] => uring::CQE,
        [_, _, "", "", "", ..] => uring::FLAT,
        _ => return None,
    };
    let field = |name| btf.offset("io_kiocb", name);
    let (cqe, command) = (field("cqe")?, field("cmd")?);
    let place = |offset: Option<u32>| offset.and_then(|offset| u16::try_from(offset).ok()).unwrap_or(NOWHERE);
    let in_command = |structure, name| place(btf.offset(structure, name).map(|offset| command + offset));
    let mut found = Uring {
        form,
        operation: field("opcode")?,
        flags: field("flags")?,
        cqe,
        ring: field("ctx")?,
        fd_at: [[NOWHERE; 32]; 2],
        slot_at: [[NOWHERE; 32]; 2],
        ..Uring::default()
    };
    let fd = place(btf.offset("io_cqe", "fd").map(|offset| cqe + offset));
    for (number, operation) in operations.iter().enumerate() {
        *at(&mut found.fd_at, number)? = match operation.fd {
            Fd::Nowhere => NOWHERE,
            Fd::Request => fd,
            Fd::Field(structure) => in_command(structure, "fd"),
        };
        let slot = operation.slot.map_or(NOWHERE, |structure| in_command(structure, "file_slot"));
        *at(&mut found.slot_at, number)? = slot;
        // Without knowing that the descriptor is the process's nothing is said of it.
        found.makes |= u64::from(operation.makes && slot != NOWHERE) << number;
        found.repeats |= u64::from(operation.repeats) << number;
    }
    Some((found, submit))
}

fn at(places: &mut Places, number: usize) -> Option<&mut u16> {
    places.as_flattened_mut().get_mut(number)
}
