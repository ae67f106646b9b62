//! The names that a trace's files have while it is being recorded, and afterwards.

use std::path::{Path, PathBuf};

/// Ending of an unfinished trace: `trace.parquet.part`.
const PART: &str = "part";
/// Further ending of its journal: `trace.parquet.part.journal`.
const JOURNAL: &str = "journal";
/// Ending of the trace that was there before: `trace.parquet.old`.
const OLD: &str = "old";

/// The unfinished file of a trace.
pub(crate) fn part(path: &Path) -> PathBuf {
    path.with_added_extension(PART)
}

/// The journal of an unfinished file.
pub(crate) fn journal(part: &Path) -> PathBuf {
    part.with_added_extension(JOURNAL)
}

/// Where an earlier trace of the same name goes.
pub(crate) fn old(path: &Path) -> PathBuf {
    path.with_added_extension(OLD)
}

/// The unfinished file that is meant, where the path names one or its journal.
pub(crate) fn named_part(path: &Path) -> Option<&Path> {
    let extension = |path: &Path| path.extension().map(|extension| extension.to_owned());
    if extension(path).is_some_and(|found| found == PART) {
        return Some(path);
    }
    let name = path.to_str()?.strip_suffix(".journal")?;
    let part = Path::new(name);
    extension(part).is_some_and(|found| found == PART).then_some(part)
}

/// The finished file that an unfinished one becomes.
pub(crate) fn finished(part: &Path) -> PathBuf {
    part.with_extension("")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_to_one_another() {
        let path = Path::new("/tmp/trace.parquet");
        assert_eq!(part(path), Path::new("/tmp/trace.parquet.part"));
        assert_eq!(journal(&part(path)), Path::new("/tmp/trace.parquet.part.journal"));
        assert_eq!(old(path), Path::new("/tmp/trace.parquet.old"));
        assert_eq!(finished(&part(path)), path);
        assert_eq!(named_part(&part(path)), Some(part(path).as_path()));
        assert_eq!(named_part(&journal(&part(path))), Some(part(path).as_path()));
        assert_eq!(named_part(path), None);
        assert_eq!(named_part(Path::new("a.journal")), None);
    }
}
