//! Commands of bpf(2), each a function: the structures are parts of `union bpf_attr` (include/uapi/linux/bpf.h), none of them
//! with padding; what a kernel knows beyond their end it takes for zero.

use std::ffi::CStr;
use std::io;
use std::os::fd::{AsRawFd, BorrowedFd, FromRawFd, OwnedFd};

use aya::Pod;
use aya_obj::generated::bpf_insn;

const BPF_MAP_CREATE: libc::c_long = 0;
const BPF_MAP_UPDATE_ELEM: libc::c_long = 2;
const BPF_PROG_LOAD: libc::c_long = 5;
const BPF_OBJ_GET_INFO_BY_FD: libc::c_long = 15;
const BPF_RAW_TRACEPOINT_OPEN: libc::c_long = 17;
const BPF_BTF_LOAD: libc::c_long = 18;
const BPF_MAP_FREEZE: libc::c_long = 22;
const BPF_MAP_UPDATE_BATCH: libc::c_long = 26;
const BPF_LINK_CREATE: libc::c_long = 28;
const BPF_ITER_CREATE: libc::c_long = 33;

/// Program types.
const RAW_TRACEPOINT: u32 = 17;
const TRACING: u32 = 26;
/// Attach types.
const TRACE_RAW_TP: u32 = 23;
const TRACE_ITER: u32 = 28;

/// What the verifier may write about a program that it refuses.
const LOG: usize = 1 << 20;

/// What a program is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A tracepoint whose arguments' types are not known.
    RawTracepoint,
    /// A tracepoint, by the id of its type in the kernel's type information.
    Tracepoint(u32),
    /// An iterator, by the id of its function.
    Iterator(u32),
}

/// A program as the kernel takes it.
#[derive(Debug)]
pub(crate) struct Code<'a> {
    pub(crate) kind: Kind,
    /// As far as fifteen bytes.
    pub(crate) name: &'a str,
    pub(crate) license: &'a CStr,
    pub(crate) instructions: &'a [bpf_insn],
    pub(crate) information: Option<Information<'a>>,
}

/// What is said of a program's functions and lines, in the object's type information.
#[derive(Clone, Debug)]
pub(crate) struct Information<'a> {
    pub(crate) types: BorrowedFd<'a>,
    /// `struct bpf_func_info`.
    pub(crate) functions: Vec<u8>,
    /// `struct bpf_line_info`: for the verifier's log.
    pub(crate) lines: Vec<u8>,
}

#[repr(C)]
#[derive(Default)]
struct ProgLoad {
    prog_type: u32,
    insn_cnt: u32,
    insns: u64,
    license: u64,
    log_level: u32,
    log_size: u32,
    log_buf: u64,
    kern_version: u32,
    prog_flags: u32,
    prog_name: [u8; 16],
    prog_ifindex: u32,
    expected_attach_type: u32,
    prog_btf_fd: u32,
    func_info_rec_size: u32,
    func_info: u64,
    func_info_cnt: u32,
    line_info_rec_size: u32,
    line_info: u64,
    line_info_cnt: u32,
    attach_btf_id: u32,
}

#[repr(C)]
struct Element {
    map_fd: u32,
    pad: u32,
    key: u64,
    value: u64,
    flags: u64,
}

#[repr(C)]
#[derive(Default)]
struct Batch {
    in_batch: u64,
    out_batch: u64,
    keys: u64,
    values: u64,
    count: u32,
    map_fd: u32,
    elem_flags: u64,
    flags: u64,
}

/// Has the kernel verify a program.
pub(crate) fn load_program(code: &Code<'_>) -> io::Result<OwnedFd> {
    load(code, &mut [])
}

/// What the verifier says of a program that it refuses.
pub(crate) fn verifier_log(code: &Code<'_>) -> String {
    let mut log = vec![0; LOG];
    let _ = load(code, &mut log);
    let end = log.iter().position(|&byte| byte == 0).unwrap_or(LOG);
    String::from_utf8_lossy(&log[..end]).into_owned()
}

