//! What it is run under.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use nix::sched::{CpuSet, sched_getaffinity};
use nix::unistd::Pid;
use trapline_ebpf::empty::EmptyPrograms;

use crate::class::Class;
use crate::programs;
use crate::tally::Tally;
use crate::workload::Workload;

/// A tracer, or none.
///
/// In `command`, `{rec}` is the recorder under test, `{out}` the file to write, `{cpu}` a CPU, and `{command}` the workload
/// as one word; where there is none, the workload follows as words of its own.
#[derive(Debug)]
pub struct Tracer {
    /// As in `--tracer NAME`, and in tables.
    pub name: &'static str,
    /// The program that must be installed; empty for none.
    pub program: &'static str,
    /// What kind it is.
    pub class: Class,
    /// Where it tells how much it recorded.
    pub tally: Tally,
    /// What stands before the workload.
    pub command: &'static [&'static str],
}

/// The name of no tracer.
pub const NATIVE: &str = "native";
/// The name of the two programs that do nothing.
pub const EMPTY: &str = "two empty programs";
/// The name of the recorder that is held to what they cost.
pub const EBPF: &str = "rec ebpf";

/// Every tracer. The first is none.
pub const TRACERS: &[Tracer] = &[
    Tracer { name: NATIVE, program: "", class: Class::Native, tally: Tally::None, command: &[] },
    // Attached by the bench itself.
    Tracer { name: EMPTY, program: "", class: Class::Empty, tally: Tally::None, command: &[] },
    Tracer {
        name: EBPF,
        program: "{rec}",
        class: Class::Fast,
        tally: Tally::Rec,
        command: &["{rec}", "--backend", "ebpf", "-o", "{out}", "--"],
    },
    Tracer {
        name: "perf trace record",
        program: "perf",
        class: Class::Fast,
        tally: Tally::Perf,
        command: &["perf", "trace", "record", "-o", "{out}", "--"],
    },
    Tracer {
        name: "bpftrace",
        program: "bpftrace",
        class: Class::Fast,
        tally: Tally::Lines,
        command: &["bpftrace", "-q", "-o", "{out}", "-e", BPFTRACE, "-c", "{command}"],
    },
    Tracer {
        name: "rec ptrace",
        program: "{rec}",
        class: Class::Slow,
        tally: Tally::Rec,
        command: &["{rec}", "--backend", "ptrace", "-o", "{out}", "--"],
    },
    Tracer {
        name: "rec ptrace --no-pin",
        program: "{rec}",
        class: Class::Slow,
        tally: Tally::Rec,
        command: &["{rec}", "--backend", "ptrace", "--no-pin", "-o", "{out}", "--"],
    },
    Tracer {
        name: "strace",
        program: "strace",
        class: Class::Slow,
        tally: Tally::None,
        command: &["strace", "-f", "-o", "{out}", "--"],
    },
    Tracer {
        name: "strace, one CPU",
        program: "strace",
        class: Class::Slow,
        tally: Tally::None,
        command: &["taskset", "-c", "{cpu}", "strace", "-f", "-o", "{out}", "--"],
    },
    Tracer {
        name: "perf trace",
        program: "perf",
        class: Class::Slow,
        tally: Tally::None,
        command: &["perf", "trace", "-o", "{out}", "--"],
    },
    Tracer {
        name: "rec ebpf -e connect",
        program: "{rec}",
        class: Class::Filter,
        tally: Tally::Rec,
        command: &["{rec}", "--backend", "ebpf", "-e", "connect", "-o", "{out}", "--"],
    },
    Tracer {
        name: "rec ptrace -e connect",
        program: "{rec}",
        class: Class::Filter,
        tally: Tally::Rec,
        command: &["{rec}", "--backend", "ptrace", "-e", "connect", "-o", "{out}", "--"],
    },
    Tracer {
        name: "strace --seccomp-bpf -e connect",
        program: "strace",
        class: Class::Filter,
        tally: Tally::None,
        command: &["strace", "--seccomp-bpf", "-f", "-e", "connect", "-o", "{out}", "--"],
    },
];

