//! What was meant, and doing it.

use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use trapline_recorder::{
    Backend, Bounds, Env, Error, Filter, MOST_RING, Notice, Options, Outcome, PatternError, Selection, SelectionError,
    Target, record,
};

use super::args::{Args, BackendArg, EnvArg, Pids};
use super::{COULD_NOT_RECORD, status, summary, table, terminal};

/// A recording to be made.
#[derive(Clone, Debug)]
pub struct Job {
    options: Options,
    quiet: bool,
    /// Say whom it attached to.
    verbose: bool,
    /// Show progress.
    progress: bool,
    fail_on_loss: bool,
}

/// Why the arguments cannot be followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// `-o -`.
    StandardOutput,
    /// `-o` names something that must not be replaced.
    NotAFile(PathBuf),
    /// `--buffer` is too much.
    Buffer,
    /// `-e` is no set of calls.
    Calls(SelectionError),
    /// `-P` is no pattern.
    Pattern(PatternError),
    /// Both `-p` and a command.
    TwoTargets {
        /// The command consists of numbers alone: the value of `-p` was meant to be longer.
        more_pids: bool,
    },
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::StandardOutput => {
                f.write_str("cannot record to the standard output: Parquet needs a file; name one with -o FILE")
            }
            Refusal::NotAFile(path) => {
                write!(f, "{} is no regular file; name another with -o FILE", terminal::shown(path.as_os_str()))
            }
            Refusal::Buffer => f.write_str("--buffer: at most 512M for each processor"),
            Refusal::Calls(error) => write!(f, "-e: {error}"),
            Refusal::Pattern(error) => write!(f, "-P: {error}"),
            Refusal::TwoTargets { more_pids: false } => {
                f.write_str("either a COMMAND or running processes (-p) can be recorded, not both at once")
            }
            Refusal::TwoTargets { more_pids: true } => {
                f.write_str("several process ids have to be one word: -p 12,13, or -p \"$(pidof PROGRAM)\"")
            }
        }
    }
}

impl Job {
    /// Gives the arguments their meaning.
    pub fn new(args: Args) -> Result<Job, Refusal> {
        if args.output == Path::new("-") {
            return Err(Refusal::StandardOutput);
        }
        // A finished trace takes the place of what has its name. That must not be a device or a directory.
        if args.output.metadata().is_ok_and(|found| !found.is_file()) {
            return Err(Refusal::NotAFile(args.output));
        }
        let pids: Vec<i32> = args.attach.into_iter().flat_map(|Pids(pids)| pids).collect();
        let wide = match (args.cgroup, args.container, args.system) {
            (Some(path), ..) => Some(Target::Cgroup(path)),
            (_, Some(id), _) => Some(Target::Container(id)),
            (.., true) => Some(Target::System),
            _ => None,
        };
        let target = match (pids.is_empty() && wide.is_none(), args.command.is_empty()) {
            (false, false) => {
                let is_number = |word: &OsString| word.as_encoded_bytes().iter().all(u8::is_ascii_digit);
                return Err(Refusal::TwoTargets { more_pids: args.command.iter().all(is_number) });
            }
            (false, true) => wide.unwrap_or(Target::Processes(pids)),
            (true, _) => Target::Command(args.command),
        };
        let env = match args.env {
            None => Env::Count,
            Some(EnvArg::Names) => Env::Names,
            Some(EnvArg::Values) => Env::Values,
        };
        let mut filter = filter(&args.trace, &args.paths)?;
        filter.failed_only = args.failed_only;
        filter.min_duration = args.min_duration.unwrap_or_default();
        filter.words.extend(args.failed_only.then(|| "--failed-only".to_owned()));
        filter.words.extend(args.min_duration.map(|least| format!("--min-duration {}", least.as_secs_f64())));
        Ok(Job {
            options: Options {
                data: args.data,
                env,
                filter,
                backend: match args.backend {
                    BackendArg::Auto => Backend::Auto,
                    BackendArg::Ptrace => Backend::Ptrace,
                    BackendArg::Ebpf => Backend::Ebpf,
                },
                ring: ring_size(args.buffer)?,
                pin: !args.no_pin,
                follow: !args.no_follow,
                sched: args.sched,
                bounds: Bounds { duration: args.duration, size: args.max_size },
                summary: args.summary,
                tool: concat!("rec ", env!("CARGO_PKG_VERSION")).to_owned(),
                ..Options::new(args.output, target)
            },
            quiet: args.quiet,
            verbose: args.verbose,
            progress: args.verbose && terminal::is_terminal(),
            fail_on_loss: args.fail_on_loss,
        })
    }

