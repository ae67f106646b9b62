//! What is run.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::class::Class;
use crate::programs;
#[cfg(test)]
use crate::workloads::WORKLOADS;

/// The tracee that makes as many calls as it is told.
const SOURCE: &str = include_str!("../tracees/storm.c");

/// A workload. In `prepare` (lines of sh) and `command`, `{n}` is its size.
#[derive(Debug)]
pub struct Workload {
    /// As in `--workload NAME`.
    pub name: &'static str,
    /// One line for `--help`.
    pub about: &'static str,
    /// Which tracers it is for, besides none.
    pub classes: &'static [Class],
    /// How much: calls of a storm, directories of files, functions to compile.
    pub size: Size,
    /// Run before, natively, in the workload's directory.
    pub prepare: &'static [&'static str],
    /// What is measured, in that directory. No word holds white space.
    pub command: &'static [&'static str],
}

/// How much a workload is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// The same under each tracer; the unit is the workload's own.
    Of(u64),
    /// A storm of so many system calls: `--calls` replaces both numbers.
    Storm {
        /// Under tracers of [`Class::Slow`].
        short: u64,
        /// Under the others.
        long: u64,
    },
}

impl Workload {
    /// The workload of a name.
    #[cfg(test)]
    pub fn by_name(name: &str) -> Option<&'static Workload> {
        WORKLOADS.iter().find(|workload| workload.name == name)
    }

    /// Its size is a number of system calls.
    pub fn is_storm(&self) -> bool {
        matches!(self.size, Size::Storm { .. })
    }

    /// Its size under a tracer, `scale` times as large as usual; `calls` is that of storms.
    pub fn sized(&self, class: Class, scale: f64, calls: Option<u64>) -> u64 {
        let usual = match (self.size, calls) {
            (Size::Storm { .. }, Some(calls)) => return calls,
            (Size::Storm { short, .. }, None) if !class.is_quick() => short,
            (Size::Storm { long: size, .. } | Size::Of(size), _) => size,
        };
        ((usual as f64 * scale).round() as u64).max(1)
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
        if self.is_storm() {
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
    fs::write(dir.join("storm.c"), SOURCE)?;
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
    fn a_number_of_calls_is_for_storms_alone() {
        let sized =
            |name, class, scale, calls| Workload::by_name(name).map(|workload| workload.sized(class, scale, calls));
        assert_eq!(sized("getppid", Class::Slow, 0.5, None), Some(25_000));
        assert_eq!(sized("getppid", Class::Fast, 0.5, None), Some(1_000_000));
        assert_eq!(sized("getppid", Class::Native, 1.0, None), Some(2_000_000));
        assert_eq!(sized("getppid", Class::Fast, 0.5, Some(7)), Some(7));
        assert_eq!(sized("find", Class::Slow, 0.5, Some(7)), Some(300));
        assert_eq!(sized("python", Class::Fast, 0.1, None), Some(1));
    }
}
