//! What is looked up in the kernel's type information: where fields stand, and what programs are attached to.

use std::io;

use crate::Error;
use crate::btf::Btf;
use crate::command::Kind;
use crate::functions::Functions;
use crate::kernel_file::KernelFile;
use crate::layout::{ABSENT, Offsets, Uring};
use crate::uring::{self, Operation};

/// Type information of the kernel itself.
const BTF: &str = "/sys/kernel/btf/vmlinux";

/// A program, and the tracepoint that it is attached to.
type Attachment = (&'static str, &'static str);

/// With [`Config::sched`].
const SCHED: Attachment = ("sched_switch", "sched_switch");

/// Where the kernel has their tracepoints in a form that is known.
pub(crate) const URING_SUBMIT: &str = "uring_submit";
const URING_COMPLETE: &str = "uring_complete";

const TRACEPOINTS: [Attachment; 7] = [
    ("sys_exit", "sys_exit"),
    ("process_fork", "sched_process_fork"),
    ("process_exec", "sched_process_exec"),
    ("process_exit", "sched_process_exit"),
    ("signal_generate", "signal_generate"),
    ("signal_deliver", "signal_deliver"),
    // Last: from here on calls are seen.
    ("sys_enter", "sys_enter"),
];

/// Iterators over all tasks.
pub(crate) const MARK: &str = "mark_tasks";
pub(crate) const TELL: &str = "tell_calls";

/// What the kernel's type information says.
pub(crate) struct Kernel {
    pub(crate) at: Offsets,
    pub(crate) upid_size: u32,
    pub(crate) uring: Uring,
    /// Functions of the kernel that programs call.
    pub(crate) functions: Functions,
    /// What each program that is used is made for; those of tracepoints in the order in which to attach them.
    pub(crate) programs: Vec<(&'static str, Kind)>,
}

impl Kernel {
    /// Reads it. `sched`: the time on the processor is asked for. Without `operations` those of io_uring are left out.
    pub(crate) fn read(sched: bool, operations: &[Operation]) -> Result<Kernel, Error> {
        Kernel::read_as(&release()?, sched, operations)
    }

    /// The same as if the kernel were of this release.
    pub(crate) fn read_as(release: &str, sched: bool, operations: &[Operation]) -> Result<Kernel, Error> {
        let bytes = KernelFile::open(BTF).map_err(Error::Btf)?;
        let malformed = || Error::Btf(io::ErrorKind::InvalidData.into());
        let types = Btf::parse(&bytes).ok_or_else(malformed)?;
        let at = Offsets::find(|structure, path| types.offset(structure, path));
        let absent = at.absent();
        if !absent.is_empty() {
            return Err(Error::Lacks(absent.join(", ")));
        }
        let uring = Some(operations).filter(|all| !all.is_empty()).and_then(|all| uring::find(&types, all));
        let sched = Some(SCHED).filter(|_| sched);
        let (uring, submit) = uring.map_or((Uring::default(), None), |(uring, submit)| (uring, Some(submit)));
        let rings = submit.map(|submit| [(URING_COMPLETE, uring::COMPLETE), (URING_SUBMIT, submit)]);
        let tracepoint = |(name, at)| {
            let id = types.tracepoint(at).ok_or_else(|| Error::Lacks(format!("the tracepoint {at}")))?;
            Ok((name, Kind::Tracepoint(id)))
        };
        let all = sched.into_iter().chain(rings.into_iter().flatten()).chain(TRACEPOINTS);
        let mut programs = all.map(tracepoint).collect::<Result<Vec<_>, _>>()?;
        let tasks = types.iterator("task").ok_or_else(|| Error::Lacks("the iterator of tasks".to_owned()))?;
        programs.extend([(MARK, Kind::Iterator(tasks)), (TELL, Kind::Iterator(tasks))]);
        let functions = Functions::find(&types, release)?;
        Ok(Kernel { at, functions, upid_size: types.size("upid").unwrap_or(ABSENT), uring, programs })
    }
}

/// The kernel's release. Not as uname(2) has it, which a personality(2) may change.
fn release() -> Result<String, Error> {
    std::fs::read_to_string("/proc/sys/kernel/osrelease")
        .map_err(|error| Error::os("/proc/sys/kernel/osrelease", error))
}
