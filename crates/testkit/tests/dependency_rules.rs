//! Holds the crates to the table in docs/architecture.md: who must never depend on what.
#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

/// Crate, and what it must never reach through normal or build dependencies.
const RULES: &[(&str, &[&str])] = &[
    ("trapline-syscalls", &["arrow", "parquet", "datafusion", "nix", "libc", "clap", "trapline-trace"]),
    ("trapline-trace", &["datafusion", "nix", "clap", "trapline-syscalls"]),
    ("trapline-tracker", &["nix", "datafusion", "clap", "trapline-process", "trapline-ptrace"]),
    ("trapline-process", &["arrow", "parquet", "clap", "datafusion"]),
    ("trapline-ptrace", &["arrow", "parquet", "clap", "datafusion"]),
    ("trapline-recorder", &["datafusion", "tokio", "clap"]),
    ("trapline-analyzer", &["trapline-recorder", "trapline-ptrace", "trapline-process", "clap", "nix"]),
    ("trapline-export", &["datafusion", "trapline-ptrace", "trapline-process", "nix", "clap"]),
];

/// Every package, and everything it reaches.
fn reachable() -> BTreeMap<String, BTreeSet<String>> {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../../Cargo.toml");
    // Of other platforms' dependencies not even the manifests need be here.
    let platform = format!("{}-unknown-linux-gnu", std::env::consts::ARCH);
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version=1", "--locked", "--offline", "--filter-platform", &platform, "--manifest-path", manifest])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let names: BTreeMap<&str, &str> = metadata["packages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|package| (package["id"].as_str().unwrap(), package["name"].as_str().unwrap()))
        .collect();
    let edges: BTreeMap<&str, Vec<&str>> = metadata["resolve"]["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|node| {
            let targets = node["deps"].as_array().unwrap().iter().filter(|dependency| {
                dependency["dep_kinds"].as_array().unwrap().iter().any(|kind| kind["kind"] != "dev")
            });
            (node["id"].as_str().unwrap(), targets.map(|dependency| dependency["pkg"].as_str().unwrap()).collect())
        })
        .collect();
    let mut reached = BTreeMap::new();
    for (&id, &name) in names.iter().filter(|(_, name)| name.starts_with("trapline")) {
        let (mut seen, mut todo) = (BTreeSet::new(), vec![id]);
        while let Some(next) = todo.pop() {
            todo.extend(edges[next].iter().filter(|target| seen.insert(names[**target].to_owned())));
        }
        reached.insert(name.to_owned(), seen);
    }
    reached
}

#[test]
fn no_crate_reaches_what_its_room_forbids() {
    let reachable = reachable();
    for (name, forbidden) in RULES {
        let reached = &reachable[*name];
        assert!(!reached.is_empty(), "{name} depends on nothing: is the graph read rightly?");
        for target in *forbidden {
            assert!(!reached.contains(*target), "{name} must not depend on {target} (docs/architecture.md)");
        }
    }
}

#[test]
fn unsafe_code_lives_in_its_two_crates_alone() {
    let crates = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    for entry in std::fs::read_dir(crates).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let roots: &[&str] = if name == "cli" { &["src/bin/rec.rs", "src/bin/analyze.rs"] } else { &["src/lib.rs"] };
        for root in roots {
            let text = std::fs::read_to_string(crates.join(&name).join(root)).unwrap();
            let forbids = text.contains("#![forbid(unsafe_code)]");
            assert_eq!(forbids, !["process", "ptrace"].contains(&name.as_str()), "{name}/{root}");
        }
    }
}
