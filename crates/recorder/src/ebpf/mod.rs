//! A recording through BPF programs: nobody is stopped.
//!
//! ```text
//! tracees ──records──► rings ──► Watch (the caller's thread) ──rounds──► Backlog ──► Merge, Desk (writer thread)
//!          of the kernel          empties, every few ms          memory, disk    order of time; Tracker → Row → file
//! ```

mod ahead;
mod argv;
mod backlog;
mod cgroup;
mod memory;
mod merge;
mod names;
mod order;
mod plans;
mod processes;
mod reader;
mod spool;
mod start;
mod unavailable;
mod waiting;
mod watch;

use std::thread;

use trapline_ebpf::Programs;
use trapline_process::{Clock, Relay};
use trapline_trace::{Metadata, TraceWriter, WriterOptions};
use trapline_tracker::{Event, Tracker};

use self::backlog::{Backlog, Limits};
use self::reader::Reader;
pub(crate) use self::start::load;
use self::start::{Begun, begin};
pub use self::unavailable::Unavailable;
use self::watch::{Watch, Watched};
use crate::control::Control;
use crate::desk::Desk;
use crate::record::{EBPF, How, conclude};
use crate::{Error, Notice, Options, Outcome};

/// As [`crate::record`].
pub(crate) fn record(
    programs: Programs,
    options: &Options,
    notify: &(dyn Fn(Notice<'_>) + Sync),
) -> Result<Outcome, Error> {
    // Whoever ends the recording may do so as soon as it has been told of.
    Relay::install();
    let clock = Clock::start();
    let begun = begin(programs, options, &clock, notify)?;
    let metadata = Metadata { start_ns: clock.now(), ..begun.describe(options, &clock) };
    let writer = TraceWriter::create(&options.output, &metadata, WriterOptions::default())?;
    let control = Control::new(begun.command());
    begun.tell(notify);
    let backlog = Backlog::new(Limits::of(trapline_process::memory()));
    let tracker = Tracker::new(options.tracker(options.filter.hides_moves() || options.filter.judges_results()));
    let Begun { programs, held, mut seen, .. } = begun;
    for event in &mut seen {
        if let Event::Process(process) = event
            && held.is_some()
        {
            process.ts = metadata.start_ns;
        }
    }
    let command = held.as_ref().map_or(0, |held| held.pid());
    let reader = Reader::new(&backlog, &control, clock, command, options.limits(), seen);
    let desk = Desk { intake: reader, control: &control, notify, writer, tracker, options };
    let (watched, written) = thread::scope(|scope| {
        let writer = thread::Builder::new().name("writer".to_owned()).spawn_scoped(scope, || desk.run());
        let writer = writer.map_err(Error::Thread)?;
        let spooler = thread::Builder::new().name("spooler".to_owned()).spawn_scoped(scope, || backlog.spool());
        // Without it whoever fills the backlog writes to the file himself.
        drop(spooler);
        notify(Notice::Started);
        let open_ended = options.target.needs_bpf();
        let watched = Watch { programs, control: &control, backlog: &backlog, open_ended }.run(held);
        backlog.close();
        Ok::<_, Error>((watched, writer.join()))
    })?;
    // A panic of the writer's thread goes on here: nothing has caught it.
    let written = written.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    let Watched { status, failure, detached, ended_at, exec_failure } = watched;
    let how = How {
        backend: EBPF,
        status,
        failed: failure,
        detached,
        end_ns: clock.at(ended_at),
        untraced_cleared: 0,
        exec_failure,
    };
    Ok(conclude(written, how, options, metadata, notify))
}
