//! A child that waits at a gate until whoever observes it is ready.

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::{AsRawFd, OwnedFd, RawFd};
use std::ptr;

use nix::fcntl::OFlag;
use nix::unistd::pipe2;

use crate::{Error, Inherited, Program};

/// How many empty calls (getppid) the child makes when asked to [calibrate](Held::calibrate).
pub const CALIBRATION_CALLS: usize = 32;

/// A child at the gate: it has the inherited signal state and does nothing until released.
///
/// Dropped without a release, or if this process dies, it exits without having run anything. A source leaves out all of
/// its calls before the execve that succeeds.
#[derive(Debug)]
pub struct Held {
    pid: i32,
    gate: File,
    failure: File,
}

/// A child on its way to execve, or beyond.
#[derive(Debug)]
pub struct Released {
    failure: File,
}

impl Held {
    /// Its process id.
    pub fn pid(&self) -> i32 {
        self.pid
    }

    /// Makes it call getppid [`CALIBRATION_CALLS`] times, for a source to measure what observing costs; then it waits
    /// again.
    pub fn calibrate(&mut self) {
        // The only failure is EPIPE, from a child that is gone: waiting for it tells.
        let _ = self.gate.write_all(&[CALIBRATE]);
    }

    /// Makes it install the seccomp filter that it was spawned with; then it waits again. Whether that worked is the
    /// result of its seccomp(2) calls: the first is made without `no_new_privs`, and a second one with it if the first
    /// failed with EACCES. Without a filter nothing happens.
    pub fn install_filter(&mut self) {
        // As above.
        let _ = self.gate.write_all(&[FILTER]);
    }

    /// Opens the gate. A child that has died meanwhile is no error here: waiting for it tells.
    pub fn release(mut self) -> Released {
        let _ = self.gate.write_all(&[GO]);
        Released { failure: self.failure }
    }
}

impl Released {
    /// Why the program could not be executed, if it could not. Waits until it runs or has failed.
    pub fn failure(mut self) -> Option<io::Error> {
        let mut errno = [0; 4];
        self.failure.read_exact(&mut errno).ok()?;
        Some(io::Error::from_raw_os_error(i32::from_ne_bytes(errno)))
    }
}

/// What is said through the gate.
const CALIBRATE: u8 = 1;
const FILTER: u8 = 2;
const GO: u8 = 3;

/// Everything the child needs, made before the fork: afterwards it may call nothing but system calls.
struct Child {
    inherited: Inherited,
    path: *const libc::c_char,
    argv: Vec<*const libc::c_char>,
    /// `/bin/sh FILE ARG…`: what execvp(3) does with a file that has no format the kernel knows.
    script_argv: Vec<*const libc::c_char>,
    gate: RawFd,
    gate_writer: RawFd,
    failure: RawFd,
    /// A seccomp program; empty without a filter.
    filter: libc::sock_fprog,
}

const SHELL: &std::ffi::CStr = c"/bin/sh";

/// Starts `program` in a child that waits at the gate, and can [install](Held::install_filter) a seccomp filter (classic
/// BPF; empty for none). The caller should have no threads yet.
///
/// # Errors
/// [`Error::Os`] if pipes or a process could not be made.
pub fn spawn(program: &Program, filter: &[libc::sock_filter]) -> Result<Held, Error> {
    let pipe = || pipe2(OFlag::O_CLOEXEC).map_err(|errno| Error::Os { call: "pipe2", source: errno.into() });
    let (gate_reader, gate_writer): (OwnedFd, OwnedFd) = pipe()?;
    let (failure_reader, failure_writer) = pipe()?;

    let words = || program.argv().iter().map(|word| word.as_ptr());
    let child = Child {
        inherited: Inherited::get(),
        path: program.path().as_ptr(),
        argv: words().chain([ptr::null()]).collect(),
        script_argv: [SHELL.as_ptr(), program.path().as_ptr()]
            .into_iter()
            .chain(words().skip(1))
            .chain([ptr::null()])
            .collect(),
        gate: gate_reader.as_raw_fd(),
        gate_writer: gate_writer.as_raw_fd(),
        failure: failure_writer.as_raw_fd(),
        filter: libc::sock_fprog { len: u16::try_from(filter.len()).unwrap_or(0), filter: filter.as_ptr().cast_mut() },
    };
    // SAFETY: the child runs `Child::run` alone, which makes system calls and touches only memory prepared above.
    match unsafe { libc::fork() } {
        -1 => Err(Error::last("fork")),
        0 => child.run(),
        pid => Ok(Held { pid, gate: gate_writer.into(), failure: failure_reader.into() }),
    }
}

