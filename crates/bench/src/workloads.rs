//! Every workload.

use crate::class::Class;
use crate::workload::{Size, Workload};

/// The classes of tracers for storms, for filtered storms, and for real programs.
const STORM: &[Class] = &[Class::Empty, Class::Fast, Class::Slow];
const FILTERED: &[Class] = &[Class::Filter];
const PROGRAM: &[Class] = &[Class::Fast, Class::Slow];
const EVERY: &[Class] = &[Class::Empty, Class::Fast, Class::Slow, Class::Filter];
/// Half a minute under the others.
const LONG_PROGRAM: &[Class] = &[Class::Fast];

/// The sizes of storms that are compared, and of those that tell what a path costs.
const COMPARED: Size = Size::Storm { short: 50_000, long: 2_000_000 };
const DIFFERENCE: Size = Size::Storm { short: 50_000, long: 1_000_000 };

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

/// A file at a path, and one [`DEPTH`] directories below.
const DEPTHS: &str = "
mkdir -p a/b/c/d/e/f/g/h
touch f a/b/c/d/e/f/g/h/f
";
/// How many path components the one has more.
pub const DEPTH: u32 = 8;

/// Programs as people run them; the writer's benchmark has it, too.
const MIX: &str =
    concat!("cat > mix.sh << 'END OF MIX'\n", include_str!("../../trace/benches/mix.sh"), "\nEND OF MIX\n");

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

/// The name of the workload that is an empty program.
pub const START_UP: &str = "start-up";

/// Every workload.
pub const WORKLOADS: &[Workload] = &[
    Workload {
        name: "start-up",
        about: "a program that does nothing: what starting and ending a tracer takes",
        classes: EVERY,
        size: Size::Of(1),
        prepare: &[],
        command: &["true"],
    },
    Workload {
        name: "getppid",
        about: "one thread, getppid alone",
        classes: STORM,
        size: COMPARED,
        prepare: &[],
        command: &["./storm", "getppid", "{n}"],
    },
    Workload {
        name: "path",
        about: "one thread, access of a path that does not exist",
        classes: STORM,
        size: COMPARED,
        prepare: &[],
        command: &["./storm", "path", "{n}"],
    },
    Workload {
        name: "file",
        about: "one thread: open, fstat, read and close of a small file",
        classes: STORM,
        size: COMPARED,
        prepare: &["echo hello > small"],
        command: &["./storm", "file", "{n}"],
    },
    Workload {
        name: "processes",
        about: "two processes at once, getppid alone",
        classes: STORM,
        size: COMPARED,
        prepare: &[],
        command: &["./storm", "processes", "{n}"],
    },
    Workload {
        name: "threads",
        about: "two threads at once, getppid alone",
        classes: STORM,
        size: COMPARED,
        prepare: &[],
        command: &["./storm", "threads", "{n}"],
    },
    Workload {
        name: "shallow",
        about: "one thread: open and close of a file",
        classes: STORM,
        size: DIFFERENCE,
        prepare: &[DEPTHS],
        command: &["./storm", "open", "{n}", "f"],
    },
    Workload {
        name: "deep",
        about: "the same of a file eight directories below",
        classes: STORM,
        size: DIFFERENCE,
        prepare: &[DEPTHS],
        command: &["./storm", "open", "{n}", "a/b/c/d/e/f/g/h/f"],
    },
    Workload {
        name: "getppid-filtered",
        about: "one thread, getppid alone, with a filter that lets it through",
        classes: FILTERED,
        size: Size::Storm { short: 10_000_000, long: 10_000_000 },
        prepare: &[],
        command: &["./storm", "getppid", "{n}"],
    },
    Workload {
        name: "file-filtered",
        about: "one thread: open, fstat, read and close, with a filter that lets them through",
        classes: FILTERED,
        size: Size::Storm { short: 2_000_000, long: 2_000_000 },
        prepare: &["echo hello > small"],
        command: &["./storm", "file", "{n}"],
    },
    Workload {
        name: "compile",
        about: "gcc -O2, four files and a link",
        classes: &[Class::Fast, Class::Slow, Class::Filter],
        size: Size::Of(100),
        prepare: &[SOURCES],
        command: &["gcc", "-O2", "-o", "program", "a.c", "b.c", "c.c", "d.c"],
    },
    Workload {
        name: "python",
        about: "Python's start, with a few modules",
        classes: PROGRAM,
        size: Size::Of(1),
        prepare: &[PYTHON],
        command: &["./python", "start.py"],
    },
    Workload {
        name: "find",
        about: "find over a tree of small directories, every file's size asked for",
        classes: PROGRAM,
        size: Size::Of(600),
        prepare: &[TREE],
        command: &["find", "tree", "-size", "+1"],
    },
    Workload {
        name: "tar",
        about: "tar | gzip over the same tree",
        classes: PROGRAM,
        size: Size::Of(600),
        prepare: &[TREE, "echo 'tar cf - tree | gzip -1 > tree.tgz' > tar.sh"],
        command: &["sh", "tar.sh"],
    },
    Workload {
        name: "git",
        about: "git status in a repository of that tree",
        classes: PROGRAM,
        size: Size::Of(600),
        prepare: &[TREE, REPOSITORY],
        command: &["git", "status", "--short"],
    },
    Workload {
        name: "mix",
        about: "find, Python, gcc, tar, grep and ls over /usr/include",
        classes: LONG_PROGRAM,
        size: Size::Of(1),
        prepare: &[MIX],
        command: &["sh", "mix.sh"],
    },
];

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
    fn what_a_storm_works_on_is_the_same_at_each_of_its_sizes() {
        for workload in WORKLOADS.iter().filter(|workload| workload.is_storm()) {
            assert!(workload.prepare.iter().all(|script| !script.contains("{n}")), "{}", workload.name);
        }
    }

    #[test]
    fn one_file_is_so_much_deeper_than_the_other() {
        let path = |name| Workload::by_name(name).and_then(|workload| workload.command.last()).expect("a path");
        let depth = |path: &str| path.split('/').count() as u32;
        assert_eq!(depth(path("deep")) - depth(path("shallow")), DEPTH);
    }
}
