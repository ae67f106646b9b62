//! Finding the program that a command names, as execvp(3) does.

use std::env;
use std::ffi::{CString, OsStr, OsString};
use std::io;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::Path;

use nix::sys::stat::stat;
use nix::unistd::{AccessFlags, faccessat};

use crate::Error;

/// Where execvp(3) looks when `PATH` is not set.
const DEFAULT_PATH: &str = "/bin:/usr/bin";

/// A command whose program was found and may be executed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    /// The file to execute.
    path: CString,
    /// Its arguments, the name as it was typed first.
    argv: Vec<CString>,
}

impl Program {
    /// Finds the program of `command`, whose first word is a path or a name to be looked for in `PATH`.
    ///
    /// The search happens here and not in the child, so that the child makes one execve and no more, and so that
    /// a misspelt name fails before anything is recorded.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::NotExecutable`], [`Error::NulByte`], [`Error::NoCommand`].
    pub fn find(command: &[OsString]) -> Result<Program, Error> {
        let name = command.first().ok_or(Error::NoCommand)?;
        let path = find_in(name, env::var_os("PATH").as_deref().unwrap_or(OsStr::new(DEFAULT_PATH)))?;
        let c_string = |word: &OsString| CString::new(word.as_bytes()).map_err(|_| Error::NulByte);
        let argv = command.iter().map(c_string).collect::<Result<_, _>>()?;
        Ok(Program { path: c_string(&path)?, argv })
    }

    /// The file to execute.
    pub fn path(&self) -> &CString {
        &self.path
    }

    /// Its arguments, the name as it was typed first.
    pub fn argv(&self) -> &[CString] {
        &self.argv
    }

    /// The name as it was typed.
    pub fn name(&self) -> OsString {
        OsString::from_vec(self.argv.first().map(|name| name.as_bytes().to_vec()).unwrap_or_default())
    }
}

/// The file that `name` means with this `PATH`.
fn find_in(name: &OsStr, path: &OsStr) -> Result<OsString, Error> {
    let not_found = || Error::NotFound { name: name.to_owned() };
    let failure = |errno: i32| match errno {
        libc::ENOENT | libc::ENOTDIR => not_found(),
        _ => Error::NotExecutable { name: name.to_owned(), reason: io::Error::from_raw_os_error(errno) },
    };
    if name.is_empty() {
        return Err(not_found());
    }
    if name.as_bytes().contains(&b'/') {
        return executable(Path::new(name)).map(|()| name.to_owned()).map_err(failure);
    }
    let mut denied = None;
    for directory in env::split_paths(path) {
        // An empty element is the working directory; execvp then passes the bare name.
        let candidate = directory.join(name);
        match executable(&candidate) {
            Ok(()) => return Ok(candidate.into_os_string()),
            Err(libc::ENOENT | libc::ENOTDIR | libc::ENODEV | libc::ESTALE | libc::ETIMEDOUT) => {}
            Err(errno) => denied = denied.or(Some(errno)),
        }
    }
    Err(denied.map_or_else(not_found, failure))
}

/// Whether this file can be executed; otherwise the errno that execve would give.
fn executable(path: &Path) -> Result<(), i32> {
    let mode = stat(path).map_err(|errno| errno as i32)?.st_mode;
    if mode & libc::S_IFMT != libc::S_IFREG {
        return Err(if mode & libc::S_IFMT == libc::S_IFDIR { libc::EISDIR } else { libc::EACCES });
    }
    faccessat(nix::fcntl::AT_FDCWD, path, AccessFlags::X_OK, nix::fcntl::AtFlags::AT_EACCESS)
        .map_err(|errno| errno as i32)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_name_is_looked_for_in_each_directory_in_turn() {
        let found = find_in(OsStr::new("sh"), OsStr::new("/nonexistent:/etc/passwd:/usr/bin:/bin")).unwrap();
        assert_eq!(found, "/usr/bin/sh");
    }

    #[test]
    fn a_missing_program_is_not_found() {
        for (name, path) in [("no-such-program", "/usr/bin"), ("/no/such", ""), ("", "/usr/bin"), ("/etc/passwd/x", "")]
        {
            let error = find_in(OsStr::new(name), OsStr::new(path)).unwrap_err();
            assert!(matches!(error, Error::NotFound { .. }), "{name}: {error}");
        }
    }

    #[test]
    fn what_is_there_but_cannot_run_is_not_executable() {
        for (name, path) in [("/etc/passwd", ""), ("/etc", ""), ("passwd", "/etc")] {
            let error = find_in(OsStr::new(name), OsStr::new(path)).unwrap_err();
            assert!(matches!(error, Error::NotExecutable { .. }), "{name}: {error}");
        }
    }

    #[test]
    fn an_executable_later_in_the_path_wins_over_a_denied_one() {
        assert_eq!(find_in(OsStr::new("passwd"), OsStr::new("/etc:/usr/bin")).unwrap(), "/usr/bin/passwd");
    }

    #[test]
    fn a_command_with_a_nul_byte_is_refused() {
        let words = ["/bin/sh".into(), OsString::from_vec(b"a\0b".to_vec())];
        assert!(matches!(Program::find(&words), Err(Error::NulByte)));
        assert!(matches!(Program::find(&[]), Err(Error::NoCommand)));
    }
}
