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
    if is_plain(base) && is_plain(path) {
        out.extend_from_slice(base);
        if path.first() != Some(&b'/') {
            out.push(b'/');
        }
        return out.extend_from_slice(path);
    }
    join_components(base, path, out);
}

/// Whether nothing is to be removed from a path, for all that is seen at a glance.
fn is_plain(path: &[u8]) -> bool {
    let (Some(first), Some(last)) = (path.first(), path.last()) else { return true };
    // A component that begins with a dot may be a dot. Without a branch in between, many bytes are looked at at once.
    let pairs = path.iter().zip(&path[1..]);
    let found =
        pairs.fold(0, |found, (&a, &b)| found | u8::from(a == b'/') & (u8::from(b == b'/') | u8::from(b == b'.')));
    found == 0 && *first != b'.' && *last != b'/'
}

/// The same for paths in which something may be to remove.
fn join_components(base: &[u8], path: &[u8], out: &mut Vec<u8>) {
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
    use proptest::prelude::*;

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

    proptest! {
        #[test]
        fn at_a_glance_or_by_components_it_is_the_same(base in "(/[/.a-c]{0,12})?", path in "[/.a-c]{1,12}") {
            let base = if path.starts_with('/') { "" } else { base.as_str() };
            let (mut whole, mut slow) = (Vec::new(), Vec::new());
            join(Some(base.as_bytes()), path.as_bytes(), &mut whole);
            join_components(base.as_bytes(), path.as_bytes(), &mut slow);
            prop_assert_eq!(whole, slow);
        }
    }
}
