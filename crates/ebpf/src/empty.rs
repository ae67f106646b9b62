//! Two programs that do nothing where calls begin and end: the least that observing them this way can cost.
//!
//! They are of the type `raw_tracepoint`, which needs no type information. The kernel runs it from a tracepoint by the
//! same function as the recorder's `tp_btf` (`bpf_trace_run2`, kernel/trace/bpf_trace.c): the two cost the same.

use std::ffi::CStr;
use std::os::fd::{AsRawFd, OwnedFd};

use crate::Error;
use crate::command::bpf;

/// `bpf(2)` commands and the program type (include/uapi/linux/bpf.h).
const BPF_PROG_LOAD: libc::c_long = 5;
const BPF_RAW_TRACEPOINT_OPEN: libc::c_long = 17;
const BPF_PROG_TYPE_RAW_TRACEPOINT: u32 = 17;

/// `r0 = 0; exit` (Documentation/bpf/standardization/instruction-set.rst).
const PROGRAM: [[u8; 8]; 2] = [[0xb7, 0, 0, 0, 0, 0, 0, 0], [0x95, 0, 0, 0, 0, 0, 0, 0]];
const TRACEPOINTS: [&CStr; 2] = [c"sys_enter", c"sys_exit"];
/// Nothing that is called asks for another.
const LICENSE: &CStr = c"Dual MIT/GPL";

/// `union bpf_attr` for BPF_PROG_LOAD, as far as it is used.
#[repr(C)]
struct Load {
    prog_type: u32,
    insn_cnt: u32,
    insns: u64,
    license: u64,
}

/// `union bpf_attr` for BPF_RAW_TRACEPOINT_OPEN.
#[repr(C)]
struct Open {
    name: u64,
    prog_fd: u32,
    zero: u32,
}

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
    let load = Load {
        prog_type: BPF_PROG_TYPE_RAW_TRACEPOINT,
        insn_cnt: PROGRAM.len() as u32,
        insns: PROGRAM.as_ptr().addr() as u64,
        license: LICENSE.as_ptr().addr() as u64,
    };
    // SAFETY: two words of 32 bits and two of 64 have no padding; program and licence are constants.
    unsafe { bpf(BPF_PROG_LOAD, &load, "bpf(BPF_PROG_LOAD)") }
}

fn attach(tracepoint: &CStr) -> Result<OwnedFd, Error> {
    let program = load()?;
    let open = Open { name: tracepoint.as_ptr().addr() as u64, prog_fd: program.as_raw_fd() as u32, zero: 0 };
    // SAFETY: likewise, and the name is a constant that ends with a zero. The link keeps the program.
    unsafe { bpf(BPF_RAW_TRACEPOINT_OPEN, &open, "bpf(BPF_RAW_TRACEPOINT_OPEN)") }
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