fn load(code: &Code<'_>, log: &mut [u8]) -> io::Result<OwnedFd> {
    const FUNCTION: usize = 8;
    const LINE: usize = 16;
    let (prog_type, expected_attach_type, attach_btf_id) = match code.kind {
        Kind::RawTracepoint => (RAW_TRACEPOINT, 0, 0),
        Kind::Tracepoint(id) => (TRACING, TRACE_RAW_TP, id),
        Kind::Iterator(id) => (TRACING, TRACE_ITER, id),
    };
    let mut attr = ProgLoad {
        prog_type,
        insn_cnt: code.instructions.len() as u32,
        insns: address(code.instructions),
        license: code.license.as_ptr().addr() as u64,
        log_level: u32::from(!log.is_empty()),
        log_size: log.len() as u32,
        log_buf: if log.is_empty() { 0 } else { log.as_mut_ptr().expose_provenance() as u64 },
        expected_attach_type,
        attach_btf_id,
        prog_name: short_name(code.name),
        ..ProgLoad::default()
    };
    if let Some(Information { types, functions, lines }) = &code.information {
        attr.prog_btf_fd = types.as_raw_fd() as u32;
        attr.func_info_rec_size = FUNCTION as u32;
        attr.func_info = address(functions);
        attr.func_info_cnt = (functions.len() / FUNCTION) as u32;
        attr.line_info_rec_size = LINE as u32;
        attr.line_info = address(lines);
        attr.line_info_cnt = (lines.len() / LINE) as u32;
    }
    make(BPF_PROG_LOAD, &attr)
}

/// Attaches a program to a tracepoint: by name if the program does not know which.
pub(crate) fn open_tracepoint(program: BorrowedFd<'_>, name: Option<&CStr>) -> io::Result<OwnedFd> {
    #[repr(C)]
    struct Open {
        name: u64,
        prog_fd: u32,
        zero: u32,
    }
    let name = name.map_or(0, |name| name.as_ptr().addr() as u64);
    make(BPF_RAW_TRACEPOINT_OPEN, &Open { name, prog_fd: program.as_raw_fd() as u32, zero: 0 })
}

/// Attaches an iterator's program.
pub(crate) fn link_iterator(program: BorrowedFd<'_>) -> io::Result<OwnedFd> {
    make(BPF_LINK_CREATE, &[program.as_raw_fd() as u32, 0, TRACE_ITER, 0])
}

/// Begins to go through what an attached iterator is for: reading it does.
pub(crate) fn create_iterator(link: BorrowedFd<'_>) -> io::Result<OwnedFd> {
    make(BPF_ITER_CREATE, &[link.as_raw_fd() as u32, 0])
}

/// How many times the kernel did not run a program that was at work on the processor already (`struct bpf_prog_info`).
pub(crate) fn recursion_misses(program: BorrowedFd<'_>) -> io::Result<u64> {
    /// The structure up to this number, in words. Of lists in it nothing is asked for.
    const WORDS: usize = 27;
    #[repr(C)]
    struct Info {
        bpf_fd: u32,
        info_len: u32,
        info: u64,
    }
    let mut words = [0_u64; WORDS];
    let info = words.as_mut_ptr().expose_provenance() as u64;
    let info = Info { bpf_fd: program.as_raw_fd() as u32, info_len: size_of_val(&words) as u32, info };
    command(BPF_OBJ_GET_INFO_BY_FD, &info)?;
    Ok(words[WORDS - 1])
}

/// Hands type information over (Documentation/bpf/btf.rst).
pub(crate) fn load_types(types: &[u8]) -> io::Result<OwnedFd> {
    #[repr(C)]
    struct Load {
        btf: u64,
        btf_log_buf: u64,
        btf_size: u32,
        btf_log_size: u32,
    }
    make(BPF_BTF_LOAD, &Load { btf: address(types), btf_log_buf: 0, btf_size: types.len() as u32, btf_log_size: 0 })
}

/// Makes an array of entries of so many bytes.
pub(crate) fn create_array(name: &str, entry: u32, entries: u32, map_flags: u32) -> io::Result<OwnedFd> {
    const ARRAY: u32 = 2;
    #[repr(C)]
    #[derive(Default)]
    struct Create {
        map_type: u32,
        key_size: u32,
        value_size: u32,
        max_entries: u32,
        map_flags: u32,
        inner_map_fd: u32,
        numa_node: u32,
        map_name: [u8; 16],
    }
    let (map_name, key_size) = (short_name(name), size_of::<u32>() as u32);
    let attr = Create {
        map_type: ARRAY,
        key_size,
        value_size: entry,
        max_entries: entries,
        map_flags,
        map_name,
        ..Create::default()
    };
    make(BPF_MAP_CREATE, &attr)
}

