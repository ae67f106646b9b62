//! Real programs that do the same work on every run.
//!
//! Each runs in a directory that is made anew, with an environment that holds nothing of the user's. Names of temporary
//! files remain that chance chooses: those in `tmp`, and those of [`TEMPORARY`].
//!
//! No pipe carries more than one write: how many a read takes would depend on how fast the tracer is.

/// A program, as lines of `sh`.
pub struct Program {
    pub name: &'static str,
    /// Makes what the program works on, beside [`TREE`].
    pub prepare: &'static str,
    /// What is traced. `$URL` is a small web server.
    pub script: &'static str,
}

/// What every program finds in its directory: `tree` with 36 texts in 6 directories, `numbers.txt` with 4,000 lines in no
/// order, all of one date, and `tmp`, for temporary files.
pub const TREE: &str = "
    mkdir tmp tree
    for d in a b c d e f; do
        mkdir tree/$d
        for f in 1 2 3 4 5 6; do
            i=0; while [ $i -lt 20 ]; do echo \"$d $f $i: the quick brown fox\"; i=$((i+1)); done > tree/$d/$f.txt
        done
    done
    i=1; n=1; while [ $i -le 4000 ]; do n=$(((n * 75 + 74) % 65537)); echo $n line $i; i=$((i+1)); done > numbers.txt
    find . -exec touch -h -d '2024-01-01 00:00:00' {} +
";

/// What begins the names of files that programs make under names of chance outside of `tmp`: git's objects.
pub const TEMPORARY: &[&str] = &["tmp_obj_"];

pub const ENVIRONMENT: &[(&str, &str)] = &[
    ("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"),
    ("LC_ALL", "C"),
    ("TZ", "UTC"),
    ("PYTHONHASHSEED", "0"),
    ("PYTHONDONTWRITEBYTECODE", "1"),
    ("PERL_HASH_SEED", "0"),
    ("GIT_CONFIG_NOSYSTEM", "1"),
    ("GIT_AUTHOR_NAME", "A"),
    ("GIT_AUTHOR_EMAIL", "a@example.org"),
    ("GIT_AUTHOR_DATE", "2024-01-02T00:00:00Z"),
    ("GIT_COMMITTER_NAME", "A"),
    ("GIT_COMMITTER_EMAIL", "a@example.org"),
    ("GIT_COMMITTER_DATE", "2024-01-02T00:00:00Z"),
];

const REPOSITORY: &str = "
    git init -q .
    printf 'tmp\n' > .gitignore; touch -d '2024-01-01 00:00:00' .gitignore
    git add -A
    git commit -q -m first
";

const SOURCES: &str = "
    for f in one two three; do
        printf '#include <stdio.h>\n#include <stdlib.h>\nint %s(int n) { return printf(\"%%d\\\\n\", n); }\n' $f > $f.c
    done
    printf 'int one(int), two(int), three(int);\nint main(void) { return one(1) + two(2) + three(3) != 6; }\n' > main.c
    printf 'program: main.o one.o two.o three.o\n\tgcc -o $@ $^\n%%.o: %%.c\n\tgcc -O1 -c -o $@ $<\n' > Makefile
";