    /// Records, and ends as the command ended.
    pub fn run(&self) -> ExitCode {
        let notify = |notice: Notice<'_>| match notice {
            Notice::NotFiltered(why) => {
                let what = "every call stops, and those that were not asked for are left out";
                terminal::say(&format!("no filter in the kernel ({why}): {what}"));
            }
            Notice::NoBpf(why) => self.remark(&format!("ptrace is used, since BPF cannot be: {why}")),
            Notice::Attached { pid, comm, threads } if self.verbose => {
                terminal::say(&summary::attached(pid, comm, threads));
            }
            Notice::Attached { .. } => {}
            Notice::NotAttached(error) => terminal::say(&format!("{error}")),
            Notice::Started => terminal::leave_input_and_output(),
            Notice::Progress(counts) if self.progress => terminal::show_progress(&summary::progress(counts)),
            Notice::Progress(_) => {}
            Notice::Failed(error) => terminal::say(&format!("{error}")),
        };
        for path in self.options.filter.paths.iter().filter(|path| path.is_lone_directory()) {
            let path = terminal::shown(path.as_given().as_ref());
            self.remark(&format!("-P {path} means the directory itself; with all below it: -P {path}/"));
        }
        match record(&self.options, &notify) {
            Ok(outcome) => self.conclude(&outcome),
            Err(error) => {
                terminal::say(&error.to_string());
                ExitCode::from(match error {
                    Error::Start(trapline_recorder::StartError::NotFound { .. }) => 127,
                    Error::Start(trapline_recorder::StartError::NotExecutable { .. }) => 126,
                    _ => COULD_NOT_RECORD,
                })
            }
        }
    }

    /// Says something that is no error.
    fn remark(&self, line: &str) {
        if !self.quiet {
            terminal::say(line);
        }
    }

    fn conclude(&self, outcome: &Outcome) -> ExitCode {
        if self.progress {
            terminal::clear_progress();
        }
        if let Some(error) = &outcome.exec_failure {
            let name = match &self.options.target {
                Target::Command(words) => words.first().map(|name| terminal::shown(name)).unwrap_or_default(),
                _ => String::new(),
            };
            let hint = if error.kind() == std::io::ErrorKind::NotFound { " (its interpreter?)" } else { "" };
            terminal::say(&format!("{name}: cannot be run: {error}{hint}"));
        } else if let Some(trace) = &outcome.trace
            && !self.quiet
        {
            terminal::say(&summary::line(&self.options.output, trace));
        }
        if self.options.summary && outcome.trace.is_some() {
            terminal::show(&table::table(&outcome.calls));
        }
        let lost = outcome.trace.is_none_or(|trace| trace.counts.lost > 0);
        if let Some(trace) = outcome.trace.filter(|trace| trace.counts.lost > 0) {
            terminal::say(&summary::loss(&trace));
        }
        if self.fail_on_loss && lost {
            return ExitCode::from(COULD_NOT_RECORD);
        }
        status::end_as(outcome.ended)
    }
}

/// The size of a ring: a power of two, of at least some pages.
fn ring_size(asked: u64) -> Result<u32, Refusal> {
    const LEAST: u32 = 64 << 10;
    match u32::try_from(asked) {
        Ok(size) if size <= MOST_RING => Ok(size.max(LEAST).next_power_of_two()),
        _ => Err(Refusal::Buffer),
    }
}

/// What `-e` and `-P` choose.
fn filter(trace: &[String], paths: &[String]) -> Result<Filter, Refusal> {
    let calls = Selection::parse_repeated(trace.iter().map(String::as_str)).map_err(Refusal::Calls)?;
    let words = trace.last().map(|expr| format!("-e {expr}"));
    let words = words.into_iter().chain(paths.iter().map(|path| format!("-P {path}"))).collect();
    let paths = paths.iter().map(|path| path.parse()).collect::<Result<_, _>>().map_err(Refusal::Pattern)?;
    Ok(Filter { calls, paths, words, ..Filter::default() })
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    fn job(line: &str) -> Result<Job, Refusal> {
        Job::new(Args::try_parse_from(line.split(' ')).expect("valid"))
    }

    #[test]
    fn what_cannot_be_recorded_to_is_refused() {
        assert_eq!(job("rec -o - ls").err(), Some(Refusal::StandardOutput));
        assert_eq!(job("rec -o /dev/null ls").err(), Some(Refusal::NotAFile("/dev/null".into())));
        assert_eq!(job("rec -o / ls").err(), Some(Refusal::NotAFile("/".into())));
    }

    #[test]
    fn options_reach_the_recorder() {
        let options = job("rec --data 7 --env=names --backend ptrace -f -o /tmp/x ls -l").expect("valid").options;
        assert_eq!((options.data, options.env), (7, Env::Names));
        assert_eq!(options.output, Path::new("/tmp/x"));
        assert_eq!(options.target, Target::Command(vec!["ls".into(), "-l".into()]));
        assert_eq!(job("rec -p 7,8 -p 9").expect("valid").options.target, Target::Processes(vec![7, 8, 9]));
    }

    #[test]
    fn one_target_is_enough() {
        assert_eq!(job("rec -p 7 ls").err(), Some(Refusal::TwoTargets { more_pids: false }));
        assert_eq!(job("rec -p 7 8 9").err(), Some(Refusal::TwoTargets { more_pids: true }));
    }
}
