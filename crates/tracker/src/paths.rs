//! Path arguments made absolute, without asking a file system.

/// A path that may be there, in a buffer that is used again.
#[derive(Debug, Default)]
pub(crate) struct PathBuffer {
    bytes: Vec<u8>,
    known: bool,
}

impl PathBuffer {
    pub(crate) fn clear(&mut self) {
        self.bytes.clear();
        self.known = false;
    }

    /// The path, if there is one.
    pub(crate) fn get(&self) -> Option<&[u8]> {
        self.known.then_some(&self.bytes)
    }

    pub(crate) fn set(&mut self, path: &[u8]) {
        self.clear();
        self.bytes.extend_from_slice(path);
        self.known = true;
    }

    /// Sets it to `path` seen from `base`: `.` and `//` removed, `..` and symbolic links left alone.
    ///
    /// A relative path without a base is left as it is, and so is the empty path.
    pub(crate) fn set_joined(&mut self, base: Option<&[u8]>, path: &[u8]) {
        self.clear();
        self.known = true;
        join(base, path, &mut self.bytes);
    }
}

/// Appends `path` seen from the directory `base`, see [`PathBuffer::set_joined`].
pub(crate) fn join(base: Option<&[u8]>, path: &[u8], out: &mut Vec<u8>) {
    let base = match (path.first(), base) {
        (Some(b'/'), _) => &[],
        (Some(_), Some(base)) => base,
        _ => return out.extend_from_slice(path),
    };
    let begin = out.len();
    for component in base.split(|&b| b == b'/').chain(path.split(|&b| b == b'/')) {
        if !component.is_empty() && component != b"." {
            out.push(b'/');
            out.extend_from_slice(component);
        }
    }
    if out.len() == begin {
        out.push(b'/');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(base: Option<&str>, path: &str) -> String {
        let mut out = Vec::new();
        join(base.map(str::as_bytes), path.as_bytes(), &mut out);
        String::from_utf8(out).expect("joined from text")
    }

    #[test]
    fn an_absolute_path_ignores_the_base() {
        assert_eq!(joined(Some("/home"), "/etc/passwd"), "/etc/passwd");
        assert_eq!(joined(None, "/"), "/");
    }

    #[test]
    fn a_relative_path_is_joined() {
        assert_eq!(joined(Some("/home/me"), "a/b"), "/home/me/a/b");
        assert_eq!(joined(Some("/"), "a"), "/a");
    }

    #[test]
    fn dots_and_double_slashes_go_and_parents_stay() {
        assert_eq!(joined(Some("/home"), "./a//b/./../c"), "/home/a/b/../c");
        assert_eq!(joined(None, "//usr/./lib/../lib64"), "/usr/lib/../lib64");
        assert_eq!(joined(Some("/"), "."), "/");
        assert_eq!(joined(Some("/tmp"), "dir/"), "/tmp/dir");
    }

    #[test]
    fn what_cannot_be_made_absolute_is_left_as_given() {
        assert_eq!(joined(None, "./a//b"), "./a//b");
        assert_eq!(joined(Some("/tmp"), ""), "");
    }
}
