//! What was typed.

use std::ffi::OsString;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use clap::{ArgAction, Parser, ValueEnum};

use super::units;

/// Most payload per call that can be asked for.
const MOST_DATA: i64 = 16 << 20;

const EXAMPLES: &str = "\
Examples:
  rec ls -l                           record into trace.parquet
  rec -o build.parquet -- make -j4    everything that make starts is recorded, too
  rec -e %file -- ./server            only calls that take a file name
  rec -P /etc/ -- ./server            only calls about files below /etc
  rec -c -- find /etc                 also print where the time went
  rec --data 256 -- curl -s URL       keep the first 256 bytes of each read and write
  rec --env=names -- ./start.sh       keep the names of environment variables at each exec
  rec -p 4711                         record a running process until Ctrl-C; it goes on
  rec -p \"$(pidof nginx)\"             several processes, with all their threads
  rec --system --duration 10          the whole system for ten seconds (BPF)
  rec --cgroup /sys/fs/cgroup/system.slice/nginx.service
  rec --failed-only -- make           only calls that fail
  analyze trace.parquet               what happened

Exit status: that of COMMAND, or the signal that ended it, also if recording fails on the way
(125 then with --fail-on-loss); 125 if it could not be recorded from the start,
126 if COMMAND cannot be executed, 127 if it is not found. Without a COMMAND: 0, or 125 if
nothing could be recorded.";

/// Run a command, or attach to running processes, and record every system call of them, and of all that they start, into
/// a Parquet file.
///
/// The command's terminal, output, signals and exit status are its own. Processes that were attached to go on as they were
/// when the recording ends.
#[derive(Clone, Debug, Parser)]
#[command(
    name = "rec",
    version,
    override_usage = "rec [OPTIONS] [--] COMMAND [ARG]...\n       rec [OPTIONS] -p PID[,PID]...\n       rec [OPTIONS] --cgroup PATH | --container ID | --system",
    after_help = EXAMPLES,
    max_term_width = 100
)]
pub struct Args {
    /// File to record into; an earlier one becomes FILE.old
    #[arg(short, long = "output", value_name = "FILE", default_value = "trace.parquet")]
    pub output: PathBuf,

    /// Record running processes, all their threads, until Ctrl-C or they end; repeatable
    #[arg(short = 'p', long = "attach", value_name = "PID[,PID]...")]
    pub attach: Vec<Pids>,

    /// Record only these calls: openat,read  %file  !%memory  /^stat  ?statx (the last -e counts)
    ///
    /// strace's grammar: names and numbers, classes, regular expressions, `!` before all of it for everything else, `?`
    /// before a name that may be unknown. The kernel
    /// filters: with ptrace, other calls of COMMAND do not stop at all (seccomp). With such a filter COMMAND cannot be let go of: it ends if rec is killed, and without root it
    /// runs set-user-ID programs without their owner's rights.
    #[arg(short = 'e', long = "trace", value_name = "EXPR")]
    pub trace: Vec<String>,

    /// Record every process of a control group (cgroups(7)), those below it and those to come included
    #[arg(long, value_name = "PATH", conflicts_with_all = ["attach", "system", "container"])]
    pub cgroup: Option<PathBuf>,

    /// Record every process of a container, by its id or the beginning of it
    #[arg(long, value_name = "ID", conflicts_with_all = ["attach", "system"])]
    pub container: Option<String>,

    /// Record every process of the system but rec itself
    #[arg(long, conflicts_with = "attach")]
    pub system: bool,

    /// Record only calls about this path: a file, a directory with all below it (/etc/), a glob; repeatable
    #[arg(short = 'P', long = "trace-path", value_name = "PATH")]
    pub paths: Vec<String>,

    /// Record only calls that fail
    #[arg(long)]
    pub failed_only: bool,

    /// Record only calls that take at least this long, as in 50us, 10ms, 1.5s
    #[arg(long, value_name = "TIME", value_parser = units::parse_duration)]
    pub min_duration: Option<Duration>,