/// One line a call of the command, its threads and its children.
const BPFTRACE: &str = "
    BEGIN { @traced[(uint64)cpid] = 1 }
    tracepoint:sched:sched_process_fork /@traced[(uint64)tid]/ { @traced[(uint64)args->child_pid] = 1 }
    tracepoint:sched:sched_process_exit { delete(@traced[(uint64)tid]) }
    tracepoint:raw_syscalls:sys_enter /@traced[(uint64)tid]/ { @since[tid] = nsecs }
    tracepoint:raw_syscalls:sys_exit /@since[tid]/ {
        printf(\"%d %d %d %d\\n\", tid, args->id, args->ret, nsecs - @since[tid]); delete(@since[tid]) }
    END { clear(@traced); clear(@since) }";

/// What stands for the placeholders of a tracer's command.
#[derive(Debug)]
pub struct Places {
    /// The recorder under test.
    pub rec: PathBuf,
    /// A CPU that this process may run on.
    pub cpu: usize,
}

impl Tracer {
    /// The tracer of a name.
    #[cfg(test)]
    pub fn by_name(name: &str) -> Option<&'static Tracer> {
        TRACERS.iter().find(|tracer| tracer.name == name)
    }

    /// Whether this workload is for it.
    pub fn suits(&self, workload: &Workload) -> bool {
        self.class == Class::Native || workload.classes.contains(&self.class)
    }

    /// Attaches what is no command; it is there until the result is dropped.
    pub fn attach(&self) -> Result<Option<EmptyPrograms>, trapline_ebpf::Error> {
        (self.class == Class::Empty).then(EmptyPrograms::attach).transpose()
    }

    /// Its program is in this place or on the `PATH`.
    pub fn is_installed(&self, places: &Places) -> bool {
        match self.program {
            "" => true,
            "{rec}" => places.rec.is_file(),
            program => programs::find(program).is_some(),
        }
    }

    /// The words that run a workload under it.
    pub fn command(&self, places: &Places, out: &Path, workload: &[String]) -> Vec<OsString> {
        let joined = workload.join(" ");
        let takes_one_word = self.command.contains(&"{command}");
        let words = self.command.iter().map(|&word| match word {
            "{rec}" => places.rec.clone().into(),
            "{out}" => out.into(),
            "{cpu}" => places.cpu.to_string().into(),
            "{command}" => joined.clone().into(),
            word => word.into(),
        });
        words.chain(workload.iter().map(OsString::from).filter(|_| !takes_one_word)).collect()
    }
}

/// The first CPU that this process may run on.
pub fn first_cpu() -> nix::Result<usize> {
    let mask = sched_getaffinity(Pid::from_raw(0))?;
    Ok((0..CpuSet::count()).find(|&cpu| mask.is_set(cpu).unwrap_or(false)).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(name: &str) -> Vec<String> {
        let places = Places { rec: "/bin/rec".into(), cpu: 3 };
        let command = ["./storm".to_owned(), "7".to_owned()];
        let words = Tracer::by_name(name).map(|tracer| tracer.command(&places, Path::new("/tmp/out"), &command));
        words.unwrap_or_default().into_iter().map(|word| word.to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn placeholders_are_filled_and_the_workload_follows() {
        assert_eq!(words(NATIVE), ["./storm", "7"]);
        assert_eq!(words(EMPTY), ["./storm", "7"]);
        assert_eq!(words(EBPF).join(" "), "/bin/rec --backend ebpf -o /tmp/out -- ./storm 7");
        assert_eq!(words("strace, one CPU").join(" "), "taskset -c 3 strace -f -o /tmp/out -- ./storm 7");
        assert_eq!(words("bpftrace").last().map(String::as_str), Some("./storm 7"));
    }

    #[test]
    fn every_run_of_the_recorder_names_its_backend() {
        for tracer in TRACERS.iter().filter(|tracer| tracer.program == "{rec}") {
            let backend = tracer.command.windows(2).find(|pair| pair[0] == "--backend").map(|pair| pair[1]);
            assert!(backend.is_some_and(|backend| tracer.name.starts_with(&format!("rec {backend}"))), "{tracer:?}");
        }
    }

    #[test]
    fn a_filter_is_measured_on_what_it_lets_through() {
        let suits = |tracer, workload| {
            Tracer::by_name(tracer).zip(Workload::by_name(workload)).map(|(tracer, workload)| tracer.suits(workload))
        };
        assert_eq!(suits("rec ptrace", "getppid"), Some(true));
        assert_eq!(suits("rec ptrace", "getppid-filtered"), Some(false));
        assert_eq!(suits("rec ptrace -e connect", "getppid"), Some(false));
        assert_eq!(suits("rec ptrace -e connect", "compile"), Some(true));
        assert_eq!(suits(NATIVE, "getppid-filtered"), Some(true));
        assert_eq!(suits(EMPTY, "getppid"), Some(true));
        assert_eq!(suits(EMPTY, "compile"), Some(false));
    }
}
