//! Which files the words of a command line mean.

use std::collections::{HashMap, HashSet};
use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};

use crate::{Error, Result};

/// The trace that is meant where none is named.
pub const DEFAULT: &str = "trace.parquet";

/// Ending of a finished trace.
const FINISHED: &str = ".parquet";
/// Ending of an unfinished one.
const UNFINISHED: &str = ".parquet.part";

/// One trace to open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceSource {
    /// The finished file, or the `.part` of an unfinished one.
    pub path: PathBuf,
    /// What the column `trace` holds for its rows: the file's name without `.parquet`, with as many directories before
    /// it as it takes to tell the traces that are opened together apart.
    pub name: String,
}

/// The traces that the words mean: files, unfinished `.part` files, directories of traces, globs. No word means
/// [`DEFAULT`] in the current directory. A file that is meant twice is opened once.
///
/// # Errors
/// [`Error::NoSuchTrace`] for a word that matches no file.
pub fn resolve<S: AsRef<OsStr>>(words: &[S]) -> Result<Vec<TraceSource>> {
    let mut paths = Vec::new();
    for word in words {
        paths.extend(files(Path::new(word.as_ref()))?);
    }
    if words.is_empty() {
        paths = files(Path::new(DEFAULT))?;
    }
    let mut seen = HashSet::new();
    paths.retain(|path| seen.insert(path.canonicalize().unwrap_or_else(|_| path.clone())));
    let names = names(&paths);
    Ok(paths.into_iter().zip(names).map(|(path, name)| TraceSource { path, name }).collect())
}

/// The files that one word means.
fn files(word: &Path) -> Result<Vec<PathBuf>> {
    let missing = |hint: &str| Error::NoSuchTrace { word: word.display().to_string(), hint: hint.to_owned() };
    if word.is_dir() {
        let found = in_directory(word)?;
        return if found.is_empty() { Err(missing(": the directory holds no *.parquet")) } else { Ok(found) };
    }
    if word.exists() {
        return Ok(vec![word.to_owned()]);
    }
    // The recording goes on, or was cut short.
    let mut part = word.as_os_str().to_owned();
    part.push(".part");
    if Path::new(&part).is_file() {
        return Ok(vec![part.into()]);
    }
    let text = word.to_string_lossy();
    if text.contains(char::is_whitespace) && text.chars().any(|c| "=()*,;".contains(c)) {
        return Err(missing("; SQL comes after the traces, or with -c"));
    }
    if text.contains(['*', '?', '[']) {
        let pattern = glob::glob(&text).map_err(|error| missing(&format!(": {}", error.msg)))?;
        let found: Vec<PathBuf> = pattern.filter_map(|path| path.ok()).filter(|path| path.is_file()).collect();
        return if found.is_empty() { Err(missing(": no file matches")) } else { Ok(found) };
    }
    Err(missing(if text == DEFAULT { "; make one with: rec -- COMMAND" } else { "" }))
}

/// The traces of a directory by name; an unfinished one only if there is no finished one of its name.
fn in_directory(directory: &Path) -> Result<Vec<PathBuf>> {
    let unreadable = |error: std::io::Error| Error::NoSuchTrace {
        word: directory.display().to_string(),
        hint: format!(": {error}"),
    };
    let mut found = Vec::new();
    for entry in directory.read_dir().map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let is_trace = match name.strip_suffix(".part") {
            Some(finished) => finished.ends_with(FINISHED) && !path.with_file_name(finished).exists(),
            None => name.ends_with(FINISHED),
        };
        if is_trace && path.is_file() {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// A name for each file: its stem and, where several share it, as many directories as tell them apart.
fn names(paths: &[PathBuf]) -> Vec<String> {
    let parts: Vec<Vec<String>> = paths.iter().map(|path| parts(path)).collect();
    let name = |parts: &[String], depth: usize| -> String {
        let taken: Vec<&str> = parts.iter().take(depth).rev().map(String::as_str).collect();
        taken.join("/")
    };
    let mut names: Vec<String> = parts.iter().map(|parts| name(parts, 1)).collect();
    for depth in 2..=parts.iter().map(Vec::len).max().unwrap_or(0) {
        let mut holders: HashMap<&str, HashSet<&[String]>> = HashMap::new();
        for (name, parts) in names.iter().zip(&parts) {
            holders.entry(name).or_default().insert(parts);
        }
        let is_shared: Vec<bool> = names.iter().map(|name| holders[name.as_str()].len() > 1).collect();
        for ((current, parts), is_shared) in names.iter_mut().zip(&parts).zip(is_shared) {
            if is_shared {
                *current = name(parts, depth);
            }
        }
    }
    // What is still the same differs in its ending only (`a.parquet`, `a.parquet.part`).
    let mut seen: HashMap<String, usize> = HashMap::new();
    for name in &mut names {
        let count = seen.entry(name.clone()).or_default();
        *count += 1;
        if *count > 1 {
            *name = format!("{name}~{count}");
        }
    }
    names
}

/// The stem of a file's name, then its directories from the nearest on.
fn parts(path: &Path) -> Vec<String> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let stem = name.strip_suffix(UNFINISHED).or(name.strip_suffix(FINISHED)).unwrap_or(&name).to_owned();
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let directories = absolute.parent().into_iter().flat_map(Path::components).rev();
    let directories = directories.filter_map(|part| match part {
        Component::Normal(name) => Some(name.to_string_lossy().into_owned()),
        _ => None,
    });
    std::iter::once(stem).chain(directories).collect()
}
