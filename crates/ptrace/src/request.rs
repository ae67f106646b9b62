//! The system call itself.

use crate::Error;

/// A ptrace request: its number (linux/ptrace.h) and name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Request(libc::c_uint, &'static str);

pub(crate) const PEEKDATA: Request = Request(2, "PTRACE_PEEKDATA");
pub(crate) const PEEKUSER: Request = Request(3, "PTRACE_PEEKUSER");
pub(crate) const POKEDATA: Request = Request(5, "PTRACE_POKEDATA");
pub(crate) const CONT: Request = Request(7, "PTRACE_CONT");
pub(crate) const POKEUSER: Request = Request(6, "PTRACE_POKEUSER");
pub(crate) const GETREGS: Request = Request(12, "PTRACE_GETREGS");
pub(crate) const DETACH: Request = Request(17, "PTRACE_DETACH");
pub(crate) const SYSCALL: Request = Request(24, "PTRACE_SYSCALL");
pub(crate) const SETOPTIONS: Request = Request(0x4200, "PTRACE_SETOPTIONS");
pub(crate) const GETEVENTMSG: Request = Request(0x4201, "PTRACE_GETEVENTMSG");
pub(crate) const GETSIGINFO: Request = Request(0x4202, "PTRACE_GETSIGINFO");
pub(crate) const SEIZE: Request = Request(0x4206, "PTRACE_SEIZE");
pub(crate) const INTERRUPT: Request = Request(0x4207, "PTRACE_INTERRUPT");
pub(crate) const LISTEN: Request = Request(0x4208, "PTRACE_LISTEN");
pub(crate) const GET_SYSCALL_INFO: Request = Request(0x420e, "PTRACE_GET_SYSCALL_INFO");

impl Request {
    /// Makes the request with plain numbers.
    ///
    /// # Errors
    /// [`Error::Gone`] or [`Error::Request`].
    pub(crate) fn with_numbers(self, tid: i32, address: usize, data: usize) -> Result<usize, Error> {
        // SAFETY: callers pass numbers, or a pointer through `with_buffer`, which holds a unique reference meanwhile.
        // The raw call is used because libc's wrapper changes the meaning of PTRACE_PEEKDATA.
        let result = unsafe { libc::syscall(libc::SYS_ptrace, self.0, tid, address, data) };
        usize::try_from(result).map_err(|_| {
            let errno = std::io::Error::last_os_error().raw_os_error().unwrap_or(0);
            Error::new(self.1, tid, errno)
        })
    }

    /// Makes a request that fills `buffer`, whose type must be at least as large as what the kernel writes for this
    /// request and `address`.
    ///
    /// # Errors
    /// As [`Request::with_numbers`].
    pub(crate) fn with_buffer<T: Copy>(self, tid: i32, address: usize, buffer: &mut T) -> Result<usize, Error> {
        self.with_numbers(tid, address, std::ptr::from_mut(buffer) as usize)
    }
}
