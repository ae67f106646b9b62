//! Signals that reach the recorder instead of its command.
//!
//! A terminal sends SIGINT, SIGQUIT and SIGHUP to the whole foreground group: the command has its own copy, decides for
//! itself, and the recorder only has to survive. A signal that was sent to the recorder alone (`kill PID`) is meant for
//! the command and is passed on. One that was sent to the group (`kill -TERM -PGID`, a shell's `kill %1`) looks the same
//! here, but reaches the command too; so nothing is passed on before a grace period has shown that the command did not
//! get it from the same sender.

use std::mem::MaybeUninit;
use std::sync::atomic::{AtomicI32, AtomicI64, Ordering};

use crate::{Inherited, job, monotonic_ns};

/// The signals that are relayed.
const SIGNALS: [i32; 4] = [libc::SIGHUP, libc::SIGINT, libc::SIGQUIT, libc::SIGTERM];
/// A terminal or the kernel, as a sender.
const KERNEL: i32 = 0;
/// How long a signal waits for the sight of the command's own copy.
const GRACE_NS: i64 = 100_000_000;
/// Interrupts a wait and means nothing else; ignored by default, should it strike late.
const POKE: i32 = libc::SIGURG;

/// When something was last seen (0: never) and from whom.
struct Sighting {
    at: AtomicI64,
    sender: AtomicI32,
}

impl Sighting {
    const fn never() -> Sighting {
        Sighting { at: AtomicI64::new(0), sender: AtomicI32::new(0) }
    }

    fn set(&self, sender: i32) {
        self.sender.store(sender, Ordering::Relaxed);
        self.at.store(monotonic_ns().max(1), Ordering::Release);
    }
}

static ARRIVED: [Sighting; SIGNALS.len()] = [const { Sighting::never() }; SIGNALS.len()];
static DELIVERED: [Sighting; SIGNALS.len()] = [const { Sighting::never() }; SIGNALS.len()];

/// The signal handlers, installed once for the life of this process.
#[derive(Clone, Copy, Debug)]
pub struct Relay(());

/// A signal that came to the recorder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Relayed {
    /// Its number.
    pub signal: i32,
    /// Whether it came from a process, to this one alone. Otherwise the command has it already.
    pub for_command: bool,
}

/// Wakes the thread that made it from a blocking wait.
#[derive(Clone, Copy, Debug)]
pub struct Poke {
    pid: i32,
    tid: i32,
}

impl Relay {
    /// Installs handlers for SIGHUP, SIGINT, SIGQUIT and SIGTERM, and for those by which a terminal stops a job. One that
    /// was ignored when this process was started (`nohup`) stays ignored. SIGCHLD gets its default and SIGXFSZ is ignored.
    pub fn install() -> Relay {
        let inherited = Inherited::get();
        for signal in SIGNALS.into_iter().filter(|&signal| !inherited.ignores(signal)) {
            handle(signal, arrived);
        }
        for signal in job::STOPPING.into_iter().filter(|&signal| !inherited.ignores(signal)) {
            handle(signal, job::stop_arrived);
        }
        // Ignored by whoever started us, SIGCHLD would keep the command's exit status from us. Without SA_NOCLDSTOP the
        // kernel would send it at each stop of a tracee (`do_notify_parent_cldstop` in kernel/signal.c), only to find
        // that nobody wants it: 4 % of what two stops cost.
        act(libc::SIGCHLD, libc::SIG_DFL, libc::SA_NOCLDSTOP);
        // A limit on file sizes is an error of a write, not our death.
        act(libc::SIGXFSZ, libc::SIG_IGN, 0);
        Relay(())
    }

    /// The command was stopped by `signal`. If that comes from the terminal, to this process as well, before or after this
    /// call, it stops with the command, as the shell expects of its job, until it is continued.
    pub fn command_stopped(&self, signal: i32) {
        job::command_stopped(signal);
    }

    /// The command goes on: a stop that comes from now on waits for its own.
    pub fn command_continued(&self) {
        job::command_continued();
    }

