//! Programs on the `PATH`.

use std::path::PathBuf;

/// Where a program is; `None` if it is not installed.
pub fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).map(|dir| dir.join(program)).find(|candidate| candidate.is_file())
}

/// The same as a word of a command; unchanged where it has a path already or is not installed.
pub fn path_of(program: &str) -> String {
    if program.contains('/') {
        return program.to_owned();
    }
    find(program).and_then(|path| path.into_os_string().into_string().ok()).unwrap_or_else(|| program.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_gets_the_path_at_which_it_is_installed() {
        assert!(path_of("sh").ends_with("/sh") && path_of("sh").starts_with('/'));
        assert_eq!(path_of("./storm"), "./storm");
        assert_eq!(path_of("no-such-program"), "no-such-program");
    }
}
