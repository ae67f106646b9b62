//! Paths that were asked for.

use std::env;
use std::path::{Component, Path, PathBuf};
use std::str::FromStr;

use glob::{MatchOptions, Pattern};

/// One path of `-P`: a file or directory itself, a directory with everything below (`/etc/`), or a glob (`*.so`, `/usr/**`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathPattern {
    given: String,
    kind: Kind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    /// The path, and what it leads to if it is a symbolic link: files that are open have that name.
    Exact(Vec<String>),
    /// The directory, likewise, without the slash at its end.
    Below(Vec<String>),
    /// `*` stays within a directory, `**` does not.
    Glob(Pattern),
}

/// Not a pattern.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{pattern}` is not a glob: {problem}")]
pub struct PatternError {
    /// As it was given.
    pub pattern: String,
    /// What is wrong with it.
    pub problem: String,
}

impl FromStr for PathPattern {
    type Err = PatternError;

    /// A relative path is looked up from the working directory.
    fn from_str(text: &str) -> Result<PathPattern, PatternError> {
        let absolute = absolute(text);
        let kind = if text.contains(['*', '?', '[']) {
            let pattern = Pattern::new(&absolute)
                .map_err(|error| PatternError { pattern: text.to_owned(), problem: error.msg.to_owned() })?;
            Kind::Glob(pattern)
        } else if text.ends_with('/') {
            Kind::Below(with_target(absolute))
        } else {
            Kind::Exact(with_target(absolute))
        };
        Ok(PathPattern { given: text.to_owned(), kind })
    }
}

impl PathPattern {
    /// As it was given.
    pub fn as_given(&self) -> &str {
        &self.given
    }

    /// Whether it means a directory without what lies below it.
    pub fn is_lone_directory(&self) -> bool {
        matches!(&self.kind, Kind::Exact(paths) if paths.iter().any(|path| Path::new(path).is_dir()))
    }

    /// Whether a path in a row is meant.
    pub fn matches(&self, path: &str) -> bool {
        const WITHIN_DIRECTORIES: MatchOptions =
            MatchOptions { case_sensitive: true, require_literal_separator: true, require_literal_leading_dot: false };
        match &self.kind {
            Kind::Exact(paths) => paths.iter().any(|asked| asked == path),
            Kind::Below(directories) => directories.iter().any(|directory| {
                let rest = path.strip_prefix(directory.as_str());
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || directory == "/")
            }),
            Kind::Glob(pattern) => pattern.matches_with(path, WITHIN_DIRECTORIES),
        }
    }
}

/// From the working directory, without `.` and double or trailing slashes.
fn absolute(text: &str) -> String {
    let mut whole = env::current_dir().unwrap_or_else(|_| PathBuf::from("/"));
    whole.push(text);
    let plain: PathBuf = whole.components().filter(|part| *part != Component::CurDir).collect();
    plain.to_string_lossy().into_owned()
}

/// A path, and what it leads to where that is another.
fn with_target(path: String) -> Vec<String> {
    let target = Path::new(&path).canonicalize().ok().map(|target| target.to_string_lossy().into_owned());
    let target = target.filter(|target| *target != path);
    [Some(path), target].into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn matches(pattern: &str, path: &str) -> bool {
        pattern.parse::<PathPattern>().unwrap().matches(path)
    }

    #[test]
    fn a_path_means_itself() {
        assert!(matches("/no/such", "/no/such") && matches("/no/./such", "/no/such"));
        assert!(!matches("/no/such", "/no/such/file") && !matches("/no/such", "/no/suchlike"));
        let here = env::current_dir().unwrap();
        assert!(matches("x.txt", here.join("x.txt").to_str().unwrap()));
    }

    #[test]
    fn a_directory_with_a_slash_means_all_below_it() {
        assert!(matches("/no/such/", "/no/such/a/b") && matches("/no/such/", "/no/such"));
        assert!(!matches("/no/such/", "/no/suchlike") && !matches("/no/such/", "/no"));
        assert!(matches("/", "/etc/passwd"));
    }

    #[test]
    fn a_symbolic_link_means_its_target_too() {
        let dir = tempfile::tempdir().unwrap();
        let (target, link) = (dir.path().join("target"), dir.path().join("link"));
        std::fs::write(&target, "").unwrap();
        std::os::unix::fs::symlink(&target, &link).unwrap();
        assert!(matches(link.to_str().unwrap(), target.canonicalize().unwrap().to_str().unwrap()));
        assert!(matches(link.to_str().unwrap(), link.to_str().unwrap()));
    }

    #[test]
    fn globs_stay_within_a_directory_unless_doubled() {
        assert!(matches("/lib/*.so", "/lib/a.so") && !matches("/lib/*.so", "/lib/x/a.so"));
        assert!(matches("/lib/**/*.so", "/lib/x/y/a.so"));
        assert!("/lib/[".parse::<PathPattern>().unwrap_err().to_string().contains("is not a glob"));
    }
}