impl Child {
    /// The child's life up to execve. **Async-signal-safe: no allocation, no lock, no panic.**
    fn run(&self) -> ! {
        // SAFETY: system calls on descriptors and strings that live in this process's copy of the parent's memory;
        // `argv` and `script_argv` end with a null pointer.
        unsafe {
            // Without this the child would hold its own gate open and wait forever if the recorder died.
            libc::close(self.gate_writer);
            self.inherited.restore_signals();
            let mut said = 0u8;
            while said != GO {
                match libc::read(self.gate, (&raw mut said).cast(), 1) {
                    1 if said == CALIBRATE => {
                        for _ in 0..CALIBRATION_CALLS {
                            libc::syscall(libc::SYS_getppid);
                        }
                    }
                    1 if said == FILTER => self.install_filter(),
                    1 => {}
                    -1 if *libc::__errno_location() == libc::EINTR => {}
                    // The recorder is gone.
                    _ => libc::_exit(125),
                }
            }
            self.inherited.restore_descriptors();
            libc::execv(self.path, self.argv.as_ptr());
            let mut errno = *libc::__errno_location();
            if errno == libc::ENOEXEC {
                libc::execv(SHELL.as_ptr(), self.script_argv.as_ptr());
                errno = *libc::__errno_location();
            }
            libc::write(self.failure, (&raw const errno).cast(), size_of::<i32>());
            libc::_exit(if errno == libc::ENOENT { 127 } else { 126 })
        }
    }
}

impl Child {
    /// Installs the filter, without `no_new_privs` where that is permitted (CAP_SYS_ADMIN): with it, set-user-ID programs
    /// run without their owner's rights.
    ///
    /// # Safety
    /// In the child only.
    unsafe fn install_filter(&self) {
        if self.filter.len == 0 {
            return;
        }
        // SAFETY: `filter` lies in this process's copy of the parent's memory, of the length that it says.
        unsafe {
            // Before Linux 5.16 a filter would switch on a slow mitigation of Spectre (SSBD) without this flag.
            let install = || {
                libc::syscall(
                    libc::SYS_seccomp,
                    libc::SECCOMP_SET_MODE_FILTER,
                    libc::SECCOMP_FILTER_FLAG_SPEC_ALLOW,
                    &raw const self.filter,
                )
            };
            if install() != 0 && *libc::__errno_location() == libc::EACCES {
                libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
                install();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::ffi::OsString;

    use nix::sys::wait::{WaitStatus, waitpid};
    use nix::unistd::Pid;

    use super::*;
    use crate::FORKS;

    fn command(words: &[&str]) -> Program {
        Program::find(&words.iter().map(OsString::from).collect::<Vec<_>>()).unwrap()
    }

    fn exit_code(pid: i32) -> i32 {
        match waitpid(Pid::from_raw(pid), None).unwrap() {
            WaitStatus::Exited(_, code) => code,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_released_command_runs_to_its_exit_code() {
        let _one = FORKS.lock().unwrap();
        let mut held = spawn(&command(&["sh", "-c", "exit 7"]), &[]).unwrap();
        held.calibrate();
        let pid = held.pid();
        let released = held.release();
        assert!(released.failure().is_none());
        assert_eq!(exit_code(pid), 7);
    }

    #[test]
    fn a_command_that_is_dropped_at_the_gate_never_runs() {
        let _one = FORKS.lock().unwrap();
        let held = spawn(&command(&["sh", "-c", "exit 7"]), &[]).unwrap();
        let pid = held.pid();
        drop(held);
        assert_eq!(exit_code(pid), 125);
    }

    #[test]
    fn a_filter_is_installed_when_asked_for() {
        // Load the number; getppid alone fails, with EBADF.
        let insn = |code, jt, jf, k| libc::sock_filter { code, jt, jf, k };
        let filter = [
            insn(0x20, 0, 0, 0),
            insn(0x15, 0, 1, libc::SYS_getppid as u32),
            insn(0x06, 0, 0, libc::SECCOMP_RET_ERRNO | libc::EBADF as u32),
            insn(0x06, 0, 0, libc::SECCOMP_RET_ALLOW),
        ];
        let _one = FORKS.lock().unwrap();
        for (install, mode) in [(true, "2"), (false, "0")] {
            let script = format!("grep -q '^Seccomp:[[:space:]]*{mode}$' /proc/self/status");
            let mut held = spawn(&command(&["sh", "-c", &script]), &filter).unwrap();
            if install {
                held.install_filter();
            }
            let pid = held.pid();
            assert!(held.release().failure().is_none());
            assert_eq!(exit_code(pid), 0, "installed: {install}");
        }
    }

    #[test]
    fn a_script_without_an_interpreter_line_runs_in_the_shell() {
        let _one = FORKS.lock().unwrap();
        let script = std::env::temp_dir().join(format!("trapline-gate-{}", std::process::id()));
        std::fs::write(&script, "exit $1\n").unwrap();
        std::fs::set_permissions(&script, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        let held = spawn(&command(&[script.to_str().unwrap(), "9"]), &[]).unwrap();
        let pid = held.pid();
        assert!(held.release().failure().is_none());
        assert_eq!(exit_code(pid), 9);
        std::fs::remove_file(script).unwrap();
    }

    #[test]
    fn a_script_whose_interpreter_is_missing_reports_the_errno() {
        let _one = FORKS.lock().unwrap();
        let script = std::env::temp_dir().join(format!("trapline-interpreter-{}", std::process::id()));
        std::fs::write(&script, "#!/no/such/interpreter\n").unwrap();
        std::fs::set_permissions(&script, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        let held = spawn(&command(&[script.to_str().unwrap()]), &[]).unwrap();
        let pid = held.pid();
        assert_eq!(held.release().failure().unwrap().raw_os_error(), Some(libc::ENOENT));
        assert_eq!(exit_code(pid), 127);
        std::fs::remove_file(script).unwrap();
    }
}