    /// Says that the command got `signal` from `sender` (`None`: the kernel) itself.
    pub fn delivered_to_command(&self, signal: i32, sender: Option<i32>) {
        if let Some(index) = index(signal) {
            DELIVERED[index].set(sender.unwrap_or(KERNEL));
        }
    }

    /// Whether any of them has come to this process, and was not yet the [next due](Relay::next_due).
    pub fn any_arrived(&self) -> bool {
        ARRIVED.iter().any(|arrived| arrived.at.load(Ordering::Acquire) != 0)
    }

    /// The next signal that came to this process and whose grace period is over.
    pub fn next_due(&self) -> Option<Relayed> {
        let now = monotonic_ns();
        SIGNALS.into_iter().enumerate().find_map(|(index, signal)| {
            let at = ARRIVED[index].at.load(Ordering::Acquire);
            if at == 0 || now - at < GRACE_NS || ARRIVED[index].at.swap(0, Ordering::AcqRel) == 0 {
                return None;
            }
            let sender = ARRIVED[index].sender.load(Ordering::Relaxed);
            let delivered = DELIVERED[index].at.load(Ordering::Acquire);
            let same = delivered != 0
                && (delivered - at).abs() < GRACE_NS
                && DELIVERED[index].sender.load(Ordering::Relaxed) == sender;
            Some(Relayed { signal, for_command: sender != KERNEL && !same })
        })
    }
}

impl Poke {
    /// For the calling thread.
    pub fn this_thread() -> Poke {
        handle(POKE, nothing);
        // SAFETY: unblocks one signal of this thread, in a set that is initialised first; asks for own ids.
        unsafe {
            let mut set = MaybeUninit::uninit();
            libc::sigemptyset(set.as_mut_ptr());
            libc::sigaddset(set.as_mut_ptr(), POKE);
            libc::pthread_sigmask(libc::SIG_UNBLOCK, set.as_ptr(), std::ptr::null_mut());
            Poke { pid: libc::getpid(), tid: libc::gettid() }
        }
    }

    /// Makes a blocking wait of that thread return early. Repeat it until the thread has acted: a poke between two of
    /// its waits is not remembered.
    pub fn poke(&self) {
        // SAFETY: a signal to a thread of this process, which handles it.
        unsafe { libc::syscall(libc::SYS_tgkill, self.pid, self.tid, POKE) };
    }
}

fn index(signal: i32) -> Option<usize> {
    SIGNALS.iter().position(|&known| known == signal)
}

type Handler = extern "C" fn(i32, *mut libc::siginfo_t, *mut libc::c_void);

/// Installs a handler without SA_RESTART, so that a wait ends.
fn handle(signal: i32, handler: Handler) {
    act(signal, handler as *const () as usize, libc::SA_SIGINFO);
}

/// `what` is SIG_DFL, SIG_IGN, or with SA_SIGINFO a [`Handler`].
fn act(signal: i32, what: libc::sighandler_t, flags: i32) {
    // SAFETY: a complete sigaction; a handler has the signature that SA_SIGINFO demands and makes only async-signal-safe
    // calls.
    unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        action.sa_sigaction = what;
        action.sa_flags = flags;
        libc::sigemptyset(&raw mut action.sa_mask);
        libc::sigaction(signal, &raw const action, std::ptr::null_mut());
    }
}

/// **Async-signal-safe: atomics and clock_gettime only.**
extern "C" fn arrived(signal: i32, info: *mut libc::siginfo_t, _: *mut libc::c_void) {
    if let Some(index) = index(signal) {
        // SAFETY: the kernel passes a valid siginfo to a handler installed with SA_SIGINFO; si_pid is set where the
        // code says that a process sent the signal, and si_code <= 0 says so.
        let sender = unsafe { if (*info).si_code > 0 { KERNEL } else { (*info).si_pid() } };
        ARRIVED[index].set(sender);
    }
}

extern "C" fn nothing(_: i32, _: *mut libc::siginfo_t, _: *mut libc::c_void) {}
