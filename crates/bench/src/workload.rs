//! What is run.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::programs;

/// The tracee that makes as many calls as it is told.
const STORM: &str = include_str!("../tracees/storm.c");

/// Which tracers a workload is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum For {
    /// Those that record every call.
    Recording,
    /// Those that record what the workload never calls: what does a filter cost?
    Filtering,
    /// Both.
    Both,
}

/// A workload. In `prepare` (lines of sh) and `command`, `{n}` is its size.
#[derive(Debug)]
pub struct Workload {
    /// As in `--workload NAME`.
    pub name: &'static str,
    /// One line for `--help`.
    pub about: &'static str,
    /// Which tracers it is for.
    pub tracers: For,
    /// How much: calls of a storm, directories of files, functions to compile.
    pub size: u64,
    /// `size` is a number of system calls: `--calls` replaces it.
    pub storm: bool,
    /// Run before, natively, in the workload's directory.
    pub prepare: &'static [&'static str],
    /// What is measured, in that directory. No word holds white space.
    pub command: &'static [&'static str],
}

/// `{n}` directories of ten files each.
const TREE: &str = r#"
mkdir tree
i=0
while [ $i -lt {n} ]; do
    mkdir tree/$i
    for f in 0 1 2 3 4 5 6 7 8 9; do echo "file $f of directory $i, the same in every run" > tree/$i/$f.txt; done
    i=$((i+1))
done
find tree -exec touch -d '2024-01-01 00:00:00' {} +
"#;

/// Four C files of `{n}` functions each.
const SOURCES: &str = r#"
for f in a b c d; do
    printf '#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n#include <pthread.h>\n' > $f.c
    i=0
    while [ $i -lt {n} ]; do
        printf 'int %s%d(const char *s, int n) { for (int i = 0; i < n; i++) n += s[i] * atoi(s + %d); ' $f $i $i
        printf 'printf("%%d %%zu\\n", n, strlen(s)); return n; }\n'
        i=$((i+1))
    done >> $f.c
done
echo 'int main(void) { return 0; }' >> a.c
"#;

/// The interpreter itself, where the `python3` of the `PATH` is a script that looks for one.
const PYTHON: &str = "
ln -s $(python3 -c 'import sys; print(sys.executable)') python
echo 'import json, os, sqlite3, subprocess, urllib.request' > start.py
";

/// A repository of what is there.
const REPOSITORY: &str = "
git init -q .
git add -A
git -c user.name=A -c user.email=a@example.org commit -q -m first
";

/// Every workload.
pub const WORKLOADS: &[Workload] = &[
    Workload {
        name: "getppid",
        about: "one thread, getppid alone",
        tracers: For::Recording,
        size: 50_000,
        storm: true,
        prepare: &[],
        command: &["./storm", "getppid", "{n}"],
    },
    Workload {
        name: "file",
        about: "one thread: open, fstat, read and close of a small file",
        tracers: For::Recording,
        size: 50_000,
        storm: true,
        prepare: &["echo hello > small"],
        command: &["./storm", "file", "{n}"],
    },
    Workload {
        name: "processes",
        about: "two processes at once, getppid alone",
        tracers: For::Recording,
        size: 50_000,
        storm: true,
        prepare: &[],
        command: &["./storm", "processes", "{n}"],
    },
    Workload {
        name: "threads",
        about: "two threads at once, getppid alone",
        tracers: For::Recording,
        size: 50_000,
        storm: true,
        prepare: &[],
        command: &["./storm", "threads", "{n}"],
    },
    Workload {
        name: "getppid-filtered",
        about: "one thread, getppid alone, with a filter that lets it through",
        tracers: For::Filtering,
        size: 10_000_000,
        storm: true,
        prepare: &[],
        command: &["./storm", "getppid", "{n}"],
    },
    Workload {
        name: "file-filtered",
        about: "one thread: open, fstat, read and close, with a filter that lets them through",
        tracers: For::Filtering,
        size: 2_000_000,
        storm: true,
        prepare: &["echo hello > small"],
        command: &["./storm", "file", "{n}"],
    },
    Workload {
        name: "compile",
        about: "gcc -O2, four files and a link",
        tracers: For::Both,
        size: 100,
        storm: false,
        prepare: &[SOURCES],
        command: &["gcc", "-O2", "-o", "program", "a.c", "b.c", "c.c", "d.c"],
    },
    Workload {
        name: "python",
        about: "Python's start, with a few modules",
        tracers: For::Recording,
        size: 1,
        storm: false,
        prepare: &[PYTHON],
        command: &["./python", "start.py"],
    },
    Workload {
        name: "find",
        about: "find over a tree of small directories, every file's size asked for",
        tracers: For::Recording,
        size: 600,
        storm: false,
        prepare: &[TREE],
        command: &["find", "tree", "-size", "+1"],
    },
    Workload {
        name: "tar",
        about: "tar | gzip over the same tree",
        tracers: For::Recording,
        size: 600,
        storm: false,
        prepare: &[TREE, "echo 'tar cf - tree | gzip -1 > tree.tgz' > tar.sh"],
        command: &["sh", "tar.sh"],
    },
    Workload {
        name: "git",
        about: "git status in a repository of that tree",
        tracers: For::Recording,
        size: 600,
        storm: false,
        prepare: &[TREE, REPOSITORY],
        command: &["git", "status", "--short"],
    },
];