pub const PROGRAMS: &[Program] = &[
    Program {
        name: "bash loop",
        prepare: "",
        script: "bash -c 'for i in 1 2 3 4 5 6; do (cd tree/a; echo $i > /dev/null; : < 1.txt); done
                 while read -r n word i; do :; done < tree/a/1.txt
                 x=$(cat tree/a/1.txt); cat <<< \"${#x}\"'",
    },
    Program {
        name: "bash pipeline",
        prepare: "",
        script: "bash -c 'cat tree/a/1.txt | tr a-z A-Z | sort | uniq -c | wc -l; cd /usr && ls -d include; ! cat none'",
    },
    Program { name: "ls -lR", prepare: "", script: "ls -lR tree /usr/include/linux" },
    Program {
        name: "find",
        prepare: "",
        script: "find tree -name '*.txt' -exec wc -c {} +; find /usr/share/doc -maxdepth 1 -name 'a*' -type d",
    },
    Program { name: "grep -r", prepare: "", script: "grep -rn 'brown' tree; ! grep -r nowhere tree /etc/pam.d" },
    Program {
        name: "cp, mv, rm, du, diff",
        prepare: "",
        script: "cp -a tree copy; mv copy/a copy/z; chmod -R go-w copy; du -s copy; ! diff -r tree copy; ln -s z copy/l
                 rm -r copy",
    },
    Program { name: "tar", prepare: "", script: "tar cf t.tar tree; mkdir out; tar xf t.tar -C out; tar tvf t.tar" },
    Program { name: "tar and gzip", prepare: "", script: "tar cf - tree/a/1.txt | gzip -1 > t.tgz; tar xzOf t.tgz" },
    Program { name: "gcc", prepare: SOURCES, script: "gcc -O2 -Wall -o program main.c one.c two.c three.c; ./program" },
    Program { name: "make -j2", prepare: SOURCES, script: "make -s -j2; ./program" },
    Program {
        name: "python modules",
        prepare: "",
        script: "python3 -c 'import json, os, sqlite3, subprocess, zipfile
for d, _, files in os.walk(\"tree\"):
    [os.stat(os.path.join(d, f)) for f in files]
with zipfile.ZipFile(\"t.zip\", \"w\") as z:
    z.write(\"tree/a/1.txt\")
print(subprocess.run([\"true\"]).returncode, json.dumps(sorted(os.listdir(\"tree\"))))'",
    },
    Program {
        name: "python thread",
        prepare: "",
        script: "python3 -c 'import threading, tempfile
def work():
    for n in list(range(1, 7)) * 20:
        with open(f\"tree/a/{n}.txt\") as f: f.read()
t = threading.Thread(target=work); t.start(); t.join()
tempfile.TemporaryFile().write(b\"x\")'",
    },
    Program {
        name: "perl",
        prepare: "",
        script: "perl -MFile::Find -MPOSIX -e 'find(sub { -f && open(my $f, \"<\", $_) && (my @l = <$f>) }, \"tree\");
                 system(\"true\"); $SIG{USR1} = sub { $n++ }; kill USR1 => $$ for 1..5; print \"$n\\n\";
                 open(my $p, \"-|\", \"echo a\"); print <$p>; mkdir \"new\"; rename \"new\", \"old\"; rmdir \"old\"'",
    },
    Program {
        name: "git status, log, diff, grep",
        prepare: REPOSITORY,
        script: "git status; git log --stat; git diff; git grep --threads=1 -c brown; git ls-files -s",
    },
    Program {
        name: "git add, commit",
        prepare: REPOSITORY,
        script: "echo x > new; touch -d 2024-01-03 new; git add new; git commit -qm second",
    },
    Program {
        name: "sqlite3",
        prepare: "",
        script: "sqlite3 t.db 'CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT); CREATE INDEX i ON t(b);
                 BEGIN; INSERT INTO t(b) SELECT value FROM json_each(\"[1,2,3,4,5]\"); COMMIT;
                 INSERT INTO t(b) VALUES (6); DELETE FROM t WHERE a = 2; SELECT count(*), max(b) FROM t; VACUUM;'",
    },
    Program {
        name: "sort with temporary files",
        prepare: "",
        script: "sort --parallel=1 -S 32k -T tmp -n numbers.txt -o sorted.txt; uniq -c sorted.txt unique.txt",
    },
    Program {
        name: "ssh-keygen",
        prepare: "",
        script: "ssh-keygen -q -t ed25519 -N '' -C c -f key; ssh-keygen -y -f key > public; ssh-keygen -lf key.pub > fingerprint",
    },
    Program {
        name: "awk",
        prepare: "",
        script: "awk '{ sum += $1; print $3 > (\"out.\" $1 % 7) }
                 END { print sum; \"echo done\" | getline x; print x }' numbers.txt",
    },
    Program {
        name: "sed",
        prepare: "",
        script: "sed -n -e 's/line/LINE/w out.txt' -e '$=' numbers.txt; sed 1q out.txt",
    },
    Program {
        name: "xz",
        prepare: "",
        script: "xz -T1 -k numbers.txt; xz -t numbers.txt.xz
                 xz -dc numbers.txt.xz > copy.txt; cmp numbers.txt copy.txt",
    },
    Program { name: "xargs, sha256sum", prepare: "", script: "find tree -type f | sort | xargs -n 6 sha256sum" },
    Program {
        name: "curl",
        prepare: "",
        script: "for page in one two three; do curl -sS -o $page.txt $URL/$page; done; cat one.txt",
    },
];