    /// Bytes of I/O payload to keep per call
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..=MOST_DATA))]
    pub data: u32,

    /// Keep environment variables at exec, or only their names
    #[arg(long, value_name = "WHAT", num_args = 0..=1, require_equals = true, default_missing_value = "values")]
    pub env: Option<EnvArg>,

    /// How calls are observed
    #[arg(long, value_enum, default_value_t = BackendArg::Auto)]
    pub backend: BackendArg,

    /// Also record how long each call ran on a CPU, to tell waiting from working (BPF)
    #[arg(long)]
    pub sched: bool,

    /// Size of the buffer of each processor from which BPF's records are fetched, as in 512K, 64M
    ///
    /// A larger one bridges a longer time in which rec gets no processor. It is rounded up to a power of two.
    #[arg(long, value_name = "SIZE", value_parser = units::parse_size, default_value = "8M")]
    pub buffer: u64,

    /// Leave CPU masks alone (ptrace)
    ///
    /// While calls are frequent, rec and COMMAND are kept on one CPU, which makes recording several times cheaper. COMMAND
    /// does not notice: what it asks and is told about its CPUs is its own.
    #[arg(long)]
    pub no_pin: bool,

    /// Record threads, but not the processes that are started
    #[arg(long)]
    pub no_follow: bool,

    /// End the recording after this time, as in 30, 1.5s, 10m; who is recorded runs on
    #[arg(long, value_name = "TIME", value_parser = units::parse_duration)]
    pub duration: Option<Duration>,

    /// End the recording when FILE is about this large, as in 500M, 2GiB; who is recorded runs on
    #[arg(long, value_name = "SIZE", value_parser = units::parse_size)]
    pub max_size: Option<u64>,

    /// Print a table of the calls at the end: how many, how many failed, how long they took
    #[arg(short = 'c', long)]
    pub summary: bool,

    /// Exit with 125 if anything was lost
    #[arg(long)]
    pub fail_on_loss: bool,

    /// Say nothing but errors
    #[arg(short, long, conflicts_with = "verbose")]
    pub quiet: bool,

    /// Show progress, if standard error is a terminal
    #[arg(short, long)]
    pub verbose: bool,

    /// Accepted for strace's sake: children are always followed
    #[arg(short = 'f', action = ArgAction::Count)]
    pub follow: u8,

    /// Command to run, and its arguments
    #[arg(value_name = "COMMAND", required_unless_present_any = ["attach", "cgroup", "container", "system"], trailing_var_arg = true)]
    pub command: Vec<OsString>,
}

/// What follows `-p`: ids of processes, divided by commas or white space, as pidof(1) and pgrep(1) print them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pids(pub Vec<i32>);

impl FromStr for Pids {
    type Err = String;

    fn from_str(text: &str) -> Result<Pids, String> {
        let words = text.split(|c: char| c == ',' || c.is_whitespace()).filter(|word| !word.is_empty());
        let pids: Result<Vec<i32>, String> = words
            .map(|word| word.parse().ok().filter(|&pid| pid > 0).ok_or_else(|| format!("{word} is no process id")))
            .collect();
        match pids?.as_slice() {
            [] => Err("there is no process id in it".to_owned()),
            pids => Ok(Pids(pids.to_vec())),
        }
    }
}

/// `--env`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum EnvArg {
    /// Names and values
    Values,
    /// Names alone
    Names,
}

/// `--backend`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum BackendArg {
    /// The best that is permitted
    Auto,
    /// ptrace(2): works for every user, slows each call down
    Ptrace,
    /// Programs in the kernel (BPF): needs privilege, and costs under a microsecond a call
    Ebpf,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    fn parse(line: &str) -> Result<Args, clap::Error> {
        Args::try_parse_from(line.split(' '))
    }

    #[test]
    fn the_definition_is_sound() {
        Args::command().debug_assert();
    }

    #[test]
    fn what_follows_the_command_is_its_own() {
        for line in ["rec -q ls -l -o x --help", "rec -q -- ls -l -o x --help"] {
            let args = parse(line).expect("valid");
            assert_eq!(args.command, ["ls", "-l", "-o", "x", "--help"]);
            assert_eq!(args.output.to_str(), Some("trace.parquet"));
        }
    }

    #[test]
    fn env_takes_its_value_with_an_equals_sign_only() {
        assert_eq!(parse("rec --env ls").expect("valid").env, Some(EnvArg::Values));
        assert_eq!(parse("rec --env=names ls").expect("valid").env, Some(EnvArg::Names));
        assert_eq!(parse("rec ls").expect("valid").env, None);
    }

    #[test]
    fn process_ids_come_in_lists_and_repeatedly() {
        let pids = |words: &[&str]| {
            let args = Args::try_parse_from(["rec"].iter().chain(words));
            args.map(|args| args.attach.into_iter().flat_map(|Pids(pids)| pids).collect::<Vec<_>>())
        };
        for words in [&["-p1,2,3"][..], &["-p", "1 2\n3\n"], &["-p", "1", "-p", " 2 ,3"], &["--attach=1,2", "-p", "3"]]
        {
            assert_eq!(pids(words).expect("valid"), [1, 2, 3], "{words:?}");
        }
        for bad in ["", " ", "0", "-5", "1,x", "99999999999"] {
            assert!(pids(&["-p", bad]).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn options_of_other_versions_are_not_accepted_in_silence() {
        for line in
            ["rec -k ls", "rec --duration x ls", "rec --max-size -1 ls", "rec", "rec -q -v ls", "rec --data x ls"]
        {
            assert!(parse(line).is_err(), "{line}");
        }
    }
}