impl Workload {
    /// The workload of a name.
    #[cfg(test)]
    pub fn by_name(name: &str) -> Option<&'static Workload> {
        WORKLOADS.iter().find(|workload| workload.name == name)
    }

    /// Its size, `scale` times as large as usual; `calls` is that of storms.
    pub fn sized(&self, scale: f64, calls: Option<u64>) -> u64 {
        match calls.filter(|_| self.storm) {
            Some(calls) => calls,
            None => ((self.size as f64 * scale).round() as u64).max(1),
        }
    }

    /// What is measured. Its program has a path, so that no tracer searches for it.
    pub fn command(&self, size: u64) -> Vec<String> {
        let mut words: Vec<String> = self.command.iter().map(|word| with_size(word, size)).collect();
        if let Some(program) = words.first_mut() {
            *program = programs::path_of(program);
        }
        words
    }

    /// Makes what it works on in an empty directory.
    pub fn prepare(&self, dir: &Path, size: u64) -> Result<()> {
        if self.storm {
            compile_storm(dir)?;
        }
        for script in self.prepare {
            let output = Command::new("sh").args(["-euc", &with_size(script, size)]).current_dir(dir).output()?;
            if !output.status.success() {
                bail!("preparing {}: {}", self.name, String::from_utf8_lossy(&output.stderr).trim());
            }
        }
        Ok(())
    }
}

fn with_size(text: &str, size: u64) -> String {
    text.replace("{n}", &size.to_string())
}

fn compile_storm(dir: &Path) -> Result<()> {
    fs::write(dir.join("storm.c"), STORM)?;
    let mut cc = Command::new("cc");
    cc.args(["-O2", "-Wall", "-D_GNU_SOURCE", "-pthread", "-o", "storm", "storm.c"]).current_dir(dir);
    let output = cc.output().context("the storms need a C compiler (apt-get install gcc libc6-dev)")?;
    if !output.status.success() {
        bail!("cc storm.c: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_no_word_of_a_command_holds_white_space() {
        for (index, workload) in WORKLOADS.iter().enumerate() {
            assert!(WORKLOADS[..index].iter().all(|other| other.name != workload.name), "{}", workload.name);
            assert!(workload.command.iter().all(|word| !word.contains(char::is_whitespace)), "{}", workload.name);
        }
    }

    #[test]
    fn a_number_of_calls_is_for_storms_alone() {
        let sized = |name, scale, calls| Workload::by_name(name).map(|workload| workload.sized(scale, calls));
        assert_eq!(sized("getppid", 0.5, None), Some(25_000));
        assert_eq!(sized("getppid", 0.5, Some(7)), Some(7));
        assert_eq!(sized("find", 0.5, Some(7)), Some(300));
        assert_eq!(sized("python", 0.1, None), Some(1));
    }
}
