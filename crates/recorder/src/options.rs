//! What to record, and how.

use std::ffi::OsString;
use std::path::PathBuf;

use trapline_syscalls::capture::Limits;
use trapline_tracker::EnvLevel;

use crate::{Bounds, Filter};

/// What is kept of environments at exec.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Env {
    /// Only how many variables there are.
    #[default]
    Count,
    /// Their names.
    Names,
    /// Names and values.
    Values,
}

impl Env {
    /// The word in the trace's metadata.
    pub fn name(self) -> &'static str {
        match self {
            Env::Count => "none",
            Env::Names => "names",
            Env::Values => "values",
        }
    }
}

/// How calls are observed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Backend {
    /// BPF where that is possible, else ptrace(2).
    #[default]
    Auto,
    /// ptrace(2): needs no privilege, and stops the program at each call.
    Ptrace,
    /// BPF programs in the kernel.
    Ebpf,
}

/// Whose calls to record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A command, word by word, and all that it starts.
    Command(Vec<OsString>),
    /// Running processes, by the ids of any of their threads; all their threads, and all that they start from now on.
    Processes(Vec<i32>),
    /// Every process of a control group and of those below it, from now on; its directory. Needs BPF.
    Cgroup(PathBuf),
    /// The control group of a container, by its id or the beginning of that. Needs BPF.
    Container(String),
    /// Every process but the recorder. Needs BPF.
    System,
}

impl Target {
    /// As an option, for the metadata; nothing for what these name otherwise.
    pub(crate) fn words(&self) -> Option<String> {
        match self {
            Target::Command(_) | Target::Processes(_) => None,
            Target::Cgroup(path) => Some(format!("--cgroup {}", path.display())),
            Target::Container(id) => Some(format!("--container {id}")),
            Target::System => Some("--system".to_owned()),
        }
    }

    /// Whether only BPF can observe it.
    pub fn needs_bpf(&self) -> bool {
        matches!(self, Target::Cgroup(_) | Target::Container(_) | Target::System)
    }
}

/// What to record, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// The finished trace. An earlier one becomes `FILE.old`.
    pub output: PathBuf,
    /// Whose calls.
    pub target: Target,
    /// Bytes of I/O payload to keep of each call.
    pub data: u32,
    /// What is kept of environments.
    pub env: Env,
    /// Which calls are recorded.
    pub filter: Filter,
    /// How calls are observed.
    pub backend: Backend,
    /// Bytes that each processor's ring holds, for BPF: a power of two, [`MOST_RING`](crate::MOST_RING) at most.
    pub ring: u32,
    /// Tracer and tracees may be brought on one CPU.
    pub pin: bool,
    /// Processes that are started are recorded, too; else only threads are.
    pub follow: bool,
    /// How long calls run is recorded, too. Needs BPF.
    pub sched: bool,
    /// When the recording ends by itself.
    pub bounds: Bounds,
    /// Calls are summed up by name ([`Outcome::calls`](crate::Outcome::calls)).
    pub summary: bool,
    /// What records, such as `rec 0.1.0`; goes into the metadata.
    pub tool: String,
}

impl Options {
    /// With what is kept unless asked otherwise: no payload, no environment.
    pub fn new(output: PathBuf, target: Target) -> Options {
        let tool = concat!("trapline-recorder ", env!("CARGO_PKG_VERSION")).to_owned();
        Options {
            output,
            target,
            data: 0,
            env: Env::default(),
            filter: Filter::default(),
            backend: Backend::default(),
            ring: 8 << 20,
            pin: true,
            follow: true,
            sched: false,
            bounds: Bounds::default(),
            summary: false,
            tool,
        }
    }

    /// Whether only BPF can do this.
    pub(crate) fn needs_bpf(&self) -> bool {
        self.sched || self.target.needs_bpf()
    }

    /// As the capture plans take them.
    pub(crate) fn limits(&self) -> Limits {
        Limits { data: self.data, env: self.env != Env::Count, ..Limits::default() }
    }

    /// As the tracker takes them; `filtered`: calls are hidden by a filter in the kernel.
    pub(crate) fn tracker(&self, filtered: bool) -> trapline_tracker::Options {
        let env = match self.env {
            Env::Count => EnvLevel::Off,
            Env::Names => EnvLevel::Names,
            Env::Values => EnvLevel::Values,
        };
        trapline_tracker::Options { env, partial: filtered }
    }
}
