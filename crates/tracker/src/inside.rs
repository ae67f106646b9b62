//! A call in progress.

use std::sync::Arc;

use trapline_syscalls::roles::Roles;
use trapline_syscalls::{Abi, Call, Effect, Kind, Ret, Signature, table};

use crate::arena::Id;
use crate::enter::Registers;
use crate::known_roles::KnownRoles;
use crate::open_file::OpenFile;
use crate::paths::PathBuffer;
use crate::thread::Who;

/// The signature of a call that is not in the table.
static UNKNOWN: Signature = Signature { args: &[], ret: Ret::Int, effect: Effect::None };

/// What is kept from a call's enter to its exit. The buffers are used again for later calls.
#[derive(Debug)]
pub(crate) struct Inside {
    pub(crate) seq: i64,
    pub(crate) ts: i64,
    /// It began before `ts`, unseen.
    pub(crate) entered_before: bool,
    pub(crate) abi: Option<Abi>,
    pub(crate) nr: i32,
    /// In the table.
    call: Option<&'static Call>,
    /// What it is called otherwise.
    other_name: String,
    pub(crate) args: [u64; 6],
    pub(crate) signature: &'static Signature,
    pub(crate) roles: Roles,
    /// Whose it was at enter, if the thread has changed its id or name since.
    pub(crate) former: Option<Arc<Who>>,
    /// Captured at enter.
    pub(crate) memory: Vec<u8>,
    /// I/O payload so far.
    pub(crate) data: Vec<u8>,
    /// The path arguments, made absolute.
    pub(crate) path: PathBuffer,
    pub(crate) path2: PathBuffer,
    /// The open files behind `fd`, `fd2` and, where the path is empty, the dirfd; each counts as a reference.
    pub(crate) fd: Option<Id<OpenFile>>,
    pub(crate) fd2: Option<Id<OpenFile>>,
    pub(crate) dir: Option<Id<OpenFile>>,
    /// The path is empty and the call means the dirfd itself (`AT_EMPTY_PATH`).
    pub(crate) about_dir: bool,
    /// The life of `fd` (`Descriptor::seq`), so that a close ends the one that it saw.
    pub(crate) fd_life: Option<i64>,
    /// The life of `fd2`.
    pub(crate) fd2_life: Option<i64>,
}

impl Default for Inside {
    fn default() -> Inside {
        Inside {
            seq: 0,
            ts: 0,
            entered_before: false,
            abi: None,
            nr: 0,
            call: None,
            other_name: String::new(),
            args: [0; 6],
            signature: &UNKNOWN,
            roles: Roles::default(),
            former: None,
            memory: Vec::new(),
            data: Vec::new(),
            path: PathBuffer::default(),
            path2: PathBuffer::default(),
            fd: None,
            fd2: None,
            dir: None,
            about_dir: false,
            fd_life: None,
            fd2_life: None,
        }
    }
}

impl Inside {
    /// How many arguments the call takes; all registers where that is not known (a call that the table does not have, or
    /// has by name alone in its ABI).
    pub(crate) fn arity(&self) -> usize {
        match self.signature.args.len() {
            0 if self.abi != Some(Abi::X86_64) || std::ptr::eq(self.signature, &UNKNOWN) => 6,
            count => count,
        }
    }

    /// Begins a call in this buffer. The references of the call before must have been given back.
    pub(crate) fn begin(
        &mut self,
        seq: i64,
        ts: i64,
        Registers { abi, nr, args }: Registers<'_>,
        known: &mut KnownRoles,
    ) {
        let call: Option<&'static Call> = abi.and_then(|abi| table::lookup(abi, nr));
        self.seq = seq;
        self.ts = ts;
        self.entered_before = false;
        self.abi = abi;
        self.nr = nr;
        self.call = call;
        if call.is_none() {
            self.other_name = abi.map_or_else(|| format!("syscall_{nr:#x}"), |abi| table::name(abi, nr).into_owned());
        }
        self.args = *args;
        let signature = call.map_or(&UNKNOWN, |call| call.signature(args));
        // The buffer's last call was often the same.
        if !std::ptr::eq(signature, self.signature) {
            self.signature = signature;
            self.roles = known.of(signature);
        }
        self.former = None;
        self.memory.clear();
        self.data.clear();
        self.path.clear();
        self.path2.clear();
        self.about_dir = false;
        self.fd_life = None;
        self.fd2_life = None;
    }

    /// What the call is called.
    pub(crate) fn name(&self) -> &str {
        self.call.map_or(&self.other_name, |call| call.name)
    }

    /// The raw value of an argument; 0 for an index that no call has.
    pub(crate) fn arg(&self, index: u8) -> u64 {
        self.args.get(usize::from(index)).copied().unwrap_or(0)
    }

    /// An argument that is a descriptor: an `int`, whatever the upper half of the register holds.
    pub(crate) fn fd_arg(&self, index: Option<u8>) -> Option<i32> {
        Some(self.arg(index?) as i32)
    }

    /// Whether the call has a flag argument that may hold `AT_EMPTY_PATH`, and does.
    pub(crate) fn has_empty_path_flag(&self) -> bool {
        const AT_EMPTY_PATH: u64 = 0x1000;
        self.signature.args.iter().zip(self.args).any(|(arg, value)| match arg.kind.bare() {
            Kind::Flags(set) => {
                value & AT_EMPTY_PATH != 0
                    && set.bits.iter().any(|&(bit, name)| bit == AT_EMPTY_PATH && name == "AT_EMPTY_PATH")
            }
            _ => false,
        })
    }

    /// Whether it changes or ends the life of its descriptor instead of using it.
    pub(crate) fn only_marks_fd(&self) -> bool {
        matches!(self.signature.effect, Effect::Close | Effect::CloseRange | Effect::SetCloexec | Effect::Cloexec(_))
    }
}
