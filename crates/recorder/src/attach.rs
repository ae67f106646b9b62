//! From process ids to traced threads that run on.

use std::collections::BTreeSet;
use std::fs;
use std::thread::sleep;
use std::time::{Duration, Instant};

use trapline_process::proc::{ProcPath, Standing, standing, tasks};
use trapline_ptrace::{Change, Seizing, Stop, Waiter, interrupt, seize};

use crate::permission;
use crate::restart::goes_on;
use crate::{AttachError, Error, Notice};

/// A process whose threads are all seized.
#[derive(Debug)]
pub(crate) struct Attached {
    pub(crate) pid: i32,
    /// Those that were there; threads that they make from now on are traced from their first moment, and not listed.
    pub(crate) threads: Vec<i32>,
    how: Seizing,
}

/// Processes that are traced and run on. Dropped, they are let go.
#[derive(Debug, Default)]
pub(crate) struct Seized(Vec<Attached>);

impl Seized {
    /// Takes over the duty to let go of them.
    pub(crate) fn take(mut self) -> Vec<Attached> {
        std::mem::take(&mut self.0)
    }

    /// Process ids.
    pub(crate) fn pids(&self) -> Vec<i32> {
        self.0.iter().map(|process| process.pid).collect()
    }
}

impl Drop for Seized {
    fn drop(&mut self) {
        self.0.iter().for_each(let_go);
    }
}

/// Seizes every thread of the processes; an id may be that of any of their threads. Those that cannot be attached to are
/// told, and the others are recorded.
///
/// # Errors
/// Why the last could not be attached to, if none could.
pub(crate) fn seize_all(ids: &[i32], how: Seizing, notify: &(dyn Fn(Notice<'_>) + Sync)) -> Result<Seized, Error> {
    let mut seized = Seized::default();
    each_of(ids, notify, |id| {
        seized.0.extend(seize_process(id, how, &seized)?);
        Ok(())
    })?;
    Ok(seized)
}

/// Attaches to each of them; those that cannot be attached to are told, if others can.
///
/// # Errors
/// Why the last could not be attached to, if none could.
pub(crate) fn each_of(
    ids: &[i32],
    notify: &dyn Fn(Notice<'_>),
    mut attach: impl FnMut(i32) -> Result<(), AttachError>,
) -> Result<(), Error> {
    let (mut refused, mut any) = (None, false);
    for &id in BTreeSet::from_iter(ids) {
        match attach(id) {
            Ok(()) => any = true,
            Err(source) => {
                if let Some(earlier) = refused.replace(Error::Attach { pid: id, source }) {
                    notify(Notice::NotAttached(&earlier));
                }
            }
        }
    }
    match refused {
        Some(error) if !any => return Err(error),
        Some(error) => notify(Notice::NotAttached(&error)),
        None => {}
    }
    Ok(())
}

/// Seizes one process; `None` if that was done.
fn seize_process(id: i32, how: Seizing, seized: &Seized) -> Result<Option<Attached>, AttachError> {
    let found = standing(id).ok_or(AttachError::NoProcess)?;
    if seized.0.iter().any(|process| process.pid == found.pid) {
        return Ok(None);
    }
    if found.pid == own_pid() {
        return Err(AttachError::Itself);
    }
    if found.of_kernel {
        return Err(AttachError::KernelThread);
    }
    let mut process = Attached { pid: found.pid, threads: Vec::new(), how };
    let mut seized = seize_threads(&mut process);
    // While one thread's execve takes the place of the first one, all of them look as if they had ended.
    for _ in 0..ATTEMPTS {
        if seized.is_err() || !process.threads.is_empty() || !ProcPath::task(found.pid).as_path().exists() {
            break;
        }
        sleep(Duration::from_millis(1));
        seized = seize_threads(&mut process);
    }
    match seized {
        Ok(()) if process.threads.is_empty() => Err(AttachError::Ended),
        Ok(()) => Ok(Some(process)),
        Err(error) => {
            let_go(&process);
            Err(error)
        }
    }
}

/// How often a process that is just being replaced (execve) is tried, a millisecond apart: meanwhile its threads cannot be
/// seized, and look like any other before and after.
const ATTEMPTS: u32 = 100;

/// Seizes the threads that are not seized yet, until a look at all of them finds no other.
///
/// # Errors
/// Why one that lives cannot be traced.
pub(crate) fn seize_threads(process: &mut Attached) -> Result<(), AttachError> {
    let mut failures = 0;
    loop {
        let mut found_another = false;
        for tid in tasks(process.pid) {
            if process.threads.contains(&tid) {
                continue;
            }
            let Err(error) = seize(tid, process.how) else {
                process.threads.push(tid);
                found_another = true;
                continue;
            };
            match standing(tid) {
                None => {}
                Some(found) if found.has_ended() => {}
                // Made by one that is seized: it will tell of itself.
                Some(Standing { tracer: Some(tracer), .. }) if tracer == own_pid() => {}
                Some(found) if found.tracer.is_some() || failures == ATTEMPTS => return Err(refusal(error, found)),
                Some(_) => {
                    failures += 1;
                    found_another = true;
                    sleep(Duration::from_millis(1));
                }
            }
        }
        if !found_another {
            return Ok(());
        }
    }
}

/// Why a thread could not be seized, and what to do about it.
fn refusal(error: trapline_ptrace::Error, found: Standing) -> AttachError {
    if let Some(tracer) = found.tracer {
        return AttachError::Traced { tracer, comm: comm(tracer) };
    }
    match error.errno() {
        libc::EPERM => AttachError::NotPermitted {
            remedy: permission::to_attach(found.uid, own_uid(), &permission::ptrace_scope()),
        },
        _ => AttachError::Trace(error),
    }
}

/// The name of a process, fit for a terminal.
pub(crate) fn comm(pid: i32) -> String {
    let comm = fs::read(ProcPath::task(pid).file("comm").as_path()).unwrap_or_default();
    String::from_utf8_lossy(comm.trim_ascii_end()).replace(char::is_control, "?")
}

pub(crate) fn own_uid() -> u32 {
    standing(own_pid()).map_or(0, |own| own.uid)
}

fn own_pid() -> i32 {
    std::process::id().cast_signed()
}

/// Lets go of threads that nobody has waited for yet. One that cannot be stopped now (it waits for its vfork child, or for
/// a disk) is left to the kernel, which lets go of it when the tracer ends.
fn let_go(process: &Attached) {
    const PATIENCE: Duration = Duration::from_millis(500);
    for &tid in &process.threads {
        // Gone: a state.
        let _ = interrupt(tid);
    }
    let begun = Instant::now();
    for &tid in &process.threads {
        loop {
            match Waiter::poll(tid) {
                Ok(Some(Change::Stopped { stopped, why, .. })) => {
                    let signal = if let Stop::Signal(signal) = why { Some(signal) } else { None };
                    if why == Stop::Trap
                        && let Ok(Some(call)) = stopped.in_call()
                    {
                        let _ = goes_on(&stopped, true, &call);
                    }
                    let _ = stopped.detach(signal);
                    break;
                }
                Ok(None | Some(Change::Interrupted)) if begun.elapsed() < PATIENCE => {
                    sleep(Duration::from_millis(1));
                }
                Ok(_) | Err(_) => break,
            }
        }
    }
}
