//! The function of the kernel that programs call to read its memory by loads.
//!
//! A program may not load from an address that it has read somewhere, and the call of a helper that reads from there takes
//! many times as long as a load. `bpf_rdonly_cast` (kernel/bpf/helpers.c, Linux 6.2) makes an address one to load from: the
//! verifier replaces the call by nothing, and a load that faults gives zero. Of any memory, whatever its type, it does so
//! since Linux 6.17.

use aya_obj::copy_instructions;
use aya_obj::generated::bpf_insn;

use crate::command::{Code, Kind, load_program};
use crate::empty::LICENSE;

/// What the compiled programs call in its place (bpf/kernel.h).
const PLACE: i32 = 0x7ead;

/// `call`, and what tells a function of the kernel from a helper there (`BPF_PSEUDO_KFUNC_CALL`).
const CALL: u8 = 0x85;
const OF_KERNEL: u8 = 2;
/// `r0 = r1`.
const MOVE: u8 = 0xbf;

/// Puts the function where programs call it; nothing where this kernel lacks it, for nobody comes there then.
pub(crate) fn bind(instructions: &mut [bpf_insn], function: Option<u32>) {
    for instruction in instructions.iter_mut().filter(|one| one.code == CALL && one.imm == PLACE && one.src_reg() == 0)
    {
        match function {
            Some(id) => {
                instruction.set_src_reg(OF_KERNEL);
                instruction.imm = id as i32;
            }
            None => {
                instruction.code = MOVE;
                instruction.set_src_reg(1);
                instruction.imm = 0;
            }
        }
    }
}

/// Whether this kernel lets a program load from any address by means of the function with this id.
pub(crate) fn can_load(function: u32) -> bool {
    let [a, b, c, d] = PLACE.to_le_bytes();
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
    bind(&mut instructions, Some(function));
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
        let kernel = Kernel::read(false, &[]).unwrap();
        assert_eq!(kernel.readable.is_some(), release >= (6, 17), "this test needs CAP_BPF and CAP_PERFMON");
        assert!(!can_load(0), "there is no such function");
    }
}
