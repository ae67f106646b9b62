//! Functions of the kernel that programs call. They have other numbers in each kernel, so the compiled programs call places, and
//! the loader puts the functions there, or nothing.
//!
//! **To read the kernel's memory by loads.** A program may not load from an address that it has read somewhere, and the call of a
//! helper that reads from there takes many times as long as a load. `bpf_rdonly_cast` (kernel/bpf/helpers.c, Linux 6.2) makes
//! an address one to load from: the verifier replaces the call by nothing, and a load that faults gives zero. Of any memory,
//! whatever its type, it does so since Linux 6.17.
//!
//! **To run with preemption off.** What the programs of one processor hand over stands in a ring for one at a time. Up to Linux
//! 6.19 the kernel runs them with preemption off; since 7.0 it does not (`__bpf_trace_run`, kernel/trace/bpf_trace.c), and they turn
//! it off (`bpf_preempt_disable`, Linux 6.10). What comes due meanwhile comes at their end, when the kernel still takes the program
//! for running on that processor: others' calls of it are skipped until that task runs again, and are counted
//! ([`Programs::skipped`](crate::Programs::skipped)).

use aya_obj::copy_instructions;
use aya_obj::generated::bpf_insn;

use crate::Error;
use crate::btf::Btf;
use crate::command::{Code, Kind, load_program};
use crate::empty::LICENSE;

/// Those that this kernel has, and that programs are to call: their ids.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Functions {
    /// `bpf_rdonly_cast`.
    pub(crate) readable: Option<u32>,
    /// `bpf_preempt_disable` and `bpf_preempt_enable`.
    pub(crate) preempt: Option<[u32; 2]>,
}

/// What the compiled programs call in their place (bpf/kernel.h).
const READABLE: i32 = 0x7ead;
const PREEMPT: [i32; 2] = [0x7eae, 0x7eaf];

/// `call`, and what tells a function of the kernel from a helper there (`BPF_PSEUDO_KFUNC_CALL`).
const CALL: u8 = 0x85;
const OF_KERNEL: u8 = 2;
/// `r0 = r1`.
const MOVE: u8 = 0xbf;
/// `goto +0`.
const NOTHING: u8 = 0x05;

impl Functions {
    /// Those that the kernel's type information has. `release`: the kernel's, as in `/proc/sys/kernel/osrelease`.
    ///
    /// # Errors
    /// [`Error::Lacks`] if it lacks one that is needed.
    pub(crate) fn find(types: &Btf<'_>, release: &str) -> Result<Functions, Error> {
        let needed = |name: &str| types.function(name).ok_or_else(|| Error::Lacks(format!("the function {name}")));
        let preempt = match preempts_programs(release) {
            true => Some([needed("bpf_preempt_disable")?, needed("bpf_preempt_enable")?]),
            false => None,
        };
        let readable = types.function("bpf_rdonly_cast").filter(|&function| can_load(function));
        Ok(Functions { readable, preempt })
    }

    /// Puts them where programs call them. Where one is not to be called: without `readable` nobody comes there (`config.loads` is
    /// 0), and without the others there is nothing to do.
    pub(crate) fn bind(&self, instructions: &mut [bpf_insn]) {
        let [off, on] = self.preempt.map_or([None; 2], |pair| pair.map(Some));
        // What is called, and what stands there instead: an instruction and the register that it reads.
        let places =
            [(READABLE, self.readable, (MOVE, 1)), (PREEMPT[0], off, (NOTHING, 0)), (PREEMPT[1], on, (NOTHING, 0))];
        for instruction in instructions.iter_mut().filter(|one| one.code == CALL && one.src_reg() == 0) {
            let Some(&(_, function, instead)) = places.iter().find(|(place, ..)| *place == instruction.imm) else {
                continue;
            };
            let (code, register) = function.map_or(instead, |_| (CALL, OF_KERNEL));
            instruction.code = code;
            instruction.set_src_reg(register);
            instruction.imm = function.map_or(0, |id| id as i32);
        }
    }
}

/// Whether a kernel of this release runs programs at tracepoints with preemption on.
fn preempts_programs(release: &str) -> bool {
    release.split('.').next().and_then(|major| major.parse::<u32>().ok()).is_some_and(|major| major >= 7)
}

/// Whether this kernel lets a program load from any address by means of the function with this id.
fn can_load(function: u32) -> bool {
    let [a, b, c, d] = READABLE.to_le_bytes();
    // r1 = 0; r2 = 0; call; r0 = *(u64 *)r0; r0 = 0; exit (Documentation/bpf/standardization/instruction-set.rst).
    let program = [
        [0xb7, 1, 0, 0, 0, 0, 0, 0],
        [0xb7, 2, 0, 0, 0, 0, 0, 0],
        [CALL, 0, 0, 0, a, b, c, d],
        [0x79, 0, 0, 0, 0, 0, 0, 0],
        [0xb7, 0, 0, 0, 0, 0, 0, 0],
        [0x95, 0, 0, 0, 0, 0, 0, 0],
    ];
    let Ok(mut instructions) = copy_instructions(program.as_flattened()) else { return false };
    Functions { readable: Some(function), ..Functions::default() }.bind(&mut instructions);
    let (kind, instructions) = (Kind::RawTracepoint, instructions.as_slice());
    load_program(&Code { kind, name: "", license: LICENSE, instructions, information: None }).is_ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::kernel::Kernel;

    #[test]
    fn kernels_let_programs_load_since_6_17() {
        let release = std::fs::read_to_string("/proc/sys/kernel/osrelease").unwrap();
        let mut numbers = release.split(['.', '-']).map(|number| number.parse::<u32>().unwrap());
        let release = (numbers.next().unwrap(), numbers.next().unwrap());
        let Functions { readable, preempt } = Kernel::read(false, &[]).unwrap().functions;
        assert_eq!(readable.is_some(), release >= (6, 17), "this test needs CAP_BPF and CAP_PERFMON");
        assert_eq!(preempt.is_some(), release >= (7, 0));
        assert!(!can_load(0), "there is no such function");
    }

    #[test]
    fn kernels_preempt_programs_since_7_0() {
        let expected = [
            ("5.17.0", false),
            ("6.19.14-rt2", false),
            ("7.0.0-rc1", true),
            ("7.2", true),
            ("10.1", true),
            ("", false),
        ];
        for (release, preempts) in expected {
            assert_eq!(preempts_programs(release), preempts, "{release}");
        }
    }

    #[test]
    fn what_is_called_nowhere_is_left_as_it_is() {
        let call = |source, place: i32| [&[CALL, source << 4, 0, 0][..], &place.to_le_bytes()].concat();
        let bound = |functions: Functions, instruction: &[u8]| {
            let mut instructions = copy_instructions(instruction).unwrap();
            functions.bind(&mut instructions);
            let [one] = instructions.as_slice() else { panic!("one instruction") };
            (one.code, one.src_reg(), one.imm)
        };
        let (none, all) = (Functions::default(), Functions { readable: Some(1), preempt: Some([2, 3]) });
        assert_eq!(bound(all, &call(0, READABLE)), (CALL, OF_KERNEL, 1));
        assert_eq!(PREEMPT.map(|place| bound(all, &call(0, place)).2), [2, 3]);
        assert_eq!(bound(none, &call(0, READABLE)), (MOVE, 1, 0));
        assert_eq!(bound(none, &call(0, PREEMPT[1])), (NOTHING, 0, 0));
        for other in [call(0, 5), call(1, READABLE), call(OF_KERNEL, PREEMPT[0])] {
            assert_eq!(bound(all, &other), bound(none, &other), "{other:?}");
        }
    }
}