/// A name as the kernel takes it: as far as fifteen bytes.
fn short_name(name: &str) -> [u8; 16] {
    let mut short = [0; 16];
    short.iter_mut().zip(name.bytes().take(15)).for_each(|(to, byte)| *to = byte);
    short
}

/// Sets one entry of a map. `value` is as long as the map's values are.
pub(crate) fn update<V: Pod>(map: BorrowedFd<'_>, key: u32, value: &[V]) -> io::Result<()> {
    let (key, value) = (address(std::slice::from_ref(&key)), address(value));
    let element = Element { map_fd: map.as_raw_fd() as u32, pad: 0, key, value, flags: 0 };
    command(BPF_MAP_UPDATE_ELEM, &element).map(drop)
}

/// Sets as many entries as there are keys and values.
pub(crate) fn update_all<K: Pod, V: Pod>(map: BorrowedFd<'_>, keys: &[K], values: &[V]) -> io::Result<()> {
    let count = keys.len().min(values.len()) as u32;
    if count == 0 {
        return Ok(());
    }
    let map_fd = map.as_raw_fd() as u32;
    let batch = Batch { keys: address(keys), values: address(values), count, map_fd, ..Batch::default() };
    command(BPF_MAP_UPDATE_BATCH, &batch).map(drop)
}

/// Makes a map a constant, as far as processes are concerned.
pub(crate) fn freeze(map: BorrowedFd<'_>) -> io::Result<()> {
    command(BPF_MAP_FREEZE, &[map.as_raw_fd() as u32]).map(drop)
}

fn address<T>(values: &[T]) -> u64 {
    values.as_ptr().addr() as u64
}

/// A command that makes a descriptor.
fn make<Attr>(number: libc::c_long, attr: &Attr) -> io::Result<OwnedFd> {
    // SAFETY: the kernel has just made this descriptor, and nobody else has it.
    command(number, attr).map(|fd| unsafe { OwnedFd::from_raw_fd(fd) })
}

fn command<Attr>(number: libc::c_long, attr: &Attr) -> io::Result<i32> {
    // SAFETY: `attr` is one of the structures above, readable and of the size that is given. The kernel reads what its
    // addresses lead to, and writes no memory but the verifier's log and a program's numbers, which are as long as they say.
    let result = unsafe { libc::syscall(libc::SYS_bpf, number, &raw const *attr, size_of::<Attr>()) };
    if result < 0 { Err(io::Error::last_os_error()) } else { Ok(result as i32) }
}

#[cfg(test)]
mod tests {
    use aya_obj::copy_instructions;

    use super::*;

    #[test]
    fn the_verifier_says_why_it_refuses_a_program() {
        /// `exit`, without a result (Documentation/bpf/standardization/instruction-set.rst).
        const EXIT: [u8; 8] = [0x95, 0, 0, 0, 0, 0, 0, 0];
        let instructions = copy_instructions(&EXIT).expect("whole instructions");
        let code = Code {
            kind: Kind::RawTracepoint,
            name: "a_name_of_more_than_fifteen_bytes",
            license: c"Dual MIT/GPL",
            instructions: &instructions,
            information: None,
        };
        let error = load_program(&code).expect_err("it has no result");
        assert_eq!(error.raw_os_error(), Some(libc::EACCES), "this test needs CAP_BPF");
        assert!(verifier_log(&code).contains("R0 !read_ok"), "{}", verifier_log(&code));
    }

    #[test]
    fn what_does_not_exist_is_an_error() {
        let file = std::fs::File::open("/dev/null").expect("a file");
        let file = std::os::fd::AsFd::as_fd(&file);
        assert!(load_types(b"nothing").is_err() && create_array("nothing", 0, 1, 0).is_err());
        assert!(update(file, 0, &[0_u32]).is_err() && freeze(file).is_err());
        assert!(recursion_misses(file).is_err());
        assert!(update_all(file, &[0_u32], &[0_u32]).is_err() && update_all(file, &[0_u32; 0], &[0_u32]).is_ok());
        assert!(open_tracepoint(file, None).is_err() && link_iterator(file).is_err() && create_iterator(file).is_err());
    }
}
