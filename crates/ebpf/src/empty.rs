//! Two programs that do nothing where calls begin and end: the least that observing them this way can cost.
//!
//! They are of the type `raw_tracepoint`, which needs no type information. The kernel runs it from a tracepoint by the
//! same function as the recorder's `tp_btf` (`bpf_trace_run2`, kernel/trace/bpf_trace.c): the two cost the same.

use std::ffi::CStr;
use std::os::fd::{AsFd, OwnedFd};

use aya_obj::copy_instructions;

use crate::Error;
use crate::command::{Code, Kind, load_program, open_tracepoint};

/// `r0 = 0; exit` (Documentation/bpf/standardization/instruction-set.rst).
const PROGRAM: [[u8; 8]; 2] = [[0xb7, 0, 0, 0, 0, 0, 0, 0], [0x95, 0, 0, 0, 0, 0, 0, 0]];
const TRACEPOINTS: [&CStr; 2] = [c"sys_enter", c"sys_exit"];
/// Nothing that is called asks for another.
pub(crate) const LICENSE: &CStr = c"Dual MIT/GPL";

/// The two programs: every call of every process runs them until this is dropped.
#[derive(Debug)]
pub struct EmptyPrograms {
    _links: [OwnedFd; 2],
}

impl EmptyPrograms {
    /// Loads and attaches them. Needs CAP_BPF and CAP_PERFMON.
    pub fn attach() -> Result<EmptyPrograms, Error> {
        let [enter, exit] = TRACEPOINTS.map(attach);
        Ok(EmptyPrograms { _links: [enter?, exit?] })
    }
}

/// Whether programs may be loaded at all: what is looked at before anything takes time.
pub(crate) fn permitted() -> Result<(), Error> {
    load().map(|_| ())
}

fn load() -> Result<OwnedFd, Error> {
    let instructions =
        copy_instructions(PROGRAM.as_flattened()).map_err(|error| Error::refused("BPF program", error))?;
    let kind = Kind::RawTracepoint;
    let code = Code { kind, name: "", license: LICENSE, instructions: &instructions, information: None };
    load_program(&code).map_err(|error| Error::os("bpf(BPF_PROG_LOAD)", error))
}

fn attach(tracepoint: &CStr) -> Result<OwnedFd, Error> {
    let program = load()?;
    // The link keeps the program.
    open_tracepoint(program.as_fd(), Some(tracepoint)).map_err(|error| Error::os("bpf(BPF_RAW_TRACEPOINT_OPEN)", error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_attached_or_the_privilege_is_missing() {
        // SAFETY: it takes and changes nothing.
        let is_root = unsafe { libc::geteuid() } == 0;
        match EmptyPrograms::attach() {
            Ok(_) => {}
            Err(Error::NotPermitted { source, .. }) => assert!(!is_root, "{source}"),
            Err(other) => panic!("{other}"),
        }
    }
}
