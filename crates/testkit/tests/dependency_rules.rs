//! Holds the crates to the table in docs/architecture.md: who must never depend on what.
#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

use std::collections::BTreeSet;
use std::process::Command;

/// Crate, and what it must never reach through normal or build dependencies.
const RULES: &[(&str, &[&str])] = &[
    ("trapline-syscalls", &["arrow", "parquet", "datafusion", "nix", "libc", "clap", "trapline-trace"]),
    ("trapline-trace", &["datafusion", "nix", "clap", "trapline-syscalls"]),
    ("trapline-tracker", &["nix", "datafusion", "clap", "trapline-process", "trapline-ptrace"]),
    ("trapline-process", &["arrow", "parquet", "clap", "datafusion"]),
    ("trapline-ptrace", &["arrow", "parquet", "clap", "datafusion"]),
    ("trapline-ebpf", &["arrow", "parquet", "clap", "datafusion", "trapline-syscalls"]),
    ("trapline-recorder", &["datafusion", "tokio", "clap"]),
    ("trapline-analyzer", &["trapline-recorder", "trapline-ptrace", "trapline-process", "clap", "nix"]),
    ("trapline-export", &["datafusion", "trapline-ptrace", "trapline-process", "nix", "clap"]),
    (
        "trapline-bench",
        &["trapline-recorder", "trapline-ptrace", "trapline-process", "trapline-trace", "arrow", "datafusion"],
    ),
];

/// Everything that a package reaches through normal and build dependencies, with these features.
fn reached(package: &str, features: &[&str]) -> BTreeSet<String> {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../../Cargo.toml");
    // Not `cargo metadata`: that unites the features of all packages, and with them what each reaches.
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--offline", "--edges=normal,build", "--prefix=none", "--format={p}"])
        .args(["--manifest-path", manifest, "--package", package])
        .args(features)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().filter_map(|line| line.split(' ').next()).filter(|name| *name != package).map(str::to_owned).collect()
}

#[test]
fn no_crate_reaches_what_its_room_forbids() {
    for (name, forbidden) in RULES {
        let reached = reached(name, &[]);
        assert!(!reached.is_empty(), "{name} depends on nothing: is the tree read rightly?");
        for target in *forbidden {
            assert!(!reached.contains(*target), "{name} must not depend on {target} (docs/architecture.md)");
        }
    }
}

#[test]
fn the_recorder_alone_builds_without_a_query_engine() {
    let alone = reached("trapline", &["--no-default-features", "--features=rec"]);
    assert!(alone.contains("trapline-recorder"));
    assert!(!alone.contains("datafusion") && !alone.contains("tokio"), "{alone:?}");
    assert!(reached("trapline", &[]).contains("datafusion"));
}

#[test]
fn unsafe_code_lives_in_its_three_crates_alone() {
    let crates = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    for entry in std::fs::read_dir(crates).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let roots: &[&str] = if name == "cli" { &["src/bin/rec.rs", "src/bin/analyze.rs"] } else { &["src/lib.rs"] };
        for root in roots {
            let text = std::fs::read_to_string(crates.join(&name).join(root)).unwrap();
            let forbids = text.contains("#![forbid(unsafe_code)]");
            assert_eq!(forbids, !["process", "ptrace", "ebpf"].contains(&name.as_str()), "{name}/{root}");
        }
    }
}
